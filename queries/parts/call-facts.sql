    -- Part: `facts`, one row a call that is not part of another, and whether anybody was reached in it.
    -- Reached: an operator's leg was answered (by the customer, when the call went out); of a call of which no leg and no
    --   queue is known, that it was answered at all. An answer by the IVR alone reaches nobody.
    -- namedAs: how the call was called by who told of it, in one spelling (`Wrong number` is wrong_number).
    -- Parameters: project ('' all).
    facts AS
    (
        SELECT project, callId, toString(direction) AS direction, toString(channel) AS channel, customerKey, parentCallId,
            toUnixTimestamp64Milli(startedAt) AS startedMs, endedAt IS NOT NULL AS isEnded,
            arrayMap(name -> replaceRegexpAll(lowerUTF8(trimBoth(name)), '[ _-]+', '_'),
                [toString(disposition), attributes['providerDisposition']]) AS namedAs,
            legs.operatorId AS legOperators, legs.talkMs AS legTalks,
            arrayMap(at -> at IS NOT NULL, legs.answeredAt) AS legAnswered,
            queueEntries.queue AS queues, queueEntries.waitMs AS waits,
            toString(queueEntries.outcome[-1]) AS lastOutcome, toString(queueEntries.flowOut[-1]) AS lastFlowOut,
            has(legAnswered, 1) OR (empty(legs.legId) AND empty(queues) AND answeredAt IS NOT NULL) AS reached,
            if(has(arrayMap((talk, answered) -> talk IS NOT NULL AND answered, legTalks, legAnswered), 1),
                arraySum(arrayMap((talk, answered) -> if(answered, ifNull(talk, 0), 0), legTalks, legAnswered)), NULL) AS talkMs
        FROM calls FINAL
        WHERE ({project:String} = '' OR project = {project:String}) AND mergedInto = ''
    ),
