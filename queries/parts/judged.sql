    -- Part: `judged`, one row a call, operator and scorecard that somebody judged, by one kind of evaluator.
    -- Counts: evaluations of the current run, the newest version of a scorecard each; provisional and withdrawn ones, those of
    --   merged calls and those of nobody known (operatorId '') count nowhere. Where several people judged the same, the one of
    --   the greatest revision, of equals that of the last name, as parts/counting-evaluations.sql says.
    -- Parameters: project; evaluator (machine, supervisor …; never mixed); scorecardId ('' all); queue ('' all; calls that
    --   have an entry in it); operatorIds ([] all); blindCallIds, blindOperatorIds (side by side): what the reader must not
    --   see judged, and what no figure may then depend on; fromMs inclusive, toMs exclusive, by the start of the call.
    judged AS
    (
        SELECT project, callId, operatorId, scorecardId, score, autoFail, coverage,
            answers.sectionId AS sectionIds, answers.criterionId AS criterionIds, answers.verdict AS verdicts, answers.share AS shares
        FROM evaluations FINAL
        WHERE project = {project:String} AND evaluator = {evaluator:String} AND run = '' AND NOT provisional AND NOT withdrawn
            AND operatorId != ''
            AND ({scorecardId:String} = '' OR scorecardId = {scorecardId:String})
            AND (empty({operatorIds:Array(String)}) OR has({operatorIds:Array(String)}, operatorId))
            AND NOT arrayExists((c, o) -> c = callId AND o = operatorId, {blindCallIds:Array(String)}, {blindOperatorIds:Array(String)})
            AND callId IN
            (
                SELECT callId FROM calls FINAL
                WHERE project = {project:String} AND mergedInto = ''
                    AND toUnixTimestamp64Milli(startedAt) >= {fromMs:Int64} AND toUnixTimestamp64Milli(startedAt) < {toMs:Int64}
                    AND ({queue:String} = '' OR has(queueEntries.queue, {queue:String}))
            )
        ORDER BY scorecardVersion DESC, revision DESC, rater DESC
        LIMIT 1 BY project, callId, operatorId, scorecardId
    ),
