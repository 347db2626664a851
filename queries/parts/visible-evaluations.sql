    -- Part: `judgeable`, the evaluations that a viewer may see, of the calls that are looked at; parameters as in the part
    --   matching-calls. Only what is needed is read: with listed = 0 those of asked operators, of calls of the period, or of
    --   those that some version of an evaluation (also one that no longer counts) would let pass. Somebody unknown: no
    --   operator, or a provisional one.
    judgeable AS
    (
        SELECT project, callId, operatorId, scorecardId, scorecardVersion, evaluator, rater, run, withdrawn, revision,
            score, autoFail, provisional, coverage, answers.criterionId, answers.verdict
        FROM evaluations FINAL
        -- By columns of the identity only, as in matching-calls.
        PREWHERE ({judged:UInt8} OR NOT {anyOperator:UInt8}) AND project IN {projects:Array(String)}
            AND ({keyed:UInt8} = 0 OR callId IN {keyCallIds:Array(String)})
            AND ({allVisible:UInt8} OR operatorId IN {visibleOperators:Array(String)}
                OR ({visibleUnowned:UInt8} AND (operatorId = '' OR startsWith(operatorId, 'provisional:'))))
            AND ({listed:UInt8} OR {anyOperator:UInt8} OR operatorId IN {operatorIds:Array(String)}
                OR ({unowned:UInt8} AND (operatorId = '' OR startsWith(operatorId, 'provisional:'))))
        WHERE 1
            -- when: visible
            AND ({allVisible:UInt8} OR ({visibleUnowned:UInt8} AND (operatorId = '' OR startsWith(operatorId, 'provisional:')))
                OR (project, operatorId) IN (SELECT arrayJoin(arrayZip({visibleProjects:Array(String)}, {visibleOperators:Array(String)}))))
            -- end: visible
            -- when: blind
            AND (empty({blindCallIds:Array(String)}) OR (project, callId, operatorId) NOT IN
                (SELECT arrayJoin(arrayZip({blindProjects:Array(String)}, {blindCallIds:Array(String)}, {blindOperatorIds:Array(String)}))))
            -- end: blind
            -- when: unkeyed
            AND ({keyed:UInt8}
                OR if({minScore:Nullable(Float64)} IS NULL AND {maxScore:Nullable(Float64)} IS NULL AND {failedCriterion:String} = '',
                NOT {anyOperator:UInt8} OR (project, callId) IN
                (
                    SELECT project, callId FROM calls
                    WHERE ({judged:UInt8} AND {anyOperator:UInt8}) AND project IN {projects:Array(String)}
                        AND startedAt >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
                        AND startedAt < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
                ),
                (project, callId) IN
                (
                    SELECT project, callId FROM evaluations
                    WHERE project IN {projects:Array(String)}
                        AND ({minScore:Nullable(Float64)} IS NULL OR ifNull(score >= {minScore:Nullable(Float64)}, 0))
                        AND ({maxScore:Nullable(Float64)} IS NULL OR ifNull(score <= {maxScore:Nullable(Float64)}, 0))
                        AND ({failedCriterion:String} = '' OR arrayExists((c, v) -> v = 'no' AND c = {failedCriterion:String}, answers.criterionId, answers.verdict))
                )))
            -- end: unkeyed
    ),
