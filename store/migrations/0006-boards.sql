-- What boards stand on. Order and partition as in 0001: identity, none.

-- What projects.yaml says of a project, as far as a number needs it: boards have no access to files. One row a project,
-- written at each start of a line; the row that was written last counts.
CREATE TABLE IF NOT EXISTS project_rules
(
    schemaVersion UInt8,
    project LowCardinality(String),
    name String,
    timeZone LowCardinality(String),
    vendor LowCardinality(String),
    site LowCardinality(String),
    serviceLevelVariant LowCardinality(String),
    serviceLevelTargetPercent Float64,
    thresholdMs Int64,
    shortMs Int64,
    targetMs Int64,
    qualityTarget Float64,
    acwReasons Array(String),
    acwWithinMs Int64,
    wrapUpQueues Array(String),
    wrapUpMs Array(Int64)
)
ENGINE = ReplacingMergeTree
ORDER BY project;

-- What /metrics of each process told, once a minute: one row a figure. It holds nothing of a call, so that it alone of all
-- tables loses rows by age. `labels` is JSON with its keys in order, '{}' for none.
CREATE TABLE IF NOT EXISTS pipeline_figures
(
    schemaVersion UInt8,
    at DateTime64(3, 'UTC'),
    process LowCardinality(String),
    name LowCardinality(String),
    labels LowCardinality(String),
    value Float64
)
ENGINE = ReplacingMergeTree
ORDER BY (name, labels, process, at)
TTL toDateTime(at) + INTERVAL 90 DAY;

-- The views are all that the user of the boards may read, under the names of the tables with `boards_` before. They run with
-- the rights of who made them, and leave out every text, name of a file, number and address of a customer, alias, and word
-- of an evidence. A customer is a key (an HMAC), an attribute is the one that numbers need. Self-scores are nobody's figure.
CREATE VIEW IF NOT EXISTS boards_calls DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    project, callId, version, direction, channel, startedAt, answeredAt, endedAt, ivrMs, disposition, hangupBy, customerKey,
    language, campaign, map('providerDisposition', attributes['providerDisposition']) AS attributes, parentCallId, mergedInto,
    queueEntries.queue, queueEntries.nth, queueEntries.enteredAt, queueEntries.waitMs, queueEntries.outcome, queueEntries.flowOut,
    legs.legId, legs.operatorId, legs.queue, legs.startedAt, legs.answeredAt, legs.endedAt, legs.ringMs, legs.talkMs,
    legs.holdMs, legs.acwMs, legs.outcome, recordings.state, marks
FROM calls FINAL;

CREATE VIEW IF NOT EXISTS boards_operators DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT project, operatorId, name, team, site, role FROM operators FINAL;

CREATE VIEW IF NOT EXISTS boards_operator_events DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT project, source, eventId, operatorId, queue, event, reason, at, seq FROM operator_events FINAL;

CREATE VIEW IF NOT EXISTS boards_evaluations DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    project, callId, operatorId, scorecardId, scorecardVersion, evaluator, rater, run, revision, score, autoFail, provisional,
    withdrawn, coverage, answers.sectionId, answers.criterionId, answers.verdict, answers.share, answers.weight, answers.critical
FROM evaluations FINAL
WHERE evaluator != 'self';

-- A letterId may be made of the name of a recording.
CREATE VIEW IF NOT EXISTS boards_dead_letters DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    project, lower(hex(SHA256(letterId))) AS letterId, stage, CAST(tuple(reason.code), 'Tuple(code String)') AS reason, at,
    map('etalon-redriven-at', headers['etalon-redriven-at'], 'etalon-first-at', headers['etalon-first-at']) AS headers
FROM dead_letters FINAL;

CREATE VIEW IF NOT EXISTS boards_redrives DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT project, lower(hex(SHA256(letterId))) AS letterId, at FROM redrives FINAL;

CREATE VIEW IF NOT EXISTS boards_project_rules DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM project_rules FINAL;

CREATE VIEW IF NOT EXISTS boards_pipeline_figures DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM pipeline_figures FINAL;
