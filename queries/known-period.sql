-- Question: of what time does anything tell in a project?
-- Grain: one row: the first and the last moment of a call or of an operator's state, in epoch ms; NULL where there is none.
-- Parameters: project.
SELECT minOrNull(firstMs) AS firstMs, maxOrNull(lastMs) AS lastMs
FROM
(
    SELECT toUnixTimestamp64Milli(startedAt) AS firstMs, toUnixTimestamp64Milli(coalesce(endedAt, startedAt)) AS lastMs
    FROM calls FINAL
    WHERE project = {project:String} AND mergedInto = ''
    UNION ALL
    SELECT toUnixTimestamp64Milli(at) AS firstMs, toUnixTimestamp64Milli(at) AS lastMs
    FROM operator_events FINAL
    WHERE project = {project:String}
)
