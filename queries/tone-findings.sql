-- Question: in which calls was an operator impatient, rude, polite …, and in which words?
-- Formula: as tone-per-operator.sql counts them.
-- Grain: one row a finding, the strongest first, then the newest call; `total` is the number before the limit.
-- Parameters: project; operatorId ('' all); kind ('' all); fromMs inclusive, toMs exclusive, by the start of the call;
--   toneModel; limit.
SELECT callId, toUnixTimestamp64Milli(call.startedAt) AS startedMs, operator AS operatorId, kind, quote, utteranceId,
    recordingId, startMs, endMs, wording, intensity, method, confidence, count() OVER () AS total
FROM
(
    SELECT project, callId, operator, findingKind AS kind, quote, utteranceId, recordingId, startMs, endMs, wording, intensity,
        method, confidence
    FROM tones FINAL
    ARRAY JOIN findings.operatorId AS operator, findings.kind AS findingKind, findings.quote AS quote,
        findings.utteranceId AS utteranceId, findings.recordingId AS recordingId, findings.startMs AS startMs,
        findings.endMs AS endMs, findings.wording AS wording, findings.intensity AS intensity, findings.method AS method,
        findings.confidence AS confidence
    WHERE project = {project:String} AND toneModel = {toneModel:String} AND operator != ''
        AND ({operatorId:String} = '' OR operator = {operatorId:String}) AND ({kind:String} = '' OR findingKind = {kind:String})
        AND (callId, operator) IN
        (
            SELECT callId, operatorId FROM evaluations FINAL
            WHERE project = {project:String} AND evaluator = 'machine' AND run = '' AND NOT withdrawn
        )
) AS found
INNER JOIN (SELECT callId, startedAt FROM calls FINAL WHERE project = {project:String} AND mergedInto = '') AS call
    ON call.callId = found.callId
WHERE toUnixTimestamp64Milli(call.startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(call.startedAt) < {toMs:Int64}
ORDER BY intensity DESC, startedMs DESC, callId, startMs, wording
LIMIT {limit:UInt32}
