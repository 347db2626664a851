-- Question: how many calls meet the filters of a viewer?
-- Grain: one row. The same calls as call-list.sql lists.
-- Parameters: those of the part matching-calls; listed = 0, and judged = 1 where a filter asks for scores.
WITH
    -- part: visible-evaluations
    -- part: counting-evaluations
    -- part: matching-calls
SELECT count() AS calls
FROM matching
