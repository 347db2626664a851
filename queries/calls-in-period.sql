-- Question: which calls of a period can be scored again?
-- Formula: calls with at least one transcript; `scorecard` leaves those that the machine has scored by it, in the run
--   that counts.
-- Grain: one row a call; merged calls are left out.
-- Parameters: project; fromMs inclusive, toMs exclusive, by the start of the call; queue ('' all: any entry of the
--   call); operatorId ('' all: any leg of the call); scorecard (id; '' all).
SELECT project, callId
FROM calls AS call FINAL
WHERE project = {project:String} AND mergedInto = ''
    AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
    AND ({queue:String} = '' OR has(queueEntries.queue, {queue:String}))
    AND ({operatorId:String} = '' OR has(legs.operatorId, {operatorId:String}))
    AND (project, callId) IN (SELECT project, callId FROM transcripts WHERE project = {project:String})
    AND ({scorecard:String} = '' OR (project, callId) IN
    (
        SELECT project, callId
        FROM evaluations FINAL
        WHERE project = {project:String} AND evaluator = 'machine' AND run = '' AND NOT withdrawn
            AND scorecardId = {scorecard:String}
    ))
ORDER BY callId
