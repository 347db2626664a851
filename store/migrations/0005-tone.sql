-- The tone of a call: what its operators' words tell, and the customer's mood. Order, partition and TTL as in 0001.

-- One row a call and tone model, with operators, findings and moods: readers see all of it or nothing. `version` is that
-- of the call that was read; `lists` says by which lists of wordings (for a model: by which weights) it was judged, so
-- that a changed list finds what the old one judged.
CREATE TABLE IF NOT EXISTS tones
(
    schemaVersion UInt8,
    project LowCardinality(String),
    callId String,
    toneModel LowCardinality(String),
    version UInt64,
    lists LowCardinality(String),
    operators Nested
    (
        operatorId String,
        language LowCardinality(String),
        operatorUtterances UInt32,
        customerUtterances UInt32,
        moodStart Nullable(Float64),
        moodEnd Nullable(Float64),
        moodChange Nullable(Float64),
        moodN UInt32
    ),
    findings Nested
    (
        kind LowCardinality(String),
        utteranceId String,
        recordingId String,
        operatorId String,
        quote String,
        startMs Int64,
        endMs Int64,
        wording LowCardinality(String),
        intensity Float64,
        method LowCardinality(String),
        confidence Nullable(Float64)
    ),
    moods Nested
    (
        utteranceId String,
        recordingId String,
        operatorId String,
        startMs Int64,
        valence Float64,
        confidence Nullable(Float64),
        method LowCardinality(String),
        evidence Array(Tuple(quote String, startMs Int64, endMs Int64, wording LowCardinality(String), weight Float64))
    ),
    inputHash String,
    madeWith Map(String, String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project, callId, toneModel);
