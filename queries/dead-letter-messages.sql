-- Question: which message could not be processed?
-- Grain: one row a letter, with its original bytes as base64; read by key, for it may be large and personal.
-- Parameters: projects, letterIds (side by side).
SELECT project, letterId, bytesBase64
FROM dead_letters FINAL
WHERE (project, letterId) IN (SELECT arrayJoin(arrayZip({projects:Array(String)}, {letterIds:Array(String)})))
