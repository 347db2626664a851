-- Question: what does the speech line know of the recordings of a call?
-- Grain: one row a recording, of its newest version.
-- Parameters: project; callId.
SELECT *
FROM recordings FINAL
WHERE project = {project:String} AND callId = {callId:String}
ORDER BY recordingId
