-- Question: which calls meet the filters of a viewer, and what does that viewer see of them?
-- Formula: durationMs = end - start; waitMs = the sum of the waits that are known, of all queue entries; evaluations: those
--   that count, as parts/counting-evaluations.sql says; lowestScore: the lowest among those of asked operators. NULL =
--   unknown or none.
-- Grain: one row a call; merged calls are left out. Order, cursor and limit are put around it by queries/call-order.ts.
-- Parameters: those of the part matching-calls; listed = 1.
WITH
    -- part: visible-evaluations
    -- part: counting-evaluations
    -- part: matching-calls
SELECT
    project,
    callId,
    startedMs,
    endedMs,
    durationMs,
    direction,
    channel,
    language,
    disposition,
    queues,
    operators,
    waitMs,
    hasRecording,
    marks,
    evaluations,
    lowestScore
FROM matching
