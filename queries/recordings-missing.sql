-- Question: which calls ended a while ago and still wait for a recording that should be there?
-- Grain: one row an expected recording; merged calls are left out. A project that does not record expects none.
-- Parameters: endedBeforeMs (a call without an end counts from its start).
SELECT project, callId, recordings.recordingId AS recordingId, recordings.uri AS uri
FROM calls FINAL
ARRAY JOIN recordings
WHERE mergedInto = '' AND recordings.state = 'expected'
    AND toUnixTimestamp64Milli(coalesce(endedAt, startedAt)) < {endedBeforeMs:Int64}
ORDER BY project, callId, recordingId
