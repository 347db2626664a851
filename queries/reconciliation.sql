-- Question: which queue entries break offered = answered + abandoned + flow-outs, or contradict themselves?
-- Formula: still_waiting: no source told the outcome (right for a call that goes on, wrong for an ended one: `ended`);
--   flow_out_without_kind; answered_without_leg: answered, but no operator's leg of that queue was; wait_unknown: it
--   cannot stand in any service level.
-- Grain: one row an entry and problem; entries of merged calls are left out.
-- Parameters: project; queue ('' all); fromMs inclusive, toMs exclusive, by arrival.
SELECT
    callId,
    entry.1 AS queue,
    entry.2 AS nth,
    toUnixTimestamp64Milli(entry.3) AS enteredMs,
    endedAt IS NOT NULL AS ended,
    problem
FROM
(
    SELECT callId, endedAt, legs.queue AS legQueues, legs.answeredAt AS legAnswers,
        arrayJoin(arrayZip(queueEntries.queue, queueEntries.nth, queueEntries.enteredAt, queueEntries.waitMs,
            queueEntries.outcome, queueEntries.flowOut)) AS entry
    FROM calls FINAL
    WHERE project = {project:String} AND mergedInto = ''
)
ARRAY JOIN arrayFilter(name -> name != '', [
    if(entry.5 = 'waiting', 'still_waiting', ''),
    if(entry.5 = 'flow_out' AND entry.6 = '', 'flow_out_without_kind', ''),
    if(entry.5 = 'answered' AND NOT arrayExists((q, a) -> q = entry.1 AND a IS NOT NULL, legQueues, legAnswers), 'answered_without_leg', ''),
    if(entry.5 != 'waiting' AND entry.4 IS NULL, 'wait_unknown', '')
]) AS problem
WHERE ({queue:String} = '' OR entry.1 = {queue:String})
    AND toUnixTimestamp64Milli(entry.3) >= {fromMs:Int64} AND toUnixTimestamp64Milli(entry.3) < {toMs:Int64}
ORDER BY enteredMs, callId, queue, nth, problem
