-- Question: which names of the telephone system belong to no operator of operators.csv?
-- Grain: one row a project and alias, with how many legs and calls it had and when; merged calls count nowhere.
-- Parameters: project ('' all).
SELECT
    project,
    legs.operatorAlias AS alias,
    legs.operatorId AS operatorId,
    count() AS legCount,
    uniqExact(callId) AS callCount,
    toUnixTimestamp64Milli(min(legs.startedAt)) AS firstMs,
    toUnixTimestamp64Milli(max(legs.startedAt)) AS lastMs
FROM calls FINAL
ARRAY JOIN legs
WHERE ({project:String} = '' OR project = {project:String}) AND mergedInto = '' AND startsWith(legs.operatorId, 'provisional:')
GROUP BY project, alias, operatorId
ORDER BY project, legCount DESC, alias
