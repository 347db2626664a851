    -- Part: `operatorTime`, each operator's time within the period cut into stretches of one state.
    -- State: while logged in, the first that holds of talk, hold, acw, pause, idle: a moment counts once, however many
    --   queues, chats or calls fill it (concurrency 1), and the states add up to the logged-in time. While not logged in:
    --   outside (talk, hold or ACW all the same) or away.
    -- A leg fills talk, then hold, then ACW from its answer on, for no source tells where in it the hold lay; unknown talk
    --   or hold fills nothing. ACW that is a pause fills that pause. While pauses overlap, the reason is that of the one that
    --   began last of those that still run.
    -- legs: how many legs of the period begin with the stretch, at its edge those that began before it.
    -- Needs the parts operator-states and handled-legs before it. Parameters: theirs; fromMs inclusive, toMs exclusive.
    -- Pauses side by side, cut wherever one begins or ends: a pause is split into as many pieces as others cut it into.
    pausesApart AS
    (
        SELECT operatorId, atMs AS startMs, latest.2 AS reason, endMs
        FROM
        (
            SELECT operatorId, atMs, latest, leadInFrame(atMs, 1, atMs) OVER (PARTITION BY operatorId ORDER BY nth
                    ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS endMs
            FROM
            (
                SELECT operatorId, piece.1 AS nth, max(piece.2) AS atMs, max(piece.3) AS latest
                FROM
                (
                    SELECT operatorId, startMs, endMs, reason, min(nth) AS firstNth, max(nth) AS endNth
                    FROM
                    (
                        SELECT operatorId, startMs, endMs, reason,
                            dense_rank() OVER (PARTITION BY operatorId ORDER BY arrayJoin([startMs, endMs])) AS nth
                        FROM pauses
                        WHERE endMs > startMs
                    )
                    GROUP BY operatorId, startMs, endMs, reason
                )
                ARRAY JOIN arrayConcat([(endNth, endMs, (toInt64(0), ''))],
                    arrayMap(n -> (n, if(n = firstNth, startMs, 0), (startMs, reason)), range(firstNth, endNth))) AS piece
                GROUP BY operatorId, nth
            )
        )
        WHERE latest.1 > 0
    ),
    operatorSpans AS
    (
        SELECT operatorId, 'session' AS kind, '' AS reason, startMs, endMs FROM sessions
        UNION ALL
        SELECT operatorId, 'pause', reason, startMs, endMs FROM pausesApart
        UNION ALL
        SELECT operatorId, filled.1, '', filled.2, filled.3
        FROM handled
        ARRAY JOIN [
            ('talk', answeredMs, answeredMs + ifNull(talkMs, 0)),
            ('hold', answeredMs + ifNull(talkMs, 0), freeMs),
            ('acw', acwFromMs, acwToMs),
            ('leg', answeredMs, greatest(freeMs, acwToMs))
        ] AS filled
    ),
    operatorBorders AS
    (
        SELECT operatorId, border.1 AS atMs,
            sumIf(border.2, kind = 'session') AS session, sumIf(border.2, kind = 'pause') AS pause,
            sumIf(border.2, kind = 'talk') AS talk, sumIf(border.2, kind = 'hold') AS hold, sumIf(border.2, kind = 'acw') AS acw,
            countIf(kind = 'leg' AND border.2 = 1) AS legs,
            maxIf((startMs, reason), kind = 'pause' AND border.2 = 1) AS begun
        FROM operatorSpans
        ARRAY JOIN [(greatest(startMs, {fromMs:Int64}), 1), (least(endMs, {toMs:Int64}), -1)] AS border
        WHERE endMs > startMs AND endMs > {fromMs:Int64} AND startMs < {toMs:Int64}
        GROUP BY operatorId, atMs
    ),
    operatorTime AS
    (
        SELECT operatorId, atMs, legs, leadInFrame(atMs, 1, atMs) OVER onwards - atMs AS lengthMs,
            sum(talk) OVER upTo > 0 AS talks, sum(hold) OVER upTo > 0 AS holds, sum(acw) OVER upTo > 0 AS wraps,
            multiIf(sum(session) OVER upTo = 0, if(talks OR holds OR wraps, 'outside', 'away'),
                talks, 'talk', holds, 'hold', wraps, 'acw', sum(pause) OVER upTo > 0, 'pause', 'idle') AS state,
            if(state = 'pause', (max(begun) OVER upTo).2, '') AS reason
        FROM operatorBorders
        WINDOW
            upTo AS (PARTITION BY operatorId ORDER BY atMs ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            onwards AS (PARTITION BY operatorId ORDER BY atMs ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ),
