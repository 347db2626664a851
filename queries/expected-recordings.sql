-- Question: which recording files do CDRs name, and for which call and recording?
-- Grain: one row a recording that a CDR names by address; a call that only its recording tells of names none, and
--   merged calls are left out.
-- Parameters: none.
SELECT project, callId, recordings.recordingId AS recordingId, recordings.uri AS uri, recordings.state AS state
FROM calls FINAL
ARRAY JOIN recordings
WHERE mergedInto = '' AND has(sources, 'record') AND recordings.uri != ''
ORDER BY project, callId, recordingId
