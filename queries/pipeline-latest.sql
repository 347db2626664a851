-- Question: how does a figure of /metrics stand?
-- Formula: the last value that each process told within withinMs before asOfMs: a process that has ended tells no more.
-- Grain: one row a process and set of labels.
-- Parameters: name (of the figure); asOfMs; withinMs.
SELECT process, labels, argMax(value, at) AS value, toUnixTimestamp64Milli(max(at)) AS atMs
FROM pipeline_figures FINAL
WHERE name = {name:String} AND toUnixTimestamp64Milli(at) <= {asOfMs:Int64} AND toUnixTimestamp64Milli(at) > {asOfMs:Int64} - {withinMs:Int64}
GROUP BY process, labels
ORDER BY process, labels
