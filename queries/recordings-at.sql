-- Question: for which calls was the recording at an address taken in?
-- Grain: one row a recording; nothing is left out, for one of the calls may turn out to be part of another.
-- Parameters: project; uri.
SELECT callId, recordingId
FROM recordings FINAL
WHERE project = {project:String} AND uri = {uri:String}
ORDER BY callId, recordingId
