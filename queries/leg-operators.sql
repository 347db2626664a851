-- Question: whom were the names of the telephone system taken for, and in which calls?
-- Grain: one row a call, alias and operator; merged calls are left out.
-- Parameters: none.
SELECT DISTINCT
    project,
    callId,
    legs.operatorAlias AS alias,
    legs.operatorId AS operatorId,
    toUnixTimestamp64Milli(legs.startedAt) AS startedMs
FROM calls FINAL
ARRAY JOIN legs
WHERE mergedInto = '' AND alias != ''
ORDER BY project, callId, alias
