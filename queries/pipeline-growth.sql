-- Question: by how much did a counter of /metrics grow?
-- Formula: the sum of what each process counted between one telling and the next. A counter that is smaller than before began
--   at 0 again, and so did the first one that is heard of a process, unless it told within the day before the period.
-- Grain: one row an interval of intervalMs from fromMs on (0: the whole period), and a set of labels.
-- Parameters: name (of the figure); fromMs inclusive, toMs exclusive; intervalMs.
WITH told AS
(
    SELECT process, labels, value, toUnixTimestamp64Milli(at) AS atMs,
        lagInFrame(value, 1, 0) OVER (PARTITION BY process, labels ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before,
        if(value < before, value, value - before) AS grown
    FROM pipeline_figures FINAL
    WHERE name = {name:String} AND toUnixTimestamp64Milli(at) >= {fromMs:Int64} - 86400000 AND toUnixTimestamp64Milli(at) < {toMs:Int64}
)
SELECT
    labels,
    if({intervalMs:Int64} = 0, {fromMs:Int64},
       {fromMs:Int64} + intDiv(atMs - {fromMs:Int64}, {intervalMs:Int64}) * {intervalMs:Int64}) AS intervalStartMs,
    sum(grown) AS growth
FROM told
WHERE atMs >= {fromMs:Int64}
GROUP BY labels, intervalStartMs
ORDER BY intervalStartMs, labels
