-- Question: which recordings were taken in without a CDR of their call?
-- Grain: one row a recording that is there, of a call marked WITHOUT_CDR; merged calls are left out.
-- Parameters: project ('' all); fromMs inclusive, toMs exclusive, by the start of the call.
SELECT project, callId, recordings.recordingId AS recordingId, recordings.uri AS uri, toUnixTimestamp64Milli(startedAt) AS startedMs
FROM calls FINAL
ARRAY JOIN recordings
WHERE ({project:String} = '' OR project = {project:String}) AND mergedInto = ''
    AND has(marks, 'WITHOUT_CDR') AND recordings.state = 'present'
    AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
ORDER BY startedMs, project, callId, recordingId
