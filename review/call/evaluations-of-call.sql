-- Question: who judged a call, and how? The current run only.
-- Grain: one row an operator, scorecard, version of it, evaluator and rater, of its newest revision.
-- Parameters: project; callId.
SELECT *
FROM evaluations FINAL
WHERE project = {project:String} AND callId = {callId:String} AND run = ''
ORDER BY operatorId, scorecardId, scorecardVersion, evaluator, rater
