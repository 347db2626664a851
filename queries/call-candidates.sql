-- Question: which calls may meet the filters, in the order of time?
-- Formula: every version of a call's row is asked, also one that a newer one replaced: the version that counts is among
--   them, so that no call is missing. A call may be there without cause, or twice: call-list.sql then looks at the rows
--   that count. Without FINAL the engine reads the projection inTimeOrder, from the end that is asked for, and stops when it
--   has enough.
-- Grain: one row a version of a call. Order, cursor and limit are put behind it by queries/call-order.ts.
-- Parameters: projects; fromMs inclusive, toMs exclusive; queue, direction, channel ('' any); operatorIds, when
--   anyOperator = 0, unowned; blindProjects, blindCallIds. With deep = 1 also minScore, maxScore, failedCriterion
--   and words, which reads the table that has them whole.
SELECT project, callId, toUnixTimestamp64Milli(startedAt) AS startedMs
FROM calls
-- Behind a function, for by the project alone the table itself seems to be less to read than the projection, and is then
-- read and sorted whole: 25 ms of CPU instead of 10, and 140 instead of 40 with operators.
WHERE identity(project) IN {projects:Array(String)} AND mergedInto = ''
    AND startedAt >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND startedAt < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND ({direction:String} = '' OR direction = {direction:String})
    AND ({channel:String} = '' OR channel = {channel:String})
    AND ({queue:String} = '' OR has(queueEntries.queue, {queue:String}) OR has(legs.queue, {queue:String}))
    -- when: operators
    AND ({anyOperator:UInt8} OR hasAny(legs.operatorId, {operatorIds:Array(String)})
        OR (project, callId) IN
        (
            SELECT project, callId FROM evaluations
            WHERE project IN {projects:Array(String)} AND operatorId IN {operatorIds:Array(String)}
        )
        OR (project, callId) IN (SELECT arrayJoin(arrayZip({blindProjects:Array(String)}, {blindCallIds:Array(String)})))
        OR ({unowned:UInt8} AND NOT arrayExists(o -> o != '' AND NOT startsWith(o, 'provisional:'), legs.operatorId)))
    -- end: operators
    -- when: deep
    AND ({deep:UInt8} = 0 OR ({minScore:Nullable(Float64)} IS NULL AND {maxScore:Nullable(Float64)} IS NULL AND {failedCriterion:String} = '')
        OR (project, callId) IN
        (
            SELECT project, callId FROM evaluations
            WHERE project IN {projects:Array(String)}
                AND ({minScore:Nullable(Float64)} IS NULL OR ifNull(score >= {minScore:Nullable(Float64)}, 0))
                AND ({maxScore:Nullable(Float64)} IS NULL OR ifNull(score <= {maxScore:Nullable(Float64)}, 0))
                AND ({failedCriterion:String} = ''
                    OR arrayExists((c, v) -> v = 'no' AND c = {failedCriterion:String}, answers.criterionId, answers.verdict))
        ))
    AND ({deep:UInt8} = 0 OR {words:String} = '' OR (project, callId) IN
        (
            -- The words of the index bySaid.
            SELECT project, callId FROM transcripts
            WHERE project IN {projects:Array(String)} AND lowerUTF8(arrayStringConcat(utterances.text, '\n')) LIKE {words:String}
        ))
    -- end: deep
