    -- Part: `matching`, one row a call that is not part of another and meets the filters, with the evaluations that count
    --   and that the viewer may see. Of a blind call and operator no evaluation is there at all: nothing that stands here
    --   depends on its score or answers, nor on whether it has any.
    -- Filters: projects (none: no call); fromMs inclusive, toMs exclusive, by the start of the call; queue (of an entry or a
    --   leg), direction, channel ('' any); words ('' any; in lower case): what one utterance of any of its transcripts
    --   contains, also within a word, as a pattern of LIKE. When anyOperator = 0: operatorProjects and operatorIds, side by
    --   side: who had a leg, was evaluated, or is blind; with unowned = 1 also calls on which nobody known was. Met by one
    --   and the same evaluation of somebody asked: minScore, maxScore (NULL any; inclusive), failedCriterion ('' any:
    --   answered no). withoutScore = 1: nobody asked has a score.
    -- Viewer: when allVisible = 0: visibleProjects and visibleOperators, side by side: whose evaluations they may see; with
    --   visibleUnowned = 1 also those of nobody known. blindProjects, blindCallIds, blindOperatorIds, side by side: what they
    --   must not see judged; blindFromMs: no call that began then or later.
    -- Reach: keyed = 1: only calls of keyProjects and keyCallIds, side by side, are looked at. judged = 0: evaluations are
    --   not asked for.
    -- Blocks between `when` and `end` change nothing where nobody asks for them: call-list.ts leaves them out.
    -- Needs the parts visible-evaluations and counting-evaluations.
    scores AS
    (
        SELECT project, callId,
            arraySort(groupArray(CAST(
                (operatorId, scorecardId, scorecardVersion, source, score, autoFail, provisional, coverage, counting.judged, applicable, failedCriteria),
                'Tuple(operatorId String, scorecardId String, scorecardVersion UInt32, source String, score Nullable(Float64), autoFail Bool, provisional Bool, coverage Nullable(Float64), judged UInt32, applicable UInt32, failedCriteria Array(String))'
            ))) AS evaluations,
            minIf(score, asked) AS lowestScore,
            max(asked
                AND ({minScore:Nullable(Float64)} IS NULL OR ifNull(score >= {minScore:Nullable(Float64)}, 0))
                AND ({maxScore:Nullable(Float64)} IS NULL OR ifNull(score <= {maxScore:Nullable(Float64)}, 0))
                AND ({failedCriterion:String} = '' OR has(failedCriteria, {failedCriterion:String}))) AS isMet
        FROM
        (
            SELECT *, {anyOperator:UInt8} OR ({unowned:UInt8} AND (operatorId = '' OR startsWith(operatorId, 'provisional:')))
                -- when: operators
                OR (project, operatorId) IN (SELECT arrayJoin(arrayZip({operatorProjects:Array(String)}, {operatorIds:Array(String)})))
                -- end: operators
                AS asked
            FROM counting
        ) AS counting
        GROUP BY project, callId
    ),
    matching AS
    (
        SELECT call.*, if(call.isBlind, [], scores.evaluations) AS evaluations, if(call.isBlind, NULL, scores.lowestScore) AS lowestScore
        FROM
        (
            SELECT project, callId,
                toUnixTimestamp64Milli(startedAt) AS startedMs,
                startedMs >= {blindFromMs:Int64} AS isBlind,
                toUnixTimestamp64Milli(endedAt) AS endedMs,
                endedMs - startedMs AS durationMs,
                toString(direction) AS direction,
                toString(channel) AS channel,
                toString(language) AS language,
                toString(disposition) AS disposition,
                arrayDistinct(arrayConcat(queueEntries.queue, arrayMap(q -> assumeNotNull(q), arrayFilter(q -> q IS NOT NULL, legs.queue)))) AS queues,
                arrayDistinct(legs.operatorId) AS operators,
                arrayMap(wait -> assumeNotNull(wait), arrayFilter(wait -> wait IS NOT NULL, queueEntries.waitMs)) AS waits,
                if(empty(waits), NULL, arraySum(waits)) AS waitMs,
                has(recordings.state, 'present') AS hasRecording,
                marks
            FROM calls FINAL
            -- By columns of the identity only: they are the same in every version of a row, so it may come before FINAL.
            PREWHERE project IN {projects:Array(String)}
                AND ({keyed:UInt8} = 0 OR callId IN {keyCallIds:Array(String)})
            WHERE mergedInto = ''
                AND ({keyed:UInt8} = 0 OR (project, callId) IN (SELECT arrayJoin(arrayZip({keyProjects:Array(String)}, {keyCallIds:Array(String)}))))
                AND startedMs >= {fromMs:Int64} AND startedMs < {toMs:Int64}
                AND ({direction:String} = '' OR direction = {direction:String})
                AND ({channel:String} = '' OR channel = {channel:String})
                AND ({queue:String} = '' OR has(queues, {queue:String}))
                -- when: operators
                AND ({anyOperator:UInt8}
                    OR (hasAny(legs.operatorId, {operatorIds:Array(String)})
                        AND arrayExists(o -> has(arrayZip({operatorProjects:Array(String)}, {operatorIds:Array(String)}), (toString(project), o)), legs.operatorId))
                    OR arrayExists((p, c, o) -> p = project AND c = callId AND has(arrayZip({operatorProjects:Array(String)}, {operatorIds:Array(String)}), (p, o)),
                        {blindProjects:Array(String)}, {blindCallIds:Array(String)}, {blindOperatorIds:Array(String)})
                    OR (NOT isBlind AND (project, callId) IN
                    (
                        SELECT project, callId FROM judgeable
                        WHERE run = '' AND NOT withdrawn AND evaluator != 'self'
                            AND (project, operatorId) IN (SELECT arrayJoin(arrayZip({operatorProjects:Array(String)}, {operatorIds:Array(String)})))
                    ))
                    -- when: unowned
                    OR ({unowned:UInt8} AND NOT arrayExists(o -> o != '' AND NOT startsWith(o, 'provisional:'), legs.operatorId)
                        AND NOT arrayExists((p, c) -> p = project AND c = callId, {blindProjects:Array(String)}, {blindCallIds:Array(String)})
                        AND (project, callId) NOT IN
                        (
                            SELECT project, callId FROM evaluations FINAL
                            PREWHERE {unowned:UInt8} AND project IN {projects:Array(String)}
                                AND ({keyed:UInt8} = 0 OR callId IN {keyCallIds:Array(String)})
                                AND operatorId != '' AND NOT startsWith(operatorId, 'provisional:') AND run = '' AND evaluator != 'self'
                            WHERE NOT withdrawn AND (project, callId) IN
                            (
                                SELECT project, callId FROM calls
                                PREWHERE {unowned:UInt8} AND project IN {projects:Array(String)}
                                    AND ({keyed:UInt8} = 0 OR callId IN {keyCallIds:Array(String)})
                                WHERE NOT arrayExists(o -> o != '' AND NOT startsWith(o, 'provisional:'), legs.operatorId)
                            )
                        ))
                    -- end: unowned
                )
                -- end: operators
                -- when: words
                AND ({words:String} = '' OR (project, callId) IN
                (
                    SELECT project, callId FROM transcripts FINAL
                    PREWHERE project IN {projects:Array(String)}
                        AND ({keyed:UInt8} = 0 OR callId IN {keyCallIds:Array(String)})
                    WHERE lowerUTF8(arrayStringConcat(utterances.text, '\n')) LIKE {words:String}
                ))
                -- end: words
        ) AS call
        LEFT JOIN scores ON scores.project = call.project AND scores.callId = call.callId
        WHERE (({minScore:Nullable(Float64)} IS NULL AND {maxScore:Nullable(Float64)} IS NULL AND {failedCriterion:String} = '')
                OR (scores.isMet AND NOT call.isBlind))
            AND (NOT {withoutScore:UInt8} OR scores.lowestScore IS NULL OR call.isBlind)
    )
