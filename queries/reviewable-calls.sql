-- Question: which parts of calls can a person score, because the machine did?
-- Grain: one row an operator's part of a call with its newest evaluation by the machine; merged calls, withdrawn and
--   provisional evaluations and those of what-if runs are left out. `checked`: a supervisor has scored it.
-- Parameters: project; operatorIds; fromMs inclusive, toMs exclusive, by the start of the call.
WITH
    period AS
    (
        SELECT callId, toUnixTimestamp64Milli(startedAt) AS startedMs, toUnixTimestamp64Milli(endedAt) AS endedMs
        FROM calls FINAL
        WHERE project = {project:String} AND mergedInto = ''
            AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
            AND (hasAny(legs.operatorId, {operatorIds:Array(String)}) OR empty(legs.operatorId))
    ),
    judged AS
    (
        SELECT callId, operatorId, evaluator, scorecardId, scorecardVersion
        FROM evaluations FINAL
        WHERE project = {project:String} AND run = '' AND NOT withdrawn AND NOT provisional
            AND operatorId IN {operatorIds:Array(String)} AND callId IN (SELECT callId FROM period)
    )
SELECT
    callId,
    operatorId,
    argMaxIf(scorecardId, scorecardVersion, evaluator = 'machine') AS scorecardId,
    any(startedMs) AS startedMs,
    any(endedMs) AS endedMs,
    countIf(evaluator IN ('supervisor', 'dispute', 'agreed')) > 0 AS checked
FROM judged
INNER JOIN period USING (callId)
GROUP BY callId, operatorId
HAVING countIf(evaluator = 'machine') > 0
ORDER BY startedMs, callId, operatorId
