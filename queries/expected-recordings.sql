-- Question: which recording files do CDRs name, and for which call and recording?
-- Grain: one row a recording that its call names by address; merged calls are left out.
-- Parameters: none.
SELECT project, callId, recordings.recordingId AS recordingId, recordings.uri AS uri, recordings.state AS state
FROM calls FINAL
ARRAY JOIN recordings
WHERE mergedInto = '' AND recordings.uri != ''
ORDER BY project, callId, recordingId
