-- Question: which calls were there, and what became of them?
-- Grain: one row a call, newest first, with the machine's current evaluations (of each operator and scorecard the newest
--   version) and the state of its recordings; merged calls are left out. `total` is the number before limit and offset.
-- Parameters: project ('' all); operatorId ('' all: who had a leg or was evaluated); channel ('' all); fromMs inclusive,
--   toMs exclusive, by the start of the call; minScore, maxScore (NULL: any; inclusive, of any evaluation of the call);
--   failedCriterion ('' any: a criterion answered no); limit; offset.
WITH
    judged AS
    (
        SELECT project, callId, operatorId, scorecardId, score, autoFail, provisional, coverage,
            arrayFilter((criterion, verdict) -> verdict = 'no', answers.criterionId, answers.verdict) AS failedCriteria
        FROM evaluations FINAL
        WHERE evaluator = 'machine' AND run = '' AND NOT withdrawn AND ({project:String} = '' OR project = {project:String})
        ORDER BY scorecardVersion DESC
        LIMIT 1 BY project, callId, operatorId, scorecardId
    ),
    scores AS
    (
        SELECT project, callId, arraySort(groupArray(CAST(
            (judged.operatorId, people.name, scorecardId, score, autoFail, provisional, coverage, failedCriteria),
            'Tuple(operatorId String, operatorName String, scorecardId String, score Nullable(Float64), autoFail Bool, provisional Bool, coverage Nullable(Float64), failedCriteria Array(String))'
        ))) AS evaluations
        FROM judged
        LEFT JOIN (SELECT project, operatorId, name FROM operators FINAL) AS people
            ON people.project = judged.project AND people.operatorId = judged.operatorId
        GROUP BY project, callId
    )
SELECT
    call.project AS project,
    call.callId AS callId,
    toUnixTimestamp64Milli(call.startedAt) AS startedMs,
    toUnixTimestamp64Milli(call.endedAt) AS endedMs,
    call.direction AS direction,
    call.channel AS channel,
    call.language AS language,
    call.disposition AS disposition,
    arrayDistinct(call.legs.operatorId) AS operatorIds,
    call.recordings.state AS recordingStates,
    call.marks AS marks,
    scores.evaluations AS evaluations,
    count() OVER () AS total
FROM calls AS call FINAL
LEFT JOIN scores ON scores.project = call.project AND scores.callId = call.callId
WHERE ({project:String} = '' OR call.project = {project:String}) AND call.mergedInto = ''
    AND toUnixTimestamp64Milli(call.startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(call.startedAt) < {toMs:Int64}
    AND ({channel:String} = '' OR call.channel = {channel:String})
    AND ({operatorId:String} = '' OR has(call.legs.operatorId, {operatorId:String})
        OR arrayExists(e -> e.operatorId = {operatorId:String}, evaluations))
    AND ({minScore:Nullable(Float64)} IS NULL OR arrayExists(e -> ifNull(e.score >= {minScore:Nullable(Float64)}, 0), evaluations))
    AND ({maxScore:Nullable(Float64)} IS NULL OR arrayExists(e -> ifNull(e.score <= {maxScore:Nullable(Float64)}, 0), evaluations))
    AND ({failedCriterion:String} = '' OR arrayExists(e -> has(e.failedCriteria, {failedCriterion:String}), evaluations))
ORDER BY startedMs DESC, project, callId
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
