-- What lists of calls are found by. See docs/decisions/0012-calls-in-time-order.md.

-- A projection is a copy of some columns in another order, written with the part that it belongs to: there is no moment
-- at which a call is in one and not in the other. It has every version of a row, for FINAL does not read it: who reads it
-- gets candidates, and looks at the rows that count. Merges, which drop replaced rows, make it again.
ALTER TABLE calls MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';

ALTER TABLE calls ADD PROJECTION IF NOT EXISTS inTimeOrder
(
    SELECT startedAt, project, callId, mergedInto, direction, channel, queueEntries.queue, legs.queue, legs.operatorId
    ORDER BY startedAt, project, callId
);

ALTER TABLE calls MATERIALIZE PROJECTION inTimeOrder;

-- The same customer's other calls.
ALTER TABLE calls ADD INDEX IF NOT EXISTS byCustomer customerKey TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE calls MATERIALIZE INDEX byCustomer;

-- The words that were said, by which rare ones are found without reading every transcript. Parts of words are looked for in
-- its list of words. The expression stands in queries/call-candidates.sql letter by letter: only so is the index used.
ALTER TABLE transcripts ADD INDEX IF NOT EXISTS bySaid lowerUTF8(arrayStringConcat(utterances.text, '\n')) TYPE text(tokenizer = splitByNonAlpha);

ALTER TABLE transcripts MATERIALIZE INDEX bySaid;
