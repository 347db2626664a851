-- Question: which recordings of calls have no transcript, and why?
-- Formula: a recording that its call still expects, or that could not be heard; a project that does not record expects
--   none. `code` says why it could not be heard.
-- Grain: one row a recording; merged calls are left out.
-- Parameters: none.
SELECT project, callId, recordings.recordingId AS recordingId, recordings.state AS state,
    recordings.failure[1].code AS code, toUnixTimestamp64Milli(coalesce(endedAt, startedAt)) AS sinceMs
FROM calls FINAL
ARRAY JOIN recordings
WHERE mergedInto = '' AND recordings.state IN ('expected', 'failed')
ORDER BY sinceMs, project, callId, recordingId
