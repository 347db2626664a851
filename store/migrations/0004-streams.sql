-- What the streams need: letters keep the headers of their message, and each time one is sent again leaves a trace; a
-- recording is found by its address. Order, partition and TTL as in 0001.

ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS headers Map(String, String) AFTER bytesBase64;

ALTER TABLE recordings ADD INDEX IF NOT EXISTS byUri uri TYPE bloom_filter(0.01) GRANULARITY 1;

-- One row each time a letter was sent again. Nothing of it ever changes.
CREATE TABLE IF NOT EXISTS redrives
(
    schemaVersion UInt8,
    project LowCardinality(String),
    letterId String,
    at DateTime64(3, 'UTC'),
    by String,
    target String
)
ENGINE = ReplacingMergeTree
ORDER BY (project, letterId, at);
