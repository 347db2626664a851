-- Question: how long do customers wait in the queues?
-- Formula: ASA = sum of the waits of answered entries / answered entries, with median and 90th percentile of the same
--   waits (interpolated between neighbours); mean wait of all entries whatever their outcome. The clock starts when the
--   customer enters the queue, not when the IVR answers.
-- Grain: one row; entries by their arrival (cohort); entries of merged calls count nowhere.
-- Parameters: project; queue ('' all); fromMs inclusive, toMs exclusive. Nothing to average gives NULL; each value has
--   its n, and entries whose wait no source told are counted.
WITH entries AS
(
    SELECT callId, queueEntries.waitMs AS waitMs, queueEntries.outcome AS outcome
    FROM calls FINAL
    ARRAY JOIN queueEntries
    WHERE project = {project:String} AND mergedInto = '' /* arrived at any hour */ AND ({queue:String} = '' OR queueEntries.queue = {queue:String})
        AND toUnixTimestamp64Milli(queueEntries.enteredAt) >= {fromMs:Int64}
        AND toUnixTimestamp64Milli(queueEntries.enteredAt) < {toMs:Int64}
)
SELECT
    countIf(outcome = 'answered' AND waitMs IS NOT NULL) AS answered,
    sumIf(ifNull(waitMs, 0), outcome = 'answered') / nullIf(answered, 0) AS asaMs,
    if(answered = 0, NULL, quantileExactInclusiveIf(0.5)(ifNull(waitMs, 0), outcome = 'answered' AND waitMs IS NOT NULL)) AS answeredMedianMs,
    if(answered = 0, NULL, quantileExactInclusiveIf(0.9)(ifNull(waitMs, 0), outcome = 'answered' AND waitMs IS NOT NULL)) AS answeredP90Ms,
    countIf(waitMs IS NOT NULL) AS waited,
    sum(ifNull(waitMs, 0)) / nullIf(waited, 0) AS meanWaitMs,
    countIf(waitMs IS NULL) AS waitUnknown
FROM entries
