import type { Answer } from './evaluation.ts';
import type { Scorecard } from './scorecard.ts';

/** The number of an evaluation and how it came about; fields as in Evaluation. */
export type Score = {
  readonly score: number | null;
  readonly rawScore: number | null;
  readonly autoFail: boolean;
  readonly provisional: boolean;
  readonly coverage: number | null;
};

/**
 * The score of answers by a scorecard, docs/metrics.md "Score": 100 · Σ wᵢ·sᵢ / Σ wᵢ over the judged criteria, then
 * bonus (on yes) and penalty (on no) points, then clamped to 0–100. N/A leaves the sums and the coverage; unclear and
 * pending leave the sums and lower the coverage. Below the floor, or with nothing judged, the score is null. A failed
 * critical criterion makes the score 0 whatever else was judged, for its evidence stands by itself; `rawScore` stays.
 */
export function scoreOf(scorecard: Pick<Scorecard, 'coverageFloor' | 'criteria'>, answers: readonly Answer[]): Score {
  const applicable = weightOf(answers.filter((answer) => answer.verdict !== 'na'));
  const judged = answers.filter((answer) => answer.share !== null);
  const coverage = applicable === 0 ? null : weightOf(judged) / applicable;
  const rawScore =
    coverage === null || coverage === 0 || coverage < scorecard.coverageFloor ? null : mark(scorecard, judged);
  const autoFail = judged.some((answer) => answer.critical && answer.share === 0);
  const provisional = answers.some((answer) => answer.verdict === 'pending');
  return { score: autoFail ? 0 : rawScore, rawScore, autoFail, provisional, coverage };
}

function mark(scorecard: Pick<Scorecard, 'criteria'>, judged: readonly Answer[]): number {
  const earned = judged.reduce((sum, answer) => sum + answer.weight * (answer.share ?? 0), 0);
  const mean = (100 * earned) / weightOf(judged);
  return Math.min(100, Math.max(0, mean + extraPoints(scorecard, judged)));
}

function extraPoints({ criteria }: Pick<Scorecard, 'criteria'>, judged: readonly Answer[]): number {
  return judged.reduce((sum, { criterionId, share }) => {
    const worth = criteria.find((criterion) => criterion.id === criterionId)?.worth;
    if (worth?.kind === 'bonus') return sum + worth.points * (share ?? 0);
    return worth?.kind === 'penalty' ? sum - worth.points * (1 - (share ?? 0)) : sum;
  }, 0);
}

function weightOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, answer) => sum + answer.weight, 0);
}
