-- Question: which calls meet the filters of a viewer, with what they are sorted by?
-- Grain: one row a call, as call-list.sql; what it does not name is not read, so that a whole period can be looked through.
-- Parameters: those of the part matching-calls; listed = 0, and judged = 1 where a filter or the order asks for scores.
WITH
    -- part: visible-evaluations
    -- part: counting-evaluations
    -- part: matching-calls
SELECT project, callId, startedMs, durationMs, lowestScore
FROM matching
