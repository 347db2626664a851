    -- Part: `counting`, one row an operator of a call and a scorecard: the evaluation that counts, and who made it (source).
    -- Formula: agreed before dispute before supervisor before machine. Of one kind of evaluator the newest version of the
    --   scorecard, then the greatest revision, then the last name of a rater; score/counting.ts says the same. A self-score
    --   never counts; withdrawn ones and those of a what-if run count nowhere. A provisional one may count and says so:
    --   numbers leave it out after this.
    -- judged: criteria that were answered yes, no or by points; applicable: all that were not answered N/A.
    -- Needs `judgeable` before it: rows of evaluations FINAL with all columns that are named here. Unused ones cost nothing.
    counting AS
    (
        SELECT project, callId, operatorId, scorecardId,
            argMax(scorecardVersion, standing) AS scorecardVersion,
            argMax(toString(evaluator), standing) AS source,
            -- In a tuple, for argMax passes over NULL: the score of another evaluation would stand in for a missing one.
            argMax(tuple(score), standing).1 AS score,
            argMax(autoFail, standing) AS autoFail,
            argMax(provisional, standing) AS provisional,
            argMax(tuple(coverage), standing).1 AS coverage,
            argMax(countEqual(verdicts, 'yes') + countEqual(verdicts, 'no') + countEqual(verdicts, 'points'), standing) AS judged,
            argMax(length(verdicts) - countEqual(verdicts, 'na'), standing) AS applicable,
            argMax(arrayFilter((criterion, verdict) -> verdict = 'no', criterionIds, verdicts), standing) AS failedCriteria
        FROM
        (
            SELECT *, answers.criterionId AS criterionIds, answers.verdict AS verdicts,
                (indexOf(['machine', 'supervisor', 'dispute', 'agreed'], evaluator), scorecardVersion, revision, rater) AS standing
            FROM judgeable
            WHERE run = '' AND NOT withdrawn AND evaluator != 'self'
        )
        GROUP BY project, callId, operatorId, scorecardId
    ),
