-- Question: how well do operators do by the scorecard, and how sure is that?
-- Formula: mean score with its 95 % interval mean ± t(0.975, n - 1) · s / √n, clipped to 0–100 (t from the table up to
--   30 degrees of freedom, beyond by Abramowitz and Stegun 26.7.5); auto-fail share with Wilson's 95 % interval;
--   coverage as the mean share of weight that was judged, of the same n.
-- Counts: what one kind of evaluator judged, as parts/judged.sql says: the machine's scores and people's are never mixed. A
--   NULL score is left out of mean, auto-fail and coverage, and counted in unscoredCount.
-- Grain: one row an operator and scorecard (grain 'operator'), a team and scorecard ('team'), or a scorecard ('all'): scores
--   of different scorecards are not averaged. people: how many operators have a score in it.
-- Parameters: project, evaluator, scorecardId, queue, operatorIds, blindCallIds, blindOperatorIds, fromMs, toMs as
--   parts/judged.sql says; grain. Fewer than two scores give no interval; none give NULL.
WITH
    [12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
     2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
     2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272] AS tTable,
    1.959963984540054 AS z,
    -- part: judged
    sums AS
    (
        SELECT
            if({grain:String} = 'operator', judged.operatorId, '') AS groupOperatorId,
            if({grain:String} = 'team', people.team, '') AS groupTeam,
            scorecardId,
            uniqExactIf(judged.operatorId, score IS NOT NULL) AS people,
            countIf(score IS NOT NULL) AS n,
            countIf(score IS NULL) AS unscoredCount,
            avg(score) AS mean,
            stddevSamp(score) AS s,
            countIf(autoFail AND score IS NOT NULL) AS autoFails,
            avgIf(coverage, score IS NOT NULL) AS meanCoverage
        FROM judged
        LEFT JOIN (SELECT operatorId, team FROM operators FINAL WHERE project = {project:String}) AS people
            ON people.operatorId = judged.operatorId
        GROUP BY groupOperatorId, groupTeam, scorecardId
    ),
    spread AS
    (
        SELECT
            *,
            toInt64(n) - 1 AS df,
            multiIf(df < 1, NULL, df <= 30, tTable[df],
                z + (pow(z, 3) + z) / (4 * df) + (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / (96 * pow(df, 2))) * s / sqrt(n) AS half,
            autoFails / nullIf(n, 0) AS share,
            (share + z * z / (2 * n)) / (1 + z * z / n) AS centre,
            z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n) AS wilsonHalf
        FROM sums
    )
SELECT
    {evaluator:String} AS source,
    spread.groupOperatorId AS operatorId,
    any(names.name) AS operatorName,
    spread.groupTeam AS team,
    any(spread.people) AS people,
    scorecardId,
    any(n) AS n,
    any(unscoredCount) AS unscoredCount,
    anyRespectNulls(mean) AS meanScore,
    -- greatest and least pass over NULL: without the condition "no interval" would read 0–100.
    anyRespectNulls(if(half IS NULL, NULL, greatest(mean - half, 0))) AS meanScoreLow,
    anyRespectNulls(if(half IS NULL, NULL, least(mean + half, 100))) AS meanScoreHigh,
    any(autoFails) AS autoFails,
    anyRespectNulls(share) AS autoFailShare,
    anyRespectNulls(if(share IS NULL, NULL, greatest(centre - wilsonHalf, 0))) AS autoFailShareLow,
    anyRespectNulls(if(share IS NULL, NULL, least(centre + wilsonHalf, 1))) AS autoFailShareHigh,
    anyRespectNulls(meanCoverage) AS meanCoverage
FROM spread
LEFT JOIN (SELECT operatorId, name FROM operators FINAL WHERE project = {project:String}) AS names
    ON names.operatorId = spread.groupOperatorId
GROUP BY operatorId, team, scorecardId
ORDER BY operatorId, team, scorecardId
