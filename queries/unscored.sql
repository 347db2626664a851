-- Question: which calls have something to score, or to withdraw, and no machine evaluation or tone of their present version?
-- Formula: a call that a scorecard is meant for, with at least one transcript in which somebody but the customer says
--   something, or one that has an evaluation that counts (a correction may have moved it to where none is meant); and no
--   current evaluation (run '') of revision >= the call's version by a scorecard as it stands now (history is scored
--   again when the rules change), or one of an older revision that still counts: a process that was stopped may have
--   stored it after the operator had been taken from the call; or whose tone is not of that version by the lists of
--   wordings as they stand now.
--   A call that turned out to be part of another has nothing to score, and perhaps a score to withdraw.
-- Grain: one row a call, with its end (else its start), from which its wait counts.
-- Parameters: scorecards (hashes of the scorecards in use); ruleProjects, ruleDirections, ruleChannels, ruleQueues: the
--   rules of the projects, side by side, an empty list for any; toneModel and toneLists (the hash of its lists).
SELECT project, callId, toUnixTimestamp64Milli(coalesce(endedAt, startedAt)) AS sinceMs
FROM calls AS call FINAL
WHERE
    (
        mergedInto = '' AND arrayExists((p, d, c, q) -> p = project AND (empty(d) OR has(d, direction)) AND (empty(c) OR has(c, channel))
                AND (empty(q) OR hasAny(q, queueEntries.queue)),
            {ruleProjects:Array(String)}, {ruleDirections:Array(Array(String))}, {ruleChannels:Array(Array(String))},
            {ruleQueues:Array(Array(String))})
        AND (project, callId) IN (SELECT project, callId FROM transcripts WHERE arrayExists(s -> s != 'customer', utterances.speaker))
        OR (project, callId) IN
        (
            SELECT project, callId FROM evaluations FINAL WHERE evaluator = 'machine' AND run = '' AND NOT withdrawn
        )
    )
    AND
    (
        (project, callId, version) NOT IN
        (
            SELECT project, callId, version FROM tones FINAL WHERE toneModel = {toneModel:String} AND lists = {toneLists:String}
        )
        OR (project, callId, version) NOT IN
        (
            SELECT c.project, c.callId, c.version
            FROM calls AS c FINAL
            INNER JOIN
            (
                SELECT project, callId, max(byNow) AS scored, min(counting) AS oldest
                FROM
                (
                    SELECT project, callId,
                        maxIf(revision, has({scorecards:Array(String)}, madeWith['scorecard'])) AS byNow,
                        if(argMax(withdrawn, revision), toUInt64(-1), max(revision)) AS counting
                    FROM evaluations FINAL
                    WHERE evaluator = 'machine' AND run = ''
                    GROUP BY project, callId, operatorId, scorecardId
                )
                GROUP BY project, callId
            ) AS e ON e.project = c.project AND e.callId = c.callId
            WHERE e.scored >= c.version AND e.oldest >= c.version
        )
    )
ORDER BY project, callId
