-- Question: how did a figure of /metrics that goes up and down go over time?
-- Formula: the greatest value of an interval over all processes: those of one line tell the same lag.
-- Grain: one row an interval of intervalMs from fromMs on, and a set of labels.
-- Parameters: name (of the figure); fromMs inclusive, toMs exclusive; intervalMs.
SELECT
    labels,
    {fromMs:Int64} + intDiv(toUnixTimestamp64Milli(at) - {fromMs:Int64}, {intervalMs:Int64}) * {intervalMs:Int64} AS intervalStartMs,
    max(value) AS greatest
FROM pipeline_figures FINAL
WHERE name = {name:String} AND toUnixTimestamp64Milli(at) >= {fromMs:Int64} AND toUnixTimestamp64Milli(at) < {toMs:Int64}
GROUP BY labels, intervalStartMs
ORDER BY intervalStartMs, labels
