-- Question: how much could not be processed, where, and why?
-- Formula: open letters, as dead-letters.sql defines them.
-- Grain: one row a project, stage and code, the most first.
-- Parameters: none.
WITH trace AS
(
    SELECT project, letterId, toUnixTimestamp64Milli(max(redrives.at)) AS lastMs
    FROM redrives FINAL
    GROUP BY project, letterId
)
SELECT letter.project AS project, letter.stage AS stage, letter.reason.code AS code, count() AS letters
FROM dead_letters AS letter FINAL
LEFT JOIN trace ON trace.project = letter.project AND trace.letterId = letter.letterId
WHERE trace.lastMs = 0
    OR greatest(toInt64OrZero(headers['etalon-redriven-at']), toInt64OrZero(headers['etalon-first-at'])) >= trace.lastMs
GROUP BY project, stage, code
ORDER BY letters DESC, project, stage, code
