-- Question: when do calls come, over the week?
-- Formula: calls that began in an hour of a weekday by the wall clock of timeZone / how many such hours the period holds:
--   where clocks change, a week has 0 or 2 of the hour that is skipped or comes twice. Hours that the period cuts count
--   as the part of them that it holds.
-- Grain: one row a weekday (1 Monday – 7 Sunday) and hour (0–23) that the period holds. A call counts where it began.
-- Parameters: project; direction, channel ('' all); operatorId ('' all: any leg); queue ('' all: any entry); fromMs inclusive,
--   toMs exclusive; timeZone.
WITH
    -- part: call-facts
    begun AS
    (
        SELECT callId, startedMs, reached
        FROM facts
        WHERE startedMs >= {fromMs:Int64} AND startedMs < {toMs:Int64}
            AND ({direction:String} = '' OR direction = {direction:String}) AND ({channel:String} = '' OR channel = {channel:String})
            AND ({operatorId:String} = '' OR has(legOperators, {operatorId:String}))
            AND ({queue:String} = '' OR has(queues, {queue:String}))
    ),
    -- No zone changes its clock within a quarter of an hour.
    quarters AS
    (
        SELECT (intDiv({fromMs:Int64}, 900000) + toInt64(number)) * 900000 AS quarterMs,
            least(quarterMs + 900000, {toMs:Int64}) - greatest(quarterMs, {fromMs:Int64}) AS heldMs
        FROM numbers(toUInt64(intDiv({toMs:Int64} - 1, 900000) - intDiv({fromMs:Int64}, 900000) + 1))
    )
SELECT
    weekday,
    hour,
    sum(isCall) AS calls,
    sum(isReached) AS answered,
    sum(heldMs) / 3600000 AS hours,
    calls / nullIf(hours, 0) AS callsPerHour,
    answered / nullIf(hours, 0) AS answeredPerHour
FROM
(
    SELECT toDayOfWeek(fromUnixTimestamp64Milli(startedMs, 'UTC'), 0, {timeZone:String}) AS weekday,
        toHour(fromUnixTimestamp64Milli(startedMs, 'UTC'), {timeZone:String}) AS hour, 1 AS isCall, toInt64(reached) AS isReached, toInt64(0) AS heldMs
    FROM begun
    UNION ALL
    SELECT toDayOfWeek(fromUnixTimestamp64Milli(quarterMs, 'UTC'), 0, {timeZone:String}) AS weekday,
        toHour(fromUnixTimestamp64Milli(quarterMs, 'UTC'), {timeZone:String}) AS hour, 0 AS isCall, toInt64(0) AS isReached, heldMs
    FROM quarters
)
GROUP BY weekday, hour
ORDER BY weekday, hour
