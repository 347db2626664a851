-- Question: how much of the time in which operators could take calls did calls fill?
-- Formula: occupancy = (talk + hold + ACW) / (that + available idle), all of it while logged in and each moment once:
--   (handled - handled outside) / available, where available = logged in - pauses that were neither ACW nor filled by a
--   call. A session without log-out ends as parts/operator-states.sql says, ACW is what parts/handled-legs.sql says.
-- Grain: one row an operator who was logged in or handled something in the period; legs of merged calls count nowhere.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive; acwReasons; acwWithinMs; wrapUpQueues,
--   wrapUpMs. Logged-in time 0 gives NULL; handledLegs is n.
WITH
    -- part: operator-states
    -- part: handled-legs
    -- part: operator-time
    presence AS
    (
        SELECT operatorId, sumIf(lengthMs, state IN ('talk', 'hold', 'acw', 'outside')) AS handledMs,
            sumIf(lengthMs, state = 'outside') AS outsideMs, sumIf(lengthMs, state NOT IN ('outside', 'away')) AS loggedInMs,
            sumIf(lengthMs, state IN ('talk', 'hold', 'acw', 'idle')) AS availableMs, sum(legs) AS handledLegs
        FROM operatorTime
        GROUP BY operatorId
    )
SELECT
    operatorId,
    handledLegs,
    handledMs,
    outsideMs,
    loggedInMs,
    availableMs,
    100 * (handledMs - outsideMs) / nullIf(availableMs, 0) AS occupancyPercent
FROM presence
WHERE loggedInMs > 0 OR handledMs > 0
ORDER BY operatorId
