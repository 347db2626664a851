    -- Part: `handled`, one row a leg that an operator answered, with talk, hold and ACW; legs of merged calls are none.
    -- ACW: the first pause of that operator whose reason is one of acwReasons and which begins at most acwWithinMs after
    --   the end of the leg, and before another leg of theirs ends; else what the source states; else the wrap-up time of the
    --   leg's queue, if its talk is known; else NULL, not 0. A pause that goes on, or of which nothing tells the end, is no
    --   ACW but a pause, and the ACW is unknown until it is told. ACW fills acwFromMs to acwToMs. Needs the part
    --   operator-states before it.
    -- Parameters: project; operatorId ('' all); acwReasons; acwWithinMs; wrapUpQueues, wrapUpMs, side by side.
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
    ),
    acwPauses AS
    (
        SELECT leg.last.1 AS callId, leg.last.2 AS legId, argMin((pause.startMs, pause.span.1, pause.span.2), pause.startMs) AS span
        FROM
        (
            SELECT operatorId, startMs, max((endMs, ended)) AS span
            FROM pauses
            WHERE has({acwReasons:Array(String)}, reason)
            GROUP BY operatorId, startMs
        ) AS pause
        ASOF INNER JOIN
        (
            SELECT operatorId, endedMs, max((callId, legId)) AS last FROM answeredLegs GROUP BY operatorId, endedMs
        ) AS leg ON leg.operatorId = pause.operatorId AND pause.startMs >= leg.endedMs
        WHERE pause.startMs - leg.endedMs <= {acwWithinMs:Int64}
        GROUP BY callId, legId
    ),
    handled AS
    (
        SELECT leg.*, pause.callId != '' AS pausedForAcw, pausedForAcw AND pause.span.3 AS pauseEnded,
            if(pauseEnded, pause.span.1, leg.freeMs) AS acwFromMs,
            if(pauseEnded, pause.span.2, leg.freeMs + if(pausedForAcw, 0, ifNull(leg.toldAcwMs, 0))) AS acwToMs,
            multiIf(pauseEnded, acwToMs - acwFromMs, pausedForAcw, NULL, leg.toldAcwMs) AS acwMs
        FROM answeredLegs AS leg
        LEFT JOIN acwPauses AS pause ON pause.callId = leg.callId AND pause.legId = leg.legId
    ),
