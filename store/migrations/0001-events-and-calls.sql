-- All tables of Etalon are ordered by the identity of their rows, because a ReplacingMergeTree replaces rows with equal
-- sorting keys: the order IS the definition of "the same row". Start time, operator and queue are left out of it on
-- purpose: a correction may move them, and the corrected row must replace the old one.
-- No table here is partitioned. Rows of equal identity in two partitions never replace each other, so a partition could
-- only be made of identity columns; and an insert that spans several partitions may be applied in part when the server
-- is killed. Time and operator order live in derived tables.
-- No table here has a TTL: how long what is kept is decided per project and class, together with files and dead
-- letters, and not by a clock inside the database.
-- See docs/decisions/0003-tables-ordered-by-identity.md.

-- One row a message or log line, as it came in. The fold reads all events of one call: callId follows project, so that
-- these lie together. `revision` is the source's own count of corrections: the greatest counts.
CREATE TABLE IF NOT EXISTS source_events
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    source LowCardinality(String),
    eventId String,
    revision UInt32,
    at DateTime64(3, 'UTC'),
    seq UInt64,
    payload String
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (project, callId, source, eventId);

-- One row a call, its legs, queue entries and recordings nested in it: a reader sees a call whole or not at all.
-- `version` is the fold's: a fold of fewer or older events never hides a fold of more.
CREATE TABLE IF NOT EXISTS calls
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    version UInt64,
    direction LowCardinality(String),
    channel LowCardinality(String),
    startedAt DateTime64(3, 'UTC'),
    startedAtSource LowCardinality(String),
    answeredAt Nullable(DateTime64(3, 'UTC')),
    endedAt Nullable(DateTime64(3, 'UTC')),
    ivrMs Nullable(Int64),
    disposition LowCardinality(String),
    hangupBy LowCardinality(String),
    customerKey String,
    language LowCardinality(String),
    campaign LowCardinality(String),
    attributes Map(String, String),
    parentCallId String,
    mergedInto String,
    queueEntries Nested
    (
        queue LowCardinality(String),
        nth UInt32,
        enteredAt DateTime64(3, 'UTC'),
        position Nullable(Int64),
        waitMs Nullable(Int64),
        outcome LowCardinality(String),
        flowOut LowCardinality(String)
    ),
    legs Nested
    (
        legId String,
        operatorId String,
        operatorAlias String,
        queue LowCardinality(Nullable(String)),
        startedAt DateTime64(3, 'UTC'),
        answeredAt Nullable(DateTime64(3, 'UTC')),
        endedAt Nullable(DateTime64(3, 'UTC')),
        ringMs Nullable(Int64),
        talkMs Nullable(Int64),
        holdMs Nullable(Int64),
        acwMs Nullable(Int64),
        outcome LowCardinality(String)
    ),
    recordings Nested
    (
        recordingId String,
        state LowCardinality(String),
        uri String,
        offsetMs Int64,
        failure Array(Tuple(code LowCardinality(String), params String))
    ),
    sources Array(LowCardinality(String)),
    marks Array(LowCardinality(String))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project, callId);

-- One row a log-in, log-out, pause or its end. An event never changes, so there is no version: the same event twice is one.
CREATE TABLE IF NOT EXISTS operator_events
(
    schemaVersion UInt8,
    project LowCardinality(String),
    source LowCardinality(String),
    eventId String,
    operatorId String,
    operatorAlias String,
    queue LowCardinality(String),
    event LowCardinality(String),
    reason LowCardinality(String),
    at DateTime64(3, 'UTC'),
    seq UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (project, source, eventId);
