-- Question: how long has the call that has waited longest for its evaluation waited?
-- Formula: a call that a scorecard is meant for, with a transcript in which somebody but the customer says something, and no
--   machine evaluation (run '') of any revision by a scorecard as it stands now. Narrower than unscored.sql: a score of an
--   older version of the call, a tone that is missing and an evaluation to withdraw keep nobody waiting for a score. The
--   age of a call counts from its end, else from its start.
-- Grain: one row: how many calls wait, and the end of the oldest in epoch ms (0 when none waits).
-- Parameters: scorecards and rules as unscored.sql; sinceMs: only calls that began at or after it.
SELECT
    count() AS waiting,
    ifNull(min(toUnixTimestamp64Milli(coalesce(call.endedAt, call.startedAt))), 0) AS oldestMs
FROM calls AS call FINAL
WHERE mergedInto = '' AND toUnixTimestamp64Milli(call.startedAt) >= {sinceMs:Int64}
    AND arrayExists((p, d, c, q) -> p = project AND (empty(d) OR has(d, direction)) AND (empty(c) OR has(c, channel))
            AND (empty(q) OR hasAny(q, queueEntries.queue)),
        {ruleProjects:Array(String)}, {ruleDirections:Array(Array(String))}, {ruleChannels:Array(Array(String))},
        {ruleQueues:Array(Array(String))})
    AND (project, callId) IN (SELECT project, callId FROM transcripts WHERE arrayExists(s -> s != 'customer', utterances.speaker))
    AND (project, callId) NOT IN
    (
        SELECT project, callId
        FROM evaluations FINAL
        WHERE evaluator = 'machine' AND run = '' AND has({scorecards:Array(String)}, madeWith['scorecard'])
    )
