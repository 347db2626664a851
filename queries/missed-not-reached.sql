-- Question: which customers called in vain and have not been reached since?
-- Formula: missed calls that are open or attempted, as parts/missed-calls.sql says; those of one customer that follow each
--   other within windowMs are one row, whose state is that of the last of them: who calls again in vain after an attempt
--   is open again. The row is gone once the customer is reached. Hidden numbers are counted in missed-calls.sql.
-- Grain: one row a customer and window, longest waiting first. outsideHours: all of its calls came outside working hours.
-- Parameters: project ('' all); queue ('' all; the last one of the call); fromMs inclusive, toMs exclusive, by the start of the
--   missed call; asOfMs; shortMs; windowMs; workFromMs, workToMs.
WITH
    -- part: call-facts
    -- part: missed-calls
    unreached AS
    (
        SELECT *, startedMs - lagInFrame(startedMs, 1, startedMs) OVER (PARTITION BY project, customerKey ORDER BY startedMs, callId
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) > {windowMs:Int64} AS isApart
        FROM missed
        WHERE state IN ('open', 'attempted') AND customerKey != ''
    ),
    windowed AS
    (
        SELECT *, sum(isApart) OVER (PARTITION BY project, customerKey ORDER BY startedMs, callId
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS windowNth
        FROM unreached
    )
SELECT
    project,
    customerKey,
    min(startedMs) AS firstMissedMs,
    max(startedMs) AS lastMissedMs,
    count() AS missedCalls,
    argMax(state, (startedMs, callId)) AS state,
    arrayDistinct(arrayMap(c -> c.4, arraySort(arrayFlatten(groupArray(inVain))))) AS attemptIds,
    max(if(empty(inVain), NULL, inVain[-1].1)) AS lastAttemptMs,
    argMax(lastQueue, (startedMs, callId)) AS queue,
    argMax(kind, (startedMs, callId)) AS kind,
    min(outsideHours) AS outsideHours,
    arrayMap(c -> c.2, arraySort(groupArray((startedMs, callId)))) AS callIds
FROM windowed
GROUP BY project, customerKey, windowNth
ORDER BY firstMissedMs, project, customerKey
