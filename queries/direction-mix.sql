-- Question: how many calls come in for each that goes out?
-- Formula: inbound : outbound = inbound / outbound; inbound share = inbound / (inbound + outbound). Internal calls are
--   counted beside and in neither.
-- Grain: one row a channel. A call counts where it began; with operatorId only calls on which that operator has a leg.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive. Denominator 0 gives NULL.
WITH
    -- part: call-facts
    begun AS
    (
        SELECT callId, channel, direction
        FROM facts
        WHERE startedMs >= {fromMs:Int64} AND startedMs < {toMs:Int64}
            AND ({operatorId:String} = '' OR has(legOperators, {operatorId:String}))
    )
SELECT
    channel,
    count() AS calls,
    countIf(direction = 'inbound') AS inbound,
    countIf(direction = 'outbound') AS outbound,
    countIf(direction = 'internal') AS internal,
    inbound / nullIf(outbound, 0) AS inboundPerOutbound,
    100 * inbound / nullIf(inbound + outbound, 0) AS inboundPercent
FROM begun
GROUP BY channel
ORDER BY channel
