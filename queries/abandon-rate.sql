-- Question: how many customers did the queues lose?
-- Formula: abandoned / offered; without short abandons (abandoned - short) / (offered - short); lost in any way
--   (abandoned + flow-outs of every kind) / offered: not answered in the queue that was asked.
-- Grain: one row; entries by their arrival (cohort); entries of merged calls count nowhere.
-- Parameters: project; queue ('' all); fromMs inclusive, toMs exclusive; shortMs (inclusive). Denominator 0 gives NULL.
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
    count() AS offered,
    countIf(outcome = 'abandoned') AS abandoned,
    countIf(outcome = 'abandoned' AND waitMs <= {shortMs:Int64}) AS abandonedShort,
    countIf(outcome = 'flow_out') AS flowOuts,
    100 * abandoned / nullIf(offered, 0) AS abandonedPercent,
    100 * (toInt64(abandoned) - abandonedShort) / nullIf(toInt64(offered) - abandonedShort, 0) AS abandonedLessShortPercent,
    100 * (abandoned + flowOuts) / nullIf(offered, 0) AS lostPercent
FROM entries
