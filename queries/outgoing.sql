-- Question: how many calls go out, and how many of them reach somebody?
-- Formula: an attempt is an outbound call; connected: the customer answered it; connected share = connected / attempts.
--   Talk is that of the legs of each row's operator, its mean over connected calls whose talk is known. Callbacks are
--   attempts that name the call they answer (parentCallId).
-- Grain: one row for all (operatorId '') and one an operator who has a leg on an outbound voice call; a call with legs of
--   two operators is an attempt of both. A call counts where it began.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive. Denominator 0 gives NULL.
WITH
    -- part: call-facts
    attempts AS
    (
        SELECT callId, parentCallId, reached, talkMs, legOperators, legTalks, legAnswered,
            arrayJoin(arrayConcat(if({operatorId:String} = '', [''], []),
                arrayFilter(who -> {operatorId:String} IN ('', who), arrayDistinct(legOperators)))) AS operatorId,
            if(operatorId = '', reached, has(arrayMap((who, answered) -> who = operatorId AND answered, legOperators, legAnswered), 1)) AS connected,
            if(operatorId = '', talkMs, if(has(arrayMap((who, answered, talk) -> who = operatorId AND answered AND talk IS NOT NULL, legOperators, legAnswered, legTalks), 1),
                arraySum(arrayMap((who, answered, talk) -> if(who = operatorId AND answered, ifNull(talk, 0), 0), legOperators, legAnswered, legTalks)), NULL)) AS ownTalkMs
        FROM facts
        WHERE direction = 'outbound' AND channel = 'voice' AND startedMs >= {fromMs:Int64} AND startedMs < {toMs:Int64}
    )
SELECT
    operatorId,
    count() AS attempts,
    countIf(connected) AS connectedCalls,
    100 * connectedCalls / nullIf(attempts, 0) AS connectedPercent,
    countIf(parentCallId != '') AS callbacks,
    countIf(parentCallId != '' AND connected) AS callbacksConnected,
    countIf(ownTalkMs IS NOT NULL) AS talkKnown,
    toInt64(sum(ifNull(ownTalkMs, 0))) AS talkSumMs,
    talkSumMs / nullIf(talkKnown, 0) AS meanTalkMs
FROM attempts
GROUP BY operatorId
ORDER BY operatorId
