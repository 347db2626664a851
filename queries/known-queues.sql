-- Question: which queues have calls of a project ever entered?
-- Grain: one row a queue, by name.
-- Parameters: project.
SELECT DISTINCT arrayJoin(queueEntries.queue) AS queue
FROM calls
WHERE project = {project:String}
ORDER BY queue
