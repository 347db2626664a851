-- Question: how much of the time in which operators could take calls did calls fill?
-- Formula: occupancy = (talk + hold + ACW) / (that + available idle) = handled / (logged in - paused). Logged in: member
--   of at least one queue. Paused: a pause in any queue, unless its reason is one of acwReasons, for that is ACW and so
--   handled time. A leg fills the time from its answer on, clipped to the period. A log-in without a log-out lasts to
--   the end of the period; a log-out ends a pause.
-- Grain: one row an operator who was logged in or handled something in the period; legs of merged calls count nowhere.
-- Parameters: project; fromMs inclusive, toMs exclusive; acwReasons. Logged-in time 0 gives NULL.
WITH
    -- Each event lasts until the next of its own kind, operator and queue.
    states AS
    (
        SELECT operatorId, event, reason, toUnixTimestamp64Milli(at) AS startMs,
            leadInFrame(startMs, 1, {toMs:Int64}) OVER (
                PARTITION BY operatorId, queue, kind ORDER BY at, seq ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS endMs
        FROM operator_events FINAL
        ARRAY JOIN multiIf(event = 'login', ['session'], event = 'logout', ['session', 'pause'], ['pause']) AS kind
        WHERE project = {project:String} AND at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    ),
    spans AS
    (
        SELECT operatorId, event = 'login' AS isSession, greatest(startMs, {fromMs:Int64}) AS startMs, least(endMs, {toMs:Int64}) AS endMs
        FROM states
        WHERE event = 'login' OR (event = 'pause' AND NOT has({acwReasons:Array(String)}, reason))
    ),
    -- A sweep along time: how many sessions and pauses are open between one border and the next.
    borders AS
    (
        SELECT operatorId, border.1 AS atMs,
            sum(if(isSession, border.2, 0)) OVER sweep AS sessions,
            sum(if(isSession, 0, border.2)) OVER sweep AS pauses,
            leadInFrame(border.1, 1, border.1) OVER sweepOn AS nextMs
        FROM (SELECT operatorId, isSession, arrayJoin([(startMs, 1), (endMs, -1)]) AS border FROM spans WHERE endMs > startMs)
        WINDOW
            sweep AS (PARTITION BY operatorId ORDER BY border.1, border.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            sweepOn AS (PARTITION BY operatorId ORDER BY border.1, border.2 ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ),
    presence AS
    (
        SELECT operatorId, sumIf(nextMs - atMs, sessions > 0) AS loggedInMs, sumIf(nextMs - atMs, sessions > 0 AND pauses = 0) AS availableMs
        FROM borders
        GROUP BY operatorId
    ),
    handled AS
    (
        SELECT operatorId, count() AS handledLegs, sum(endMs - startMs) AS handledMs
        FROM
        (
            SELECT legs.operatorId AS operatorId,
                toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) AS answeredMs,
                greatest(answeredMs, {fromMs:Int64}) AS startMs,
                least(answeredMs + ifNull(legs.talkMs, 0) + ifNull(legs.holdMs, 0) + ifNull(legs.acwMs, 0), {toMs:Int64}) AS endMs
            FROM calls FINAL
            ARRAY JOIN legs
            WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
        )
        WHERE endMs > startMs
        GROUP BY operatorId
    )
SELECT
    operatorId,
    max(part.1) AS handledLegs,
    max(part.2) AS handledMs,
    max(part.3) AS loggedInMs,
    max(part.4) AS availableMs,
    100 * handledMs / nullIf(availableMs, 0) AS occupancyPercent
FROM
(
    SELECT operatorId, (toInt64(handledLegs), handledMs, toInt64(0), toInt64(0)) AS part FROM handled
    UNION ALL
    SELECT operatorId, (toInt64(0), toInt64(0), loggedInMs, availableMs) AS part FROM presence
)
GROUP BY operatorId
ORDER BY operatorId
