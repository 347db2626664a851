-- Question: which queue entries break offered = answered + abandoned + flow-outs, or contradict themselves?
-- Formula: still_waiting: no source told the outcome (right for a call that goes on, wrong for an ended one: `ended`);
--   waiting_too_long: the same of a call that nothing has ended, four hours before the newest call of the project;
--   flow_out_without_kind; answered_without_leg: answered, but no operator's leg of that queue was; wait_unknown: it
--   cannot stand in any service level; impossible: the wait is below 0, over a day, or goes on after the end of the call;
--   doubled: the same stay again, of the same call (both in one queue at once) or as another call (same known customer,
--   queue and moment).
-- Grain: one row an entry and problem; entries of merged calls are left out.
-- Parameters: project; queue ('' all); fromMs inclusive, toMs exclusive, by arrival.
WITH
    (SELECT max(toUnixTimestamp64Milli(startedAt)) FROM calls WHERE project = {project:String}) AS newestMs,
    entries AS
    (
        SELECT callId, customerKey, endedAt, legs.queue AS legQueues, legs.answeredAt AS legAnswers,
            toUnixTimestamp64Milli(endedAt) AS endedMs,
            arrayZip(queueEntries.queue, queueEntries.enteredAt, queueEntries.waitMs, queueEntries.nth) AS stays,
            arrayJoin(arrayZip(queueEntries.queue, queueEntries.nth, queueEntries.enteredAt, queueEntries.waitMs,
                queueEntries.outcome, queueEntries.flowOut)) AS entry,
            toUnixTimestamp64Milli(entry.3) AS enteredMs
        FROM calls FINAL
        WHERE project = {project:String} AND mergedInto = ''
    ),
    compared AS
    (
        SELECT *,
            arrayExists(s -> s.1 = entry.1 AND s.4 != entry.2
                AND toUnixTimestamp64Milli(s.2) < enteredMs + greatest(ifNull(entry.4, 0), 1)
                AND enteredMs < toUnixTimestamp64Milli(s.2) + greatest(ifNull(s.3, 0), 1), stays) AS isRepeated,
            customerKey != '' AND uniqExact(callId) OVER (PARTITION BY customerKey, entry.1, enteredMs) > 1 AS isElsewhere
        FROM entries
    )
SELECT
    callId,
    entry.1 AS queue,
    entry.2 AS nth,
    enteredMs,
    endedAt IS NOT NULL AS ended,
    problem
FROM compared
ARRAY JOIN arrayFilter(name -> name != '', [
    if(entry.5 = 'waiting', if(NOT ended AND newestMs - enteredMs > 14400000, 'waiting_too_long', 'still_waiting'), ''),
    if(entry.5 = 'flow_out' AND entry.6 = '', 'flow_out_without_kind', ''),
    if(entry.5 = 'answered' AND NOT arrayExists((q, a) -> q = entry.1 AND a IS NOT NULL, legQueues, legAnswers), 'answered_without_leg', ''),
    if(entry.5 != 'waiting' AND entry.4 IS NULL, 'wait_unknown', ''),
    -- Sources count in seconds: a second is not a contradiction.
    if(ifNull(entry.4 < 0 OR entry.4 > 86400000 OR enteredMs + entry.4 > endedMs + 1000, 0), 'impossible', ''),
    if(isRepeated OR isElsewhere, 'doubled', '')
]) AS problem
WHERE ({queue:String} = '' OR entry.1 = {queue:String}) AND enteredMs >= {fromMs:Int64} AND enteredMs < {toMs:Int64}
ORDER BY enteredMs, callId, queue, nth, problem
