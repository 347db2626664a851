-- Question: how far do operators keep to the script, point by point?
-- Formula: a criterion: sum of the shares of its judged answers (yes 1, no 0, points their part) / judged answers. A section
--   (criterionId '') and the script as a whole (sectionId '' too): conversations in which every criterion of it that was
--   judged was met in full / conversations in which one was judged. Wilson's 95 % interval; for points it is rather too wide.
-- Counts: what one kind of evaluator judged, as parts/judged.sql says. N/A, unclear and pending are in neither; unclear is
--   counted beside.
-- Grain: one row a scorecard, section and criterion, of all (grain 'all'), a team ('team') or an operator ('operator').
--   people: how many operators stand in it.
-- Parameters: as parts/judged.sql; grain. n 0 gives NULL.
WITH
    1.959963984540054 AS z,
    -- part: judged
    answered AS
    (
        SELECT callId, operatorId, scorecardId, answer.1 AS sectionId, answer.2 AS criterionId, answer.3 AS verdict, answer.4 AS share
        FROM judged
        ARRAY JOIN arrayZip(sectionIds, criterionIds, verdicts, shares) AS answer
    ),
    kept AS
    (
        SELECT callId, operatorId, scorecardId, item.1 AS itemSection, item.2 AS itemCriterion, countIf(share IS NOT NULL) > 0 AS isJudged,
            countIf(verdict = 'unclear') > 0 AS isUnclear, if(itemCriterion = '', toFloat64(min(share) >= 1), avg(share)) AS met
        FROM answered
        ARRAY JOIN [(sectionId, criterionId), (sectionId, ''), ('', '')] AS item
        GROUP BY callId, operatorId, scorecardId, itemSection, itemCriterion
    ),
    sums AS
    (
        SELECT if({grain:String} = 'operator', kept.operatorId, '') AS groupOperatorId,
            if({grain:String} = 'team', members.team, '') AS groupTeam,
            scorecardId, itemSection, itemCriterion, uniqExactIf(kept.operatorId, isJudged) AS people,
            countIf(isJudged) AS n, countIf(isUnclear AND NOT isJudged) AS unclear, avgIf(met, isJudged) AS share
        FROM kept
        LEFT JOIN (SELECT operatorId, team FROM operators FINAL WHERE project = {project:String}) AS members
            ON members.operatorId = kept.operatorId
        GROUP BY groupOperatorId, groupTeam, scorecardId, itemSection, itemCriterion
    ),
    spread AS
    (
        SELECT *, (share + z * z / (2 * n)) / (1 + z * z / n) AS centre,
            z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n) AS half
        FROM sums
    )
SELECT
    {evaluator:String} AS source,
    groupOperatorId AS operatorId,
    names.name AS operatorName,
    groupTeam AS team,
    people,
    scorecardId,
    itemSection AS sectionId,
    itemCriterion AS criterionId,
    n,
    unclear,
    if(n = 0, NULL, share) AS metShare,
    if(n = 0, NULL, greatest(centre - half, 0)) AS metShareLow,
    if(n = 0, NULL, least(centre + half, 1)) AS metShareHigh
FROM spread
LEFT JOIN (SELECT operatorId, name FROM operators FINAL WHERE project = {project:String}) AS names
    ON names.operatorId = spread.groupOperatorId
ORDER BY scorecardId, sectionId, criterionId, operatorId, team
