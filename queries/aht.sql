-- Question: how long does it take to handle a call?
-- Formula: AHT = (talk + hold + ACW) / handled. By leg: an operator's answered legs. By call: the sums of all its legs over
--   calls that anybody handled, so that a transferred call is one long call. Handled: talk is known. Unknown hold and ACW
--   add nothing and are counted: holdKnown and acwKnown are the n of their sums. ACW as parts/handled-legs.sql says.
-- Grain: basis 'call', operatorId '': all calls of a channel. Basis 'leg': all legs (operatorId '') and those of each operator.
--   Channels are never mixed.
-- Attribution: a leg counts where it was answered, a call where it began.
-- Parameters: project; queue ('' all; of the leg); operatorId ('' all); fromMs inclusive, toMs exclusive; acwReasons;
--   acwWithinMs. No row where nothing was handled.
WITH
    -- part: operator-states
    -- part: handled-legs
    parts AS
    (
        SELECT *, concat(callId, '\0', legId) AS legKey
        FROM handled
        WHERE talkMs IS NOT NULL AND ({queue:String} = '' OR legQueue = {queue:String})
    ),
    counted AS
    (
        SELECT 'call' AS basis, '' AS operatorId, channel, callId, callId AS item, talkMs, holdMs, acwMs
        FROM parts
        WHERE callStartedMs >= {fromMs:Int64} AND callStartedMs < {toMs:Int64}
        UNION ALL
        SELECT 'leg' AS basis, arrayJoin(arrayDistinct(['', operatorId])) AS operatorId, channel, callId, legKey AS item, talkMs, holdMs, acwMs
        FROM parts
        WHERE answeredMs >= {fromMs:Int64} AND answeredMs < {toMs:Int64}
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
