    -- Part: `handled`, one row a leg that an operator answered, with talk, hold and ACW; legs of merged calls are none.
    -- ACW: the first pause of that operator whose reason is one of acwReasons and which begins at most acwWithinMs after
    --   the end of the leg, and before another leg of theirs ends; else what the source states; else the wrap-up time of the
    --   leg's queue, if its talk is known; else NULL, not 0. A pause that goes on, or of which nothing tells the end, is no
    --   ACW but a pause, and the ACW is unknown until it is told. ACW fills acwFromMs to acwToMs. Needs the part
    --   operator-states before it.
    -- Left out: legs that were over a week before the period. They count in none of its numbers but by an ACW that lasts so
    --   long, and a leg bounds the ACW of earlier ones only.
    -- Parameters: project; operatorId ('' all); acwReasons; acwWithinMs; wrapUpQueues, wrapUpMs, side by side; fromMs.
    answeredLegs AS
    (
        SELECT callId, legs.legId AS legId, legs.operatorId AS operatorId, ifNull(legs.queue, '') AS legQueue, direction, channel,
            toUnixTimestamp64Milli(startedAt) AS callStartedMs,
            toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) AS answeredMs,
            legs.talkMs AS talkMs, legs.holdMs AS holdMs,
            indexOf({wrapUpQueues:Array(String)}, legQueue) AS queueNth,
            multiIf(legs.acwMs IS NOT NULL, legs.acwMs, queueNth > 0 AND talkMs IS NOT NULL, {wrapUpMs:Array(Int64)}[queueNth], NULL) AS toldAcwMs,
            answeredMs + ifNull(legs.talkMs, 0) + ifNull(legs.holdMs, 0) AS freeMs,
            ifNull(toUnixTimestamp64Milli(legs.endedAt), freeMs) AS endedMs
        FROM calls FINAL
        ARRAY JOIN legs
        WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
            AND ({operatorId:String} = '' OR legs.operatorId = {operatorId:String})
            AND greatest(answeredMs, freeMs, endedMs) >= {fromMs:Int64} - 604800000
    ),
    -- Of legs that end at one moment only the last may have a pause: the next one ends when it does.
    legsInTurn AS
    (
        SELECT *, leadInFrame(endedMs, 1, 253402300800000) OVER (PARTITION BY operatorId ORDER BY endedMs, callId, legId
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS nextEndedMs
        FROM answeredLegs
    ),
    handled AS
    (
        SELECT *, multiIf(pauseEnded, acwToMs - acwFromMs, pausedForAcw, NULL, toldAcwMs) AS acwMs
        FROM
        (
            SELECT * EXCEPT (pauseStartMs, pauseEndMs), if(pauseEnded, pauseStartMs, freeMs) AS acwFromMs,
                if(pauseEnded, pauseEndMs, freeMs + if(pausedForAcw, 0, ifNull(toldAcwMs, 0))) AS acwToMs
            FROM
            (
                SELECT * EXCEPT (ended), pausedForAcw AND ended AS pauseEnded
                FROM
                (
                    SELECT leg.*, pause.startMs AS pauseStartMs, pause.span.1 AS pauseEndMs, pause.span.2 AS ended,
                        pause.operatorId != '' AND pause.startMs < leg.nextEndedMs AND pause.startMs - leg.endedMs <= {acwWithinMs:Int64} AS pausedForAcw
                    FROM legsInTurn AS leg
                    ASOF LEFT JOIN
                    (
                        SELECT operatorId, startMs, max((endMs, ended)) AS span
                        FROM pauses
                        WHERE has({acwReasons:Array(String)}, reason)
                        GROUP BY operatorId, startMs
                    ) AS pause ON pause.operatorId = leg.operatorId AND leg.endedMs <= pause.startMs
                )
            )
        )
    ),
