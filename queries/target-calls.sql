-- Question: how many calls became a real conversation?
-- Formula: a target call was answered by an operator and has talk >= targetMs, its legs together; target share = target /
--   answered. An operator's row goes by their own legs and their own talk. Answered calls without known talk cannot be
--   target calls and are counted.
-- Grain: one row a direction, for all (operatorId '') and for each operator; voice only. A call counts where it began.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive; targetMs (inclusive). Denominator 0 gives NULL.
WITH
    -- part: call-facts
    spoken AS
    (
        SELECT callId, direction,
            arrayJoin(arrayConcat(if({operatorId:String} = '', [''], []),
                arrayFilter(who -> {operatorId:String} IN ('', who), arrayDistinct(legOperators)))) AS operatorId,
            if(operatorId = '', reached, has(arrayMap((who, answered) -> who = operatorId AND answered, legOperators, legAnswered), 1)) AS isAnswered,
            if(operatorId = '', talkMs, if(has(arrayMap((who, answered, talk) -> who = operatorId AND answered AND talk IS NOT NULL, legOperators, legAnswered, legTalks), 1),
                arraySum(arrayMap((who, answered, talk) -> if(who = operatorId AND answered, ifNull(talk, 0), 0), legOperators, legAnswered, legTalks)), NULL)) AS ownTalkMs,
            isAnswered AND ifNull(ownTalkMs >= {targetMs:Int64}, 0) AS isTarget
        FROM facts
        WHERE channel = 'voice' AND startedMs >= {fromMs:Int64} AND startedMs < {toMs:Int64}
    )
SELECT
    direction,
    operatorId,
    count() AS calls,
    countIf(isAnswered) AS answered,
    countIf(isTarget) AS targetCalls,
    countIf(isAnswered AND ownTalkMs IS NULL) AS talkUnknown,
    100 * targetCalls / nullIf(answered, 0) AS targetPercent
FROM spoken
GROUP BY direction, operatorId
ORDER BY direction, operatorId
