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
    -- Each event once for every queue and kind of span that it begins or ends.
    operatorTurns AS
    (
        SELECT operatorId, stream, kind, event, reason, atMs,
            stream = queue AND event = if(kind = 'session', 'login', 'pause') AS begins,
            leadInFrame(atMs, 1, 253402300800000) OVER following AS nextMs,
            leadInFrame(toString(event), 1, '') OVER following AS nextEvent
        FROM
        (
            SELECT operatorId, queue, event, reason, atMs, seq, rank, arrayJoin(queues) AS stream,
                arrayJoin(multiIf(event = 'login', ['session', 'pause'], event = 'logout', ['session', 'pause'], ['pause'])) AS kind
            FROM (SELECT *, groupUniqArray(toString(queue)) OVER (PARTITION BY operatorId) AS queues FROM operatorEvents)
        )
        WHERE stream = queue OR (queue = '' AND event IN ('logout', 'unpause')) OR (stream = '' AND event = 'unpause')
        WINDOW following AS (PARTITION BY operatorId, stream, kind ORDER BY atMs, seq, rank
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ),
    -- Of those only who have a session that nothing ends but silence.
    openEnded AS (SELECT DISTINCT operatorId FROM operatorTurns WHERE begins AND kind = 'session' AND nextEvent != 'logout'),
    signsOfLife AS
    (
        SELECT operatorId, atMs AS fromMs, atMs AS toMs FROM operatorEvents WHERE operatorId IN openEnded
        UNION DISTINCT
        SELECT legs.operatorId AS operatorId, toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) AS fromMs,
            greatest(fromMs, toUnixTimestamp64Milli(assumeNotNull(coalesce(legs.endedAt, legs.answeredAt)))) AS toMs
        FROM calls FINAL
        ARRAY JOIN legs
        WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
            AND ({operatorId:String} = '' OR legs.operatorId = {operatorId:String}) AND legs.operatorId IN openEnded
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
    -- What begins, a row each; sessions with their end.
    operatorBeginnings AS
    (
        SELECT t.operatorId AS operatorId, t.stream AS stream, t.kind AS kind, t.atMs AS startMs, toString(t.reason) AS reason,
            t.nextMs AS nextMs, t.nextEvent AS nextEvent, t.nextEvent = 'logout' AS loggedOut,
            if(kind = 'pause', startMs, if(loggedOut, t.nextMs, least(t.nextMs, s.lastMs + 3600000))) AS endMs
        FROM (SELECT * FROM operatorTurns WHERE begins) AS t
        ASOF LEFT JOIN silences AS s ON s.operatorId = t.operatorId AND t.atMs <= s.lastMs
    ),
    sessions AS (SELECT operatorId, startMs, loggedOut, endMs FROM operatorBeginnings WHERE kind = 'session'),
    -- Moments at which sessions begin and end, and the pauses that begin in them: (pause of all queues, reason, nextMs, nextEvent).
    operatorMoments AS
    (
        SELECT operatorId, atMs, sum(step) AS change, maxIf(loggedOut, step = -1) AS byLogOut,
            groupArrayIf((stream = '', reason, nextMs, nextEvent), kind = 'pause') AS begun
        FROM
        (
            SELECT *, border.1 AS atMs, border.2 AS step
            FROM operatorBeginnings
            ARRAY JOIN if(kind = 'pause', [(startMs, 0)], if(endMs > startMs, [(startMs, 1), (endMs, -1)], [])) AS border
        )
        GROUP BY operatorId, atMs
    ),
    -- A departure: an operator is logged in nowhere any more. The next one counts, also of the same moment; 0 = none comes.
    -- Step by step: an expression that is named and used again in one SELECT costs the engine each time.
    departures AS
    (
        SELECT operatorId, atMs, begun, argMinIf((atMs, byLogOut), atMs, open = 0 AND change < 0) OVER
            (PARTITION BY operatorId ORDER BY atMs DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS departure
        FROM
        (
            SELECT *, sum(change) OVER
                (PARTITION BY operatorId ORDER BY atMs ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS open
            FROM operatorMoments
        )
    ),
    pauses AS
    (
        SELECT operatorId, startMs, reason, until.1 AS endMs, until.2 AS ended
        FROM
        (
            SELECT operatorId, startMs, reason, max(end) AS until
            FROM
            (
                SELECT operatorId, atMs AS startMs, pause.2 AS reason,
                    if(pause.1 AND departure.1 > 0 AND departure.1 < pause.3, departure,
                        (pause.3, toUInt8(pause.4 NOT IN ('', 'login')))) AS end
                FROM departures
                ARRAY JOIN begun AS pause
            )
            GROUP BY operatorId, startMs, reason
        )
    ),
