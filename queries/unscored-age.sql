-- Question: how long has the call that has waited longest for its evaluation waited?
-- Formula: as unscored.sql; the age of a call counts from its end, else from its start.
-- Grain: one row: how many calls wait, and the end of the oldest in epoch ms (0 when none waits).
-- Parameters: scorecards (hashes of the scorecards in use); sinceMs: only calls that began at or after it.
SELECT
    count() AS waiting,
    ifNull(min(toUnixTimestamp64Milli(coalesce(call.endedAt, call.startedAt))), 0) AS oldestMs
FROM calls AS call FINAL
WHERE mergedInto = '' AND toUnixTimestamp64Milli(call.startedAt) >= {sinceMs:Int64}
    AND (project, callId) IN (SELECT project, callId FROM transcripts)
    AND (project, callId) NOT IN
    (
        SELECT project, callId
        FROM evaluations FINAL
        WHERE evaluator = 'machine' AND run = '' AND has({scorecards:Array(String)}, madeWith['scorecard'])
    )
