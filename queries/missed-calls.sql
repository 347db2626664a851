-- Question: how many calls were missed, and what became of them?
-- Formula: states as parts/missed-calls.sql says; missed = excluded + hidden + open + attempted + recovered. Recovery rate =
--   recovered / (missed - excluded - hidden), beside it what was recovered within windowMs.
-- Grain: one row a kind of miss, within and outside working hours. A call counts where it began.
-- Parameters: project; queue ('' all; the last one of the call); fromMs inclusive, toMs exclusive; asOfMs; shortMs;
--   windowMs; workFromMs, workToMs. Denominator 0 gives NULL.
WITH
    -- part: call-facts
    -- part: missed-calls
    counted AS
    (
        SELECT *, multiIf(state = 'excluded', concat('excluded_', excludedAs), customerKey = '' AND state = 'open', 'hidden', state) AS fate
        FROM missed
    )
SELECT
    outsideHours,
    kind,
    count() AS missedCalls,
    countIf(fate = 'excluded_short') AS excludedShort,
    countIf(fate = 'excluded_internal') AS excludedInternal,
    countIf(fate = 'excluded_spam') AS excludedSpam,
    countIf(fate = 'excluded_wrong_number') AS excludedWrongNumber,
    countIf(fate = 'hidden') AS hidden,
    countIf(fate = 'open') AS open,
    countIf(fate = 'attempted') AS attempted,
    countIf(fate = 'recovered_by_callback') AS recoveredByCallback,
    countIf(fate = 'recovered_by_customer') AS recoveredByCustomer,
    countIf(startsWith(fate, 'recovered') AND reachedBy.1 - startedMs <= {windowMs:Int64}) AS recoveredWithinWindow,
    100 * (recoveredByCallback + recoveredByCustomer) / nullIf(open + attempted + recoveredByCallback + recoveredByCustomer, 0) AS recoveredPercent
FROM counted
GROUP BY outsideHours, kind
ORDER BY outsideHours, kind
