-- Question: which calls of a project have a recording that was fetched from where it can be fetched again?
-- Grain: one row a call; what came through an inbox is found there, and is no row here.
-- Parameters: project.
SELECT DISTINCT project, callId
FROM recordings FINAL
WHERE project = {project:String} AND state = 'present' AND match(uri, '(?i)^(file|https?|s3):')
ORDER BY callId
