import type { Answer } from '../../../score/evaluation.ts';
import type { Judgement } from '../../contract/judging.ts';
import type { ScorecardShown } from '../../contract/scorecards.ts';

/** How a score came about, docs/metrics.md "Score", in the order it is added up. Points are of 100. */
export type Sum = {
  readonly rows: readonly SumRow[];
  readonly weight: number;
  readonly earned: number;
  /** 100 · earned / weight; null when nothing was judged. */
  readonly mean: number | null;
  readonly extras: readonly { readonly criterionId: string; readonly points: number }[];
  /** Mean and extras together, kept within 0–100; null when nothing was judged. */
  readonly raw: number | null;
  /** The critical criteria that failed and made the score 0. */
  readonly critical: readonly string[];
  readonly coverage: number | null;
  /** True when less than the scorecard's floor was judged, so that there is no score. */
  readonly belowFloor: boolean;
};
export type SumRow = {
  readonly criterionId: string;
  readonly weight: number;
  readonly share: number;
  readonly earned: number;
};

export function sumOf(scorecard: ScorecardShown, { answers, coverage }: Pick<Judgement, 'answers' | 'coverage'>): Sum {
  const rows = answers.flatMap(rowOf);
  const [weight, earned] = [total(rows.map((row) => row.weight)), total(rows.map((row) => row.earned))];
  const mean = weight === 0 ? null : (100 * earned) / weight;
  const extras = answers.flatMap((answer) => extraOf(scorecard, answer));
  return {
    rows,
    weight,
    earned,
    mean,
    extras,
    raw: mean === null ? null : Math.min(100, Math.max(0, mean + total(extras.map(({ points }) => points)))),
    critical: answers.filter(({ critical, share }) => critical && share === 0).map(({ criterionId }) => criterionId),
    coverage,
    belowFloor: coverage !== null && coverage < scorecard.coverageFloor,
  };
}

function rowOf({ criterionId, weight, share }: Answer): readonly SumRow[] {
  return share === null || weight === 0 ? [] : [{ criterionId, weight, share, earned: weight * share }];
}

/** Bonus points come with a yes, penalty points go with a no. */
function extraOf(scorecard: ScorecardShown, { criterionId, share }: Answer): Sum['extras'] {
  const criterion = scorecard.sections
    .flatMap(({ criteria }) => criteria)
    .find((one) => one.criterionId === criterionId);
  if (criterion === undefined || share === null || criterion.worth === 'weight') return [];
  const points = criterion.worth === 'bonus' ? criterion.weight * share : -criterion.weight * (1 - share);
  return points === 0 ? [] : [{ criterionId, points }];
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
