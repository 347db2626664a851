-- Question: how many calls come, hour by hour?
-- Formula: calls, whatever their channel and whether anybody answered; merged calls are none.
-- Grain: one row a project, interval of intervalMs from fromMs on, and direction. A call counts where it began.
-- Parameters: project ('' all); fromMs inclusive, toMs exclusive; intervalMs.
SELECT
    project,
    {fromMs:Int64} + intDiv(toUnixTimestamp64Milli(startedAt) - {fromMs:Int64}, {intervalMs:Int64}) * {intervalMs:Int64} AS intervalStartMs,
    direction,
    count() AS calls
FROM calls FINAL
WHERE ({project:String} = '' OR project = {project:String}) AND mergedInto = ''
    AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
GROUP BY project, intervalStartMs, direction
ORDER BY project, intervalStartMs, direction
