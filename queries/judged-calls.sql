-- Question: which conversations were judged, how did they score, and which points failed?
-- Counts: what one kind of evaluator judged, as parts/judged.sql says: the rows behind quality-per-operator.sql.
-- Grain: one row a call, operator and scorecard, the lowest score first; a NULL score comes last.
-- Parameters: as parts/judged.sql.
WITH
    -- part: judged
    times AS
    (
        SELECT callId, toUnixTimestamp64Milli(startedAt) AS startedMs FROM calls FINAL WHERE project = {project:String} AND mergedInto = ''
    )
SELECT
    judged.callId AS callId,
    judged.operatorId AS operatorId,
    people.name AS operatorName,
    judged.scorecardId AS scorecardId,
    times.startedMs AS startedMs,
    judged.score AS score,
    judged.autoFail AS autoFail,
    arrayFilter((criterion, verdict) -> verdict = 'no', judged.criterionIds, judged.verdicts) AS failedCriteria
FROM judged
INNER JOIN times ON times.callId = judged.callId
LEFT JOIN (SELECT operatorId, name FROM operators FINAL WHERE project = {project:String}) AS people
    ON people.operatorId = judged.operatorId
ORDER BY isNull(score), score, startedMs DESC, callId, operatorId
