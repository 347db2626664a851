-- Question: how long do operators talk, and how long do they let customers hold?
-- Formula: mean, median and 90th percentile (interpolated) of the talk of answered legs whose talk is known; mean hold of
--   those whose hold is known; hold share = hold / (talk + hold) of those of which both are known.
-- Grain: one row a channel (operatorId '') and each operator of it; of one operator only their own.
-- Attribution: a leg counts where it was answered.
-- Parameters: project; queue ('' all; of the leg); operatorId ('' all); fromMs inclusive, toMs exclusive.
WITH
    parts AS
    (
        SELECT callId, channel, legs.operatorId AS legOperator, legs.talkMs AS talkMs, legs.holdMs AS holdMs
        FROM calls FINAL
        ARRAY JOIN legs
        WHERE project = {project:String} AND mergedInto = '' AND legs.answeredAt IS NOT NULL
            AND ({queue:String} = '' OR legs.queue = {queue:String})
            AND ({operatorId:String} = '' OR legs.operatorId = {operatorId:String})
            AND toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) >= {fromMs:Int64}
            AND toUnixTimestamp64Milli(assumeNotNull(legs.answeredAt)) < {toMs:Int64}
    )
SELECT
    channel,
    arrayJoin(arrayDistinct([{operatorId:String}, legOperator])) AS operatorId,
    count() AS answeredLegs,
    countIf(talkMs IS NOT NULL) AS talkKnown,
    toInt64(sum(ifNull(talkMs, 0))) AS talkSumMs,
    talkSumMs / nullIf(talkKnown, 0) AS meanTalkMs,
    if(talkKnown = 0, NULL, quantileExactInclusiveIf(0.5)(ifNull(talkMs, 0), talkMs IS NOT NULL)) AS medianTalkMs,
    if(talkKnown = 0, NULL, quantileExactInclusiveIf(0.9)(ifNull(talkMs, 0), talkMs IS NOT NULL)) AS p90TalkMs,
    countIf(holdMs IS NOT NULL) AS holdKnown,
    countIf(holdMs > 0) AS heldLegs,
    toInt64(sum(ifNull(holdMs, 0))) AS holdSumMs,
    holdSumMs / nullIf(holdKnown, 0) AS meanHoldMs,
    100 * sum(ifNull(if(talkMs IS NULL, NULL, holdMs), 0)) / nullIf(sum(ifNull(talkMs + holdMs, 0)), 0) AS holdPercent
FROM parts
GROUP BY channel, operatorId
ORDER BY channel, operatorId
