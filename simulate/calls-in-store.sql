-- Question: which calls are there, and how often?
-- Grain: one row a call with its version and how many rows it has; merged calls are left out.
-- Parameters: projects.
SELECT project, callId, max(version) AS version, count() AS copies
FROM calls FINAL
WHERE project IN ({projects:Array(String)}) AND mergedInto = ''
GROUP BY project, callId
ORDER BY project, callId
