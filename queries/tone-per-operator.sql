-- Question: what do operators' words tell of their tone, how does the customer's mood change over their calls, and how sure
--   is that?
-- Formula: for each kind of finding the share of calls with at least one of it, with Wilson's 95 % interval, and findings
--   per 100 utterances of the operator. Mood: the mean of the change (last third less first third of the customer's
--   utterances) over the calls where both speak, mean ± t(0.975, n - 1) · s / √n (t from the table up to 30 degrees of
--   freedom, beyond by Abramowitz and Stegun 26.7.5); no interval below two such calls.
-- Counts: calls of one tone model whose machine score counts (run ''), in which the operator was heard apart from the
--   customer. Merged calls and those of nobody known (operatorId '') count nowhere.
-- Grain: one row an operator; `kinds` has a tuple for each kind, in the order of the glossary.
-- Parameters: project; operatorId ('' all); fromMs inclusive, toMs exclusive, by the start of the call; toneModel; floor:
--   below so many calls `enough` is false, and the reader is shown the interval and "not enough calls", never a rank.
WITH
    [12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
     2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
     2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272] AS tTable,
    1.959963984540054 AS z,
    ['politeness', 'thanks', 'apology', 'empathy', 'impatience', 'rudeness'] AS allKinds,
    told AS
    (
        SELECT callId, operator, said, change, arrayMap(k -> countEqual(own, k), allKinds) AS counts
        FROM
        (
            SELECT callId, operator, said, change, arrayFilter((k, o) -> o = operator, kinds, owners) AS own
            FROM
            (
                SELECT callId, findings.kind AS kinds, findings.operatorId AS owners, operators.operatorId AS ids,
                    operators.operatorUtterances AS saids, operators.moodChange AS changes
                FROM tones FINAL
                WHERE project = {project:String} AND toneModel = {toneModel:String}
                    AND callId IN
                    (
                        SELECT callId FROM calls FINAL
                        WHERE project = {project:String} AND mergedInto = ''
                            AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64}
                            AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
                    )
            )
            ARRAY JOIN ids AS operator, saids AS said, changes AS change
            WHERE operator != '' AND said > 0 AND ({operatorId:String} = '' OR operator = {operatorId:String})
        )
        WHERE (callId, operator) IN
        (
            SELECT callId, operatorId FROM evaluations FINAL
            WHERE project = {project:String} AND evaluator = 'machine' AND run = '' AND NOT withdrawn
        )
    ),
    sums AS
    (
        SELECT
            operator,
            count() AS n,
            sum(said) AS utterances,
            sumForEach(counts) AS findings,
            sumForEach(arrayMap(c -> toUInt64(c > 0), counts)) AS calls,
            countIf(change IS NOT NULL) AS moodN,
            avg(change) AS mean,
            stddevSamp(change) AS s
        FROM told
        GROUP BY operator
    ),
    spread AS
    (
        SELECT
            *,
            toInt64(moodN) - 1 AS df,
            multiIf(df < 1, NULL, df <= 30, tTable[df],
                z + (pow(z, 3) + z) / (4 * df) + (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / (96 * pow(df, 2)))
                * s / sqrt(moodN) AS half
        FROM sums
    )
SELECT
    operator AS operatorId,
    any(people.name) AS operatorName,
    any(n) AS calls,
    any(n) >= {floor:UInt32} AS enough,
    any(utterances) AS operatorUtterances,
    any(arrayMap((k, c, f) -> CAST(
        (k, c, f, c / n,
            greatest((c / n + z * z / (2 * n)) / (1 + z * z / n)
                - z * sqrt(c / n * (1 - c / n) / n + z * z / (4 * n * n)) / (1 + z * z / n), 0),
            least((c / n + z * z / (2 * n)) / (1 + z * z / n)
                + z * sqrt(c / n * (1 - c / n) / n + z * z / (4 * n * n)) / (1 + z * z / n), 1),
            100 * f / utterances),
        'Tuple(kind String, calls UInt64, findings UInt64, callShare Float64, callShareLow Float64, callShareHigh Float64, per100Utterances Float64)'),
        allKinds, spread.calls, findings)) AS kinds,
    any(moodN) AS moodCalls,
    anyRespectNulls(if(moodN = 0, NULL, mean)) AS meanMoodChange,
    anyRespectNulls(if(half IS NULL, NULL, greatest(mean - half, -2))) AS meanMoodChangeLow,
    anyRespectNulls(if(half IS NULL, NULL, least(mean + half, 2))) AS meanMoodChangeHigh
FROM spread
LEFT JOIN (SELECT operatorId, name FROM operators FINAL WHERE project = {project:String}) AS people
    ON people.operatorId = spread.operator
GROUP BY operator
ORDER BY operator
