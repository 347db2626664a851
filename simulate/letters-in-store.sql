-- Question: how many dead letters are there, by code and project?
-- Grain: one row a code and project; project '' where nobody knows whose a message is.
-- Parameters: projects.
SELECT project, reason.code AS code, count() AS letters
FROM dead_letters FINAL
WHERE project IN ({projects:Array(String)}) OR project = ''
GROUP BY project, code
ORDER BY code, project
