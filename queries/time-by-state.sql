-- Question: what did each operator do with the time they were logged in?
-- Formula: logged in = talk + hold + ACW + pause + idle, exactly; each moment counts once, as the first of these states
--   that holds. Utilisation = (talk + hold + ACW + idle) / logged in. What was handled while not logged in (outbound calls
--   beside the queues, late ACW) is outsideMs and in no other number here.
-- Grain: one row an operator who was logged in or handled something in the period, which clips everything.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive; acwReasons; acwWithinMs; wrapUpQueues,
--   wrapUpMs. Logged-in time 0 gives NULL.
WITH
    -- part: operator-states
    -- part: handled-legs
    -- part: operator-time
    summed AS
    (
        SELECT operatorId, sumIf(lengthMs, state NOT IN ('outside', 'away')) AS loggedInMs,
            sumIf(lengthMs, state = 'talk') AS talkMs, sumIf(lengthMs, state = 'hold') AS holdMs,
            sumIf(lengthMs, state = 'acw') AS acwMs, sumIf(lengthMs, state = 'pause') AS pauseMs,
            sumIf(lengthMs, state = 'idle') AS idleMs, sumIf(lengthMs, state = 'outside') AS outsideMs,
            sumMapIf(map(reason, lengthMs), state = 'pause' AND lengthMs > 0) AS pauseMsByReason
        FROM operatorTime
        GROUP BY operatorId
    )
SELECT *, 100 * (loggedInMs - pauseMs) / nullIf(loggedInMs, 0) AS utilisationPercent
FROM summed
WHERE loggedInMs > 0 OR outsideMs > 0
ORDER BY operatorId
