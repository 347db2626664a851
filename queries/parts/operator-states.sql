    -- Part: the log-ins and pauses of operators as spans of time, `sessions` and `pauses`.
    -- A session lasts from a log-in to a queue to the log-out of that queue, or of all (queue ''). One without log-out lasts
    --   to the next log-in to that queue, and at most to the first hour in which nothing is heard of the operator (no
    --   state, no answered call), that hour included: after it a log-out is taken to have been never told.
    -- A pause lasts to the next pause, unpause, log-in or log-out of its queue, or the unpause or log-out of all; a pause of
    --   all queues (PAUSEALL) also to the unpause of any one, or until its operator is logged in to no queue any more, for
    --   who joins a queue is not paused in it. `ended`: whether something told its end; a log-in and silence do not.
    -- Spans of several queues overlap; whoever adds them up counts each moment once. endMs may lie beyond every period.
    -- Parameters: project; operatorId ('' all).
    operatorEvents AS
    (
        SELECT operatorId, queue, event, reason, toUnixTimestamp64Milli(at) AS atMs, seq,
            indexOf(['login', 'pause', 'unpause', 'logout'], toString(event)) AS rank
        FROM operator_events FINAL
        WHERE project = {project:String} AND ({operatorId:String} = '' OR operatorId = {operatorId:String})
    ),
    operatorQueues AS
    (
        SELECT operatorId, groupUniqArray(toString(queue)) AS queues FROM operatorEvents GROUP BY operatorId
    ),
    -- Each event once for every queue and kind of span that it begins or ends.
    operatorTurns AS
    (
        SELECT operatorId, stream, kind, event, reason, atMs,
            stream = queue AND event = if(kind = 'session', 'login', 'pause') AS begins,
            leadInFrame(atMs, 1, 253402300800000) OVER following AS nextMs,
            leadInFrame(toString(event), 1, '') OVER following AS nextEvent
        FROM
        (
            SELECT operatorId, e.queue AS queue, event, reason, atMs, seq, rank, arrayJoin(q.queues) AS stream,
                arrayJoin(multiIf(event = 'login', ['session', 'pause'], event = 'logout', ['session', 'pause'], ['pause'])) AS kind
            FROM operatorEvents AS e
            INNER JOIN operatorQueues AS q USING (operatorId)
        )
        WHERE stream = queue OR (queue = '' AND event IN ('logout', 'unpause')) OR (stream = '' AND event = 'unpause')
        WINDOW following AS (PARTITION BY operatorId, stream, kind ORDER BY atMs, seq, rank
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ),
    signsOfLife AS
    (
        SELECT operatorId, atMs AS fromMs, atMs AS toMs FROM operatorEvents
        UNION DISTINCT
        SELECT legs.operatorId AS operatorId, toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) AS fromMs,
            greatest(fromMs, toUnixTimestamp64Milli(assumeNotNull(coalesce(legs.endedAt, legs.answeredAt)))) AS toMs
        FROM calls FINAL
        ARRAY JOIN legs
        WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
            AND ({operatorId:String} = '' OR legs.operatorId = {operatorId:String})
    ),
    -- The last signs before more than an hour without one.
    silences AS
    (
        SELECT operatorId, lastMs
        FROM
        (
            SELECT operatorId, max(toMs) OVER upTo AS lastMs, leadInFrame(fromMs, 1, 253402300800000) OVER onwards AS nextMs
            FROM signsOfLife
            WINDOW
                upTo AS (PARTITION BY operatorId ORDER BY fromMs, toMs ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                onwards AS (PARTITION BY operatorId ORDER BY fromMs, toMs ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        )
        WHERE nextMs - lastMs > 3600000
    ),
    sessions AS
    (
        SELECT t.operatorId AS operatorId, t.atMs AS startMs, t.nextEvent = 'logout' AS loggedOut,
            if(loggedOut, t.nextMs, least(t.nextMs, s.lastMs + 3600000)) AS endMs
        FROM (SELECT operatorId, atMs, nextMs, nextEvent FROM operatorTurns WHERE begins AND kind = 'session') AS t
        ASOF LEFT JOIN silences AS s ON s.operatorId = t.operatorId AND t.atMs <= s.lastMs
    ),
    -- When an operator was logged in nowhere any more.
    departures AS
    (
        SELECT operatorId, atMs, byLogOut
        FROM
        (
            SELECT operatorId, atMs, change, byLogOut,
                sum(change) OVER (PARTITION BY operatorId ORDER BY atMs ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS open
            FROM
            (
                SELECT operatorId, border.1 AS atMs, sum(border.2) AS change, maxIf(loggedOut, border.2 = -1) AS byLogOut
                FROM sessions
                ARRAY JOIN [(startMs, 1), (endMs, -1)] AS border
                WHERE endMs > startMs
                GROUP BY operatorId, atMs
            )
        )
        WHERE open = 0 AND change < 0
    ),
    pauses AS
    (
        SELECT t.operatorId AS operatorId, t.atMs AS startMs, toString(t.reason) AS reason,
            max(if(t.stream = '' AND d.operatorId != '' AND d.atMs < t.nextMs, (d.atMs, d.byLogOut),
                (t.nextMs, toUInt8(t.nextEvent NOT IN ('', 'login'))))) AS until,
            until.1 AS endMs, until.2 AS ended
        FROM (SELECT operatorId, stream, atMs, reason, nextMs, nextEvent FROM operatorTurns WHERE begins AND kind = 'pause') AS t
        ASOF LEFT JOIN departures AS d ON d.operatorId = t.operatorId AND t.atMs <= d.atMs
        GROUP BY operatorId, startMs, reason
    ),
