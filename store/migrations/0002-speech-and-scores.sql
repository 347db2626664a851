-- What was heard and what it was judged to be. Order, partition and TTL as in 0001: identity, none, none.

-- One row a recording file, as the speech line found it.
CREATE TABLE IF NOT EXISTS recordings
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    recordingId String,
    uri String,
    state LowCardinality(String),
    failureCode LowCardinality(String),
    failureParams String,
    sha256 String,
    sizeBytes UInt64,
    format LowCardinality(String),
    channels UInt32,
    durationMs Int64,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project, callId, recordingId);

-- One row a transcript, with utterances, words and spans of speech. Engine, model and options are part of the identity:
-- two engines may hear the same recording, and neither replaces the other.
-- The index byAudio finds a transcript of the same audio wherever it was heard, so that nothing is recognised twice.
CREATE TABLE IF NOT EXISTS transcripts
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    recordingId String,
    engine LowCardinality(String),
    model LowCardinality(String),
    options String,
    optionsHash LowCardinality(String),
    version UInt64,
    audioSha256 String,
    language LowCardinality(String),
    durationMs Int64,
    speakersSeparated Bool,
    complete Bool,
    speech Nested
    (
        speaker LowCardinality(String),
        startMs Int64,
        endMs Int64
    ),
    utterances Nested
    (
        utteranceId String,
        speaker LowCardinality(String),
        operatorId String,
        language LowCardinality(String),
        startMs Int64,
        endMs Int64,
        text String,
        words Array(Tuple(text String, startMs Int64, endMs Int64, confidence Nullable(Float64))),
        confidence Nullable(Float64),
        doubts Array(LowCardinality(String))
    ),
    INDEX byAudio audioSha256 TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project, callId, recordingId, engine, model, optionsHash);

-- One row an evaluation of one operator on one call, with answers and evidence. `revision` is the version of the call that
-- was announced and read, never the time of insert: a score made from an older fold never hides a newer one.
-- `run` is '' for the current run; a what-if run has its own identity and cannot replace it.
CREATE TABLE IF NOT EXISTS evaluations
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    operatorId String,
    scorecardId LowCardinality(String),
    scorecardVersion UInt32,
    evaluator LowCardinality(String),
    rater String,
    run LowCardinality(String),
    revision UInt64,
    score Nullable(Float64),
    rawScore Nullable(Float64),
    autoFail Bool,
    provisional Bool,
    withdrawn Bool,
    coverage Nullable(Float64),
    answers Nested
    (
        sectionId LowCardinality(String),
        criterionId LowCardinality(String),
        verdict LowCardinality(String),
        share Nullable(Float64),
        weight Float64,
        critical Bool,
        method LowCardinality(String),
        confidence Nullable(Float64),
        reason String,
        evidence Array(Tuple(utteranceId String, recordingId String, speaker LowCardinality(String), quote String, startMs Int64, endMs Int64)),
        searched Array(Tuple(speaker LowCardinality(String), startMs Int64, endMs Int64, utterances UInt32)),
        measured Nullable(Float64)
    ),
    measures Tuple(durationMs Float64, operatorTalkShare Nullable(Float64), operatorTalkMs Nullable(Float64), customerTalkMs Nullable(Float64), silenceMs Nullable(Float64), longestSilenceMs Nullable(Float64), deadAirCount Nullable(Float64), talkOverMs Nullable(Float64), operatorInterruptions Nullable(Float64), operatorWordsPerMinute Nullable(Float64), customerWordsPerMinute Nullable(Float64), firstResponseMs Nullable(Float64), longestResponseMs Nullable(Float64)),
    startMs Int64,
    endMs Int64,
    language LowCardinality(String),
    inputHash String,
    madeWith Map(String, String)
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (project, callId, operatorId, scorecardId, scorecardVersion, evaluator, rater, run);

-- One row a text of a scorecard. The hash is part of the identity: a text that was changed without a new version number
-- must not hide the text that old scores were made with.
CREATE TABLE IF NOT EXISTS scorecards
(
    schemaVersion UInt8,
    scorecardId LowCardinality(String),
    version UInt32,
    hash String,
    yaml String
)
ENGINE = ReplacingMergeTree
ORDER BY (scorecardId, version, hash);
