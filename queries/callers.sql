-- Question: how many of those who call are calling again?
-- Formula: an inbound call repeats when the same customer's last inbound call began at most windowMs before; else it is a
--   first one. Repeated share = repeated / (first + repeated). Hidden numbers tell nothing and are counted apart.
-- Grain: one row; voice only. A call counts where it began; calls before the period are looked at, not counted.
-- Parameters: project; fromMs inclusive, toMs exclusive; windowMs (inclusive). Denominator 0 gives NULL.
WITH
    -- part: call-facts
    inbound AS
    (
        SELECT callId, customerKey, startedMs,
            lagInFrame(startedMs, 1, -9000000000000000) OVER (PARTITION BY customerKey ORDER BY startedMs, callId
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS earlierMs
        FROM facts
        WHERE direction = 'inbound' AND channel = 'voice' AND startedMs < {toMs:Int64}
    )
SELECT
    count() AS calls,
    countIf(customerKey = '') AS hidden,
    countIf(customerKey != '' AND startedMs - earlierMs > {windowMs:Int64}) AS firstCalls,
    countIf(customerKey != '' AND startedMs - earlierMs <= {windowMs:Int64}) AS repeatedCalls,
    100 * repeatedCalls / nullIf(firstCalls + repeatedCalls, 0) AS repeatedPercent
FROM inbound
WHERE startedMs >= {fromMs:Int64}
