-- Question: how many calls of which kind are there, with their legs, entries and known customers?
-- Grain: one row a direction, channel and disposition; merged calls are left out.
-- Parameters: project.
SELECT direction, channel, disposition, count() AS callCount, sum(length(legs.legId)) AS legCount,
    sum(length(queueEntries.nth)) AS entryCount,
    uniqExactIf(customerKey, customerKey != '') AS customerCount
FROM calls FINAL
WHERE project = {project:String} AND mergedInto = ''
GROUP BY direction, channel, disposition
ORDER BY direction, channel, disposition
