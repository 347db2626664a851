-- Question: which points of the scorecard are failed, and how often?
-- Formula: share = answers no / answers yes or no. N/A, unclear and pending are in neither.
-- Counts: what one kind of evaluator judged, as parts/judged.sql says.
-- Grain: one row a scorecard and criterion that has such an answer, the greatest share first.
-- Parameters: as parts/judged.sql.
WITH
    -- part: judged
    answered AS
    (
        SELECT scorecardId, answer.1 AS criterionId, answer.2 AS verdict
        FROM judged
        ARRAY JOIN arrayZip(criterionIds, verdicts) AS answer
        WHERE verdict IN ('yes', 'no')
    )
SELECT scorecardId, criterionId, count() AS n, countIf(verdict = 'no') AS failed, failed / n AS failedShare
FROM answered
GROUP BY scorecardId, criterionId
ORDER BY failedShare DESC, n DESC, scorecardId, criterionId
