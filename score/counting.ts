import type { Evaluation, Evaluator } from './evaluation.ts';

/** Whose score counts, the first that is there. A self-score never does. queries/parts/counting-evaluations.sql is the same in SQL. */
const RANKS: readonly Evaluator[] = ['agreed', 'dispute', 'supervisor', 'machine'];

/**
 * Of the evaluations of one call, those that could count: the current run, not withdrawn, no self-scores; of each operator
 * and scorecard the one that counts comes first. Of equals the one of the newer scorecard, then of the newer revision, then of the last name of a rater.
 */
export function byCounting(evaluations: readonly Evaluation[]): readonly Evaluation[] {
  return evaluations
    .filter(({ run, withdrawn, evaluator }) => run === '' && !withdrawn && RANKS.includes(evaluator))
    .toSorted(
      (a, b) =>
        RANKS.indexOf(a.evaluator) - RANKS.indexOf(b.evaluator) ||
        b.scorecardVersion - a.scorecardVersion ||
        Number(BigInt(b.revision) - BigInt(a.revision)) ||
        (a.rater > b.rater ? -1 : 1),
    );
}

/** The evaluation that counts for an operator's part of a call; null when nobody has judged it. */
export function countingOf(evaluations: readonly Evaluation[], operatorId: string): Evaluation | null {
  return byCounting(evaluations).find((evaluation) => evaluation.operatorId === operatorId) ?? null;
}
