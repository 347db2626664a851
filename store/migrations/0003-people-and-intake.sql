-- People, the list of what was taken in, and what could not be processed. Order, partition and TTL as in 0001.

-- One row an operator with the aliases of the telephone system. The list is small and read whole at start; the row that
-- was written last counts.
CREATE TABLE IF NOT EXISTS operators
(
    schemaVersion UInt8,
    operatorId String,
    project LowCardinality(String),
    name String,
    team LowCardinality(String),
    site LowCardinality(String),
    role LowCardinality(String),
    hired String,
    left String,
    aliases Nested
    (
        alias String,
        validFrom Nullable(DateTime64(3, 'UTC')),
        validTo Nullable(DateTime64(3, 'UTC'))
    )
)
ENGINE = ReplacingMergeTree
ORDER BY (project, operatorId);

-- The only table with numbers and addresses of customers. Grant it to nobody who only needs figures: all other tables know
-- a customer by key.
CREATE TABLE IF NOT EXISTS customers
(
    schemaVersion UInt8,
    project LowCardinality(String),
    customerKey String,
    address String
)
ENGINE = ReplacingMergeTree
ORDER BY (project, customerKey);

-- One row a file of the inbox, written after the rows it vouches for. The inode tells a rotated log from the one that took
-- its name. `version` grows with every line about the same file.
CREATE TABLE IF NOT EXISTS intake
(
    schemaVersion UInt8,
    project LowCardinality(String),
    path String,
    inode String,
    sizeBytes UInt64,
    modifiedAtMs Float64,
    consumedBytes UInt64,
    sha256 String,
    callId String,
    outcome LowCardinality(String),
    reason Array(Tuple(code LowCardinality(String), params String)),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project, path, inode);

-- One row a letter. `letterId` is made of stage, origin and bytes: the same failure twice is one row.
CREATE TABLE IF NOT EXISTS dead_letters
(
    schemaVersion UInt8,
    project LowCardinality(String),
    letterId String,
    stage LowCardinality(String),
    reason Tuple(code LowCardinality(String), params String),
    origin String,
    callId String,
    bytesBase64 String,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (project, letterId);
