/**
 * The tables of app.db, a step a version; a step that was ever released is never changed. Moments are epoch ms. Secrets
 * (tokens of sessions and links) stand here as SHA-256 only, passwords as argon2id.
 */
export const APP_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE accounts
(
    accountId TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    operatorId TEXT NOT NULL,
    projects TEXT NOT NULL,
    teams TEXT NOT NULL,
    passwordHash TEXT NOT NULL,
    isOff INTEGER NOT NULL,
    isListed INTEGER NOT NULL,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    createdMs INTEGER NOT NULL,
    lastSeenMs INTEGER,
    -- Grows with a new password, role or reach: sessions of an older epoch are over.
    epoch INTEGER NOT NULL,
    -- Up to which start of their calls the draw for self-review has passed; later ones show no score yet.
    drawnToMs INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions
(
    tokenHash TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts,
    epoch INTEGER NOT NULL,
    createdMs INTEGER NOT NULL,
    seenMs INTEGER NOT NULL
) STRICT;
CREATE INDEX sessionsOfAccount ON sessions (accountId);

CREATE TABLE links
(
    tokenHash TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts,
    createdMs INTEGER NOT NULL,
    expiresMs INTEGER NOT NULL,
    usedMs INTEGER
) STRICT;
CREATE INDEX linksOfAccount ON links (accountId);

-- Failed sign-ins, by what was tried and from where (hashed).
CREATE TABLE failedTries (key TEXT NOT NULL, atMs INTEGER NOT NULL) STRICT;
CREATE INDEX failedTriesOfKey ON failedTries (key, atMs);

-- A call that a person is to score: an operator's self-review, or a supervisor's check. While it is open and blind, the
-- person sees of this operator's part no score, answer or tone, anywhere.
CREATE TABLE assignments
(
    assignmentId INTEGER PRIMARY KEY AUTOINCREMENT,
    accountId TEXT NOT NULL REFERENCES accounts,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    chosen TEXT NOT NULL,
    project TEXT NOT NULL,
    callId TEXT NOT NULL,
    operatorId TEXT NOT NULL,
    callStartedMs INTEGER NOT NULL,
    drawnMs INTEGER NOT NULL,
    submittedMs INTEGER,
    sameAnswers INTEGER,
    comparedAnswers INTEGER,
    UNIQUE (accountId, kind, project, callId, operatorId)
) STRICT;
CREATE INDEX openAssignments ON assignments (accountId, submittedMs);

-- Parts that a draw has passed: each is drawn or left out once, whenever its score came.
CREATE TABLE passedParts
(
    accountId TEXT NOT NULL REFERENCES accounts,
    project TEXT NOT NULL,
    callId TEXT NOT NULL,
    callStartedMs INTEGER NOT NULL,
    PRIMARY KEY (accountId, project, callId)
) STRICT;

CREATE TABLE drafts
(
    assignmentId INTEGER PRIMARY KEY REFERENCES assignments,
    revision INTEGER NOT NULL,
    savedMs INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- What was submitted and goes to ClickHouse: written with the submission, sent until it is there.
CREATE TABLE submissions
(
    submissionId INTEGER PRIMARY KEY AUTOINCREMENT,
    assignmentId INTEGER NOT NULL REFERENCES assignments,
    atMs INTEGER NOT NULL,
    evaluation TEXT NOT NULL,
    loadedMs INTEGER
) STRICT;
CREATE INDEX submissionsToLoad ON submissions (loadedMs);

-- Who saw the score of which call first, and when: it is blind to them no more, and is not drawn.
CREATE TABLE openings
(
    accountId TEXT NOT NULL REFERENCES accounts,
    project TEXT NOT NULL,
    callId TEXT NOT NULL,
    atMs INTEGER NOT NULL,
    PRIMARY KEY (accountId, project, callId)
) STRICT;

CREATE TABLE remarks
(
    remarkId TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts,
    project TEXT NOT NULL,
    callId TEXT NOT NULL,
    operatorId TEXT NOT NULL,
    criterionId TEXT NOT NULL,
    atMs INTEGER,
    text TEXT NOT NULL,
    writtenMs INTEGER NOT NULL,
    answerText TEXT,
    answerDecision TEXT,
    answeredBy TEXT REFERENCES accounts,
    answeredMs INTEGER
) STRICT;
CREATE INDEX remarksOfCall ON remarks (project, callId);

-- Only ever added to; each row carries the hash of the one before, so that a change or a gap shows.
CREATE TABLE audit
(
    seq INTEGER PRIMARY KEY,
    atMs INTEGER NOT NULL,
    accountId TEXT NOT NULL,
    action TEXT NOT NULL,
    project TEXT NOT NULL,
    callId TEXT NOT NULL,
    details TEXT NOT NULL,
    previousHash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER auditIsNotChanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
CREATE TRIGGER auditIsNotDeleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not deleted'); END;
`,
];
