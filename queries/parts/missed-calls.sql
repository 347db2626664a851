    -- Part: `missed`, one row a missed call of the period, and what became of it. Needs the part call-facts before it.
    -- Missed: an inbound (or internal) voice call that is over and reached nobody, whatever queues it went through. `kind` is
    --   how its last queue was left (abandoned, timeout, key, empty …), or no_answer. A flow-out into a callback that the
    --   customer ordered is not missed. Outside hours: it began in none of the intervals [workFromMs, workToMs).
    -- State: excluded (internal; spam or wrong_number: named so by who told of the call; short: abandoned, all its waits known
    --   and together at most shortMs); else by the first later call by which the customer was reached: recovered_by_callback
    --   when that went out (also one that names the missed call), recovered_by_customer when it came in, on any channel; else
    --   attempted when a later call went out in vain; else open.
    -- Parameters: project ('' all); queue ('' all; the last one); fromMs inclusive, toMs exclusive, by the start of the missed call;
    --   asOfMs: only calls that began before it are known; shortMs; workFromMs, workToMs.
    known AS (SELECT * FROM facts WHERE startedMs < {asOfMs:Int64}),
    contacts AS
    (
        SELECT project, customerKey, groupArray((startedMs, reached, direction, callId)) AS calls
        FROM known
        WHERE customerKey != '' AND (direction = 'outbound' OR (direction = 'inbound' AND reached))
        GROUP BY project, customerKey
    ),
    callbacks AS
    (
        SELECT project, parentCallId, groupArray((startedMs, reached, direction, callId)) AS calls
        FROM known
        WHERE parentCallId != '' AND direction = 'outbound'
        GROUP BY project, parentCallId
    ),
    missed AS
    (
        SELECT k.project AS project, k.callId AS callId, k.customerKey AS customerKey, k.startedMs AS startedMs, k.queues[-1] AS lastQueue,
            multiIf(k.lastOutcome = 'abandoned', 'abandoned', k.lastOutcome = 'flow_out', if(k.lastFlowOut = '', 'flow_out', k.lastFlowOut), 'no_answer') AS kind,
            NOT arrayExists((a, b) -> k.startedMs >= a AND k.startedMs < b, {workFromMs:Array(Int64)}, {workToMs:Array(Int64)}) AS outsideHours,
            multiIf(k.direction = 'internal', 'internal', hasAny(k.namedAs, ['spam', 'спам']), 'spam', has(k.namedAs, 'wrong_number'), 'wrong_number',
                kind = 'abandoned' AND NOT has(k.waits, NULL) AND arraySum(arrayMap(w -> ifNull(w, 0), k.waits)) <= {shortMs:Int64}, 'short',
                '') AS excludedAs,
            arraySort(arrayDistinct(arrayFilter(c -> c.1 > k.startedMs, arrayConcat(contacts.calls, callbacks.calls)))) AS later,
            arrayFirst(c -> c.2, later) AS reachedBy,
            arrayFilter(c -> NOT c.2 AND (reachedBy.1 = 0 OR c.1 < reachedBy.1), later) AS inVain,
            multiIf(excludedAs != '', 'excluded', reachedBy.1 > 0, if(reachedBy.3 = 'outbound', 'recovered_by_callback', 'recovered_by_customer'),
                notEmpty(inVain), 'attempted', 'open') AS state
        FROM known AS k
        LEFT JOIN contacts ON contacts.project = k.project AND contacts.customerKey = k.customerKey
        LEFT JOIN callbacks ON callbacks.project = k.project AND callbacks.parentCallId = k.callId
        WHERE k.channel = 'voice' AND k.direction IN ('inbound', 'internal') AND NOT k.reached AND k.lastOutcome != 'answered'
            AND (k.isEnded OR k.lastOutcome IN ('abandoned', 'flow_out')) AND k.lastFlowOut != 'callback'
            AND k.startedMs >= {fromMs:Int64} AND k.startedMs < {toMs:Int64} AND ({queue:String} = '' OR k.queues[-1] = {queue:String})
    ),
