-- Question: how long does it take to handle a call?
-- Formula: AHT = (talk + hold + ACW) / handled. By leg: an operator's answered legs. By call: the sums of all its legs over
--   calls that anybody handled, so that a transferred call is one long call. Handled: talk is known. Unknown hold and ACW
--   add nothing and are counted: holdKnown and acwKnown are the n of their sums. ACW as parts/handled-legs.sql says.
-- Grain: basis 'call', operatorId '': all calls of a channel. Basis 'leg': all legs (operatorId '') and those of each operator.
--   Channels are never mixed. Of one operator only their own legs: no row for all, and none by call, which has legs of others.
-- Attribution: a leg counts where it was answered, a call where it began.
-- Parameters: project; queue ('' all; by leg the legs of it, by call all legs of the calls that have one); operatorId ('' all);
--   fromMs inclusive, toMs exclusive; acwReasons; acwWithinMs; wrapUpQueues, wrapUpMs. No row where nothing was handled.
WITH
    -- part: operator-states
    -- part: handled-legs
    parts AS
    (
        SELECT *, concat(callId, '\0', legId) AS legKey, {queue:String} IN ('', legQueue) AS inQueue,
            max(inQueue) OVER (PARTITION BY callId) AS callInQueue
        FROM handled
        WHERE talkMs IS NOT NULL
    ),
    counted AS
    (
        SELECT place.1 AS basis, place.2 AS operatorId, channel, callId, place.3 AS item, talkMs, holdMs, acwMs
        FROM
        (
            SELECT channel, callId, talkMs, holdMs, acwMs,
                {operatorId:String} = '' AND callInQueue AND callStartedMs >= {fromMs:Int64} AND callStartedMs < {toMs:Int64} AS byCall,
                inQueue AND answeredMs >= {fromMs:Int64} AND answeredMs < {toMs:Int64} AS byLeg,
                arrayMap(who -> ('leg', who, legKey), arrayDistinct([{operatorId:String}, operatorId])) AS legPlaces,
                arrayConcat(if(byCall, [('call', '', callId)], []), if(byLeg, legPlaces, [])) AS places
            FROM parts
        )
        ARRAY JOIN places AS place
    )
SELECT
    basis,
    channel,
    operatorId,
    uniqExact(item) AS handled,
    toInt64(sum(ifNull(talkMs, 0))) AS talkSumMs,
    toInt64(sum(ifNull(holdMs, 0))) AS holdSumMs,
    toInt64(sum(ifNull(acwMs, 0))) AS acwSumMs,
    uniqExactIf(item, holdMs IS NOT NULL) AS holdKnown,
    uniqExactIf(item, acwMs IS NOT NULL) AS acwKnown,
    (talkSumMs + holdSumMs + acwSumMs) / nullIf(handled, 0) AS ahtMs,
    talkSumMs / nullIf(handled, 0) AS meanTalkMs,
    holdSumMs / nullIf(holdKnown, 0) AS meanHoldMs,
    acwSumMs / nullIf(acwKnown, 0) AS meanAcwMs
FROM counted
GROUP BY basis, channel, operatorId
ORDER BY basis, channel, operatorId
