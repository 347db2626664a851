-- Question: which evaluations by the machine count now, and are any of them older than their call?
-- Grain: one row a call, operator and scorecard, of each scorecard the newest version; withdrawn ones and those of nobody
--   known are left out. `stale`: made from an earlier version of the call than the one that counts.
-- Parameters: projects.
SELECT judged.project AS project, judged.callId AS callId, judged.operatorId AS operatorId, judged.scorecardId AS scorecardId,
    judged.revision < call.version AS stale
FROM
(
    SELECT project, callId, operatorId, scorecardId, revision, withdrawn
    FROM evaluations FINAL
    WHERE project IN ({projects:Array(String)}) AND evaluator = 'machine' AND run = '' AND operatorId != ''
    ORDER BY scorecardVersion DESC
    LIMIT 1 BY project, callId, operatorId, scorecardId
) AS judged
LEFT JOIN (SELECT project, callId, version FROM calls FINAL WHERE project IN ({projects:Array(String)})) AS call
    ON call.project = judged.project AND call.callId = judged.callId
WHERE NOT judged.withdrawn
ORDER BY project, callId, operatorId, scorecardId
