    -- Part: the log-ins and pauses of operators as spans of time, `sessions` and `pauses`.
    -- A session lasts from a log-in to a queue to the log-out of that queue, or of all (queue ''). One without log-out lasts
    --   to the next log-in to that queue, and at most an hour beyond the operator's last sign of life before that (any
    --   state, any answered call): after an hour without one it is taken for a log-out that was never told.
    -- A pause lasts to the next pause, unpause, log-in or log-out of its queue, or the unpause or log-out of all; a pause of
    --   all queues (PAUSEALL) also ends with the unpause of any one. `ended`: whether anything but a log-in told its end.
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
        SELECT operatorId, atMs AS lastMs FROM operatorEvents
        UNION DISTINCT
        SELECT legs.operatorId AS operatorId, toUnixTimestamp64Milli(assumeNotNull(coalesce(legs.endedAt, legs.answeredAt))) AS lastMs
        FROM calls FINAL
        ARRAY JOIN legs
        WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
            AND ({operatorId:String} = '' OR legs.operatorId = {operatorId:String})
    ),
    sessions AS
    (
        SELECT t.operatorId AS operatorId, t.atMs AS startMs,
            if(t.nextEvent = 'logout', t.nextMs, least(t.nextMs, greatest(t.atMs, s.lastMs) + 3600000)) AS endMs
        FROM (SELECT operatorId, atMs, nextMs, nextEvent FROM operatorTurns WHERE begins AND kind = 'session') AS t
        ASOF LEFT JOIN signsOfLife AS s ON s.operatorId = t.operatorId AND t.nextMs > s.lastMs
    ),
    pauses AS
    (
        SELECT operatorId, atMs AS startMs, toString(reason) AS reason, max(nextMs) AS endMs,
            argMax(nextEvent NOT IN ('', 'login'), nextMs) AS ended
        FROM operatorTurns
        WHERE begins AND kind = 'pause'
        GROUP BY operatorId, startMs, reason
    ),
