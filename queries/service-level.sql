-- Question: how much of the demand on the queues was answered within the target?
-- Formula: every variant of docs/metrics.md over the raw counts beside it; T = thresholdMs, s = shortMs, both inclusive.
-- Counts: queue entries, not calls: a call that is transferred to another queue is offered there again. Entries of calls
--   that turned out to be part of another call (mergedInto) count nowhere.
-- Attribution: 'cohort' puts an entry and its outcome into the interval of its arrival, so that offered = answered +
--   abandoned + flow-outs + waiting holds in each; 'event' puts the outcome where it happened.
-- Grain: one row a project, an interval of intervalMs from fromMs on (0: the whole period), and a queue when byQueue is 1.
-- Parameters: project ('' all: rows for each); queue ('' all); fromMs inclusive, toMs exclusive; thresholdMs; shortMs;
--   attribution; intervalMs; byQueue. Denominator 0 gives NULL.
WITH
    entries AS
    (
        SELECT
            project,
            callId,
            queueEntries.queue AS entryQueue,
            queueEntries.waitMs AS waitMs,
            queueEntries.outcome AS outcome,
            queueEntries.flowOut AS flowOut,
            toUnixTimestamp64Milli(queueEntries.enteredAt) AS enteredMs,
            enteredMs + if({attribution:String} = 'event', ifNull(waitMs, 0), 0) AS outcomeMs
        FROM calls FINAL
        ARRAY JOIN queueEntries
        WHERE ({project:String} = '' OR project = {project:String}) AND mergedInto = '' /* arrived at any hour */ AND ({queue:String} = '' OR entryQueue = {queue:String})
    ),
    facts AS
    (
        SELECT *, fact.1 AS kind, fact.2 AS atMs
        FROM entries
        ARRAY JOIN [('offer', enteredMs), ('outcome', outcomeMs)] AS fact
        WHERE atMs >= {fromMs:Int64} AND atMs < {toMs:Int64}
    ),
    counts AS
    (
        SELECT
            project,
            if({byQueue:UInt8} = 1, entryQueue, '') AS queue,
            if({intervalMs:Int64} = 0, {fromMs:Int64},
               {fromMs:Int64} + intDiv(atMs - {fromMs:Int64}, {intervalMs:Int64}) * {intervalMs:Int64}) AS intervalStartMs,
            countIf(kind = 'offer') AS offered,
            countIf(kind = 'outcome' AND outcome = 'answered') AS answered,
            countIf(kind = 'outcome' AND outcome = 'answered' AND waitMs <= {thresholdMs:Int64}) AS answeredWithin,
            countIf(kind = 'outcome' AND outcome = 'abandoned') AS abandoned,
            countIf(kind = 'outcome' AND outcome = 'abandoned' AND waitMs <= {shortMs:Int64}) AS abandonedShort,
            countIf(kind = 'outcome' AND outcome = 'abandoned' AND waitMs <= {thresholdMs:Int64}) AS abandonedWithin,
            countIf(kind = 'outcome' AND outcome = 'flow_out') AS flowOuts,
            sumMapIf(map(flowOut, 1), kind = 'outcome' AND outcome = 'flow_out') AS flowOutsByKind,
            countIf(kind = 'outcome' AND outcome = 'waiting') AS waiting,
            -- Answered or abandoned within T, or still there when T had passed, whatever came then.
            answeredWithin + abandonedWithin + countIf(kind = 'outcome' AND waitMs > {thresholdMs:Int64}) AS reachedThreshold
        FROM facts
        GROUP BY project, queue, intervalStartMs
    )
SELECT
    *,
    100 * answeredWithin / nullIf(offered, 0) AS offeredPercent,
    100 * answeredWithin / nullIf(toInt64(offered) - abandonedShort, 0) AS offeredLessShortPercent,
    100 * answeredWithin / nullIf(answered, 0) AS answeredOnlyPercent,
    100 * answeredWithin / nullIf(answered + abandoned, 0) AS genesysPercent,
    100 * answeredWithin / nullIf(answered + abandoned - abandonedShort, 0) AS genesysLessShortPercent,
    100 * answeredWithin / nullIf(answered + abandoned + flowOuts - abandonedShort, 0) AS genesysLessShortWithFlowOutsPercent,
    100 * (answeredWithin + abandonedWithin) / nullIf(answered + abandoned, 0) AS icmiPositivePercent,
    100 * answeredWithin / nullIf(answered + abandoned - abandonedWithin, 0) AS brightPercent,
    100 * answeredWithin / nullIf(reachedThreshold - abandonedWithin, 0) AS ciscoIgnorePercent,
    100 * answeredWithin / nullIf(reachedThreshold, 0) AS ciscoNegativePercent,
    100 * (answeredWithin + abandonedWithin) / nullIf(reachedThreshold, 0) AS ciscoPositivePercent
FROM counts
ORDER BY project, queue, intervalStartMs
