-- Question: how many legs did each operator have, and how much talk, hold and ACW?
-- Grain: one row an operator; legs of merged calls are left out. What is not known adds nothing.
-- Parameters: project.
SELECT
    legs.operatorId AS operatorId,
    count() AS legCount,
    countIf(legs.answeredAt IS NOT NULL) AS handledLegs,
    countIf(legs.outcome IN ('no_answer', 'cancelled')) AS missedLegs,
    sum(ifNull(legs.talkMs, 0)) AS talkMs,
    sum(ifNull(legs.holdMs, 0)) AS holdMs,
    sum(ifNull(legs.acwMs, 0)) AS acwMs,
    countIf(legs.answeredAt IS NOT NULL AND legs.acwMs IS NOT NULL) AS acwKnown
FROM calls FINAL
ARRAY JOIN legs
WHERE project = {project:String} AND mergedInto = ''
GROUP BY operatorId
ORDER BY operatorId
