import { aht, occupancy, type AhtRow } from '../../queries/operator-numbers.ts';
import { qualityPerOperator, type QualityRow } from '../../queries/quality-numbers.ts';
import { ofAllQueues } from './queue-numbers.ts';
import { defined, partsOf, percentOf, sumOf, variantNamed, type Asking, type NumberShown } from './reading.ts';
import { sees } from './viewer.ts';

/** What numbers of operators have in common: they are those of the viewer's operators. */
const OF_OPERATORS = {
  ofProject: false,
  compared: true,
  variantOf: (): '' => '',
  targetOf: (): null => null,
} as const;

/** By leg, of calls: a person writes several chats at once, of which the talk is unknown. */
export const AHT: NumberShown = {
  ...OF_OPERATORS,
  ...{ id: 'aht', definition: defined('aht'), unit: 'ms', better: 'less' },
  read: async (asking) => {
    const rows = (await asking.store.run(aht, asking.question)).filter(({ channel }) => channel === 'voice');
    const { handled, talkSumMs, holdSumMs, acwSumMs, ...known } = sumsOf(rows.filter(isOfViewer(asking)));
    const ahtMs = handled === 0 ? null : (talkSumMs + holdSumMs + acwSumMs) / handled;
    const byCall = asking.viewer.operators === 'all' ? rows.find(({ basis }) => basis === 'call') : undefined;
    const call = byCall === undefined ? [] : [{ variant: 'by_call', value: byCall.ahtMs }];
    return {
      ...{ value: ahtMs, n: handled, params: {} },
      parts: partsOf({ handled, talkSumMs, holdSumMs, acwSumMs, ...known }),
      variants: [{ variant: 'by_leg', value: ahtMs }, ...call],
    };
  },
  formulaOf: (_, variant) => variantNamed(defined('aht'), variant === '' ? 'by_leg' : variant),
  counts: ({ question }) => ({ query: aht, question }),
};

/** The row of all, or those of the operators whom the viewer may see. */
function isOfViewer({ viewer }: Pick<Asking, 'viewer'>): (row: AhtRow) => boolean {
  return ({ basis, operatorId }) =>
    basis === 'leg' && (viewer.operators === 'all' ? operatorId === '' : operatorId !== '' && sees(viewer, operatorId));
}

type AhtSums = Pick<AhtRow, 'handled' | 'talkSumMs' | 'holdSumMs' | 'acwSumMs' | 'holdKnown' | 'acwKnown'>;

function sumsOf(rows: readonly AhtRow[]): AhtSums {
  return {
    handled: sumOf(rows, (row) => row.handled),
    talkSumMs: sumOf(rows, (row) => row.talkSumMs),
    holdSumMs: sumOf(rows, (row) => row.holdSumMs),
    acwSumMs: sumOf(rows, (row) => row.acwSumMs),
    holdKnown: sumOf(rows, (row) => row.holdKnown),
    acwKnown: sumOf(rows, (row) => row.acwKnown),
  };
}

/** Not compared: neither more nor less of it is better by itself, and it costs more than all other numbers together. */
export const OCCUPANCY: NumberShown = {
  ...OF_OPERATORS,
  ...{ id: 'occupancy', definition: defined('occupancy'), unit: 'percent', better: 'more' },
  compared: false,
  read: async ({ store, viewer, queue, bounded }) => {
    const rows = (await store.run(occupancy, bounded)).filter((row) => sees(viewer, row.operatorId));
    const handledLegs = sumOf(rows, (row) => row.handledLegs);
    const handledMs = sumOf(rows, (row) => row.handledMs);
    const outsideMs = sumOf(rows, (row) => row.outsideMs);
    const availableMs = sumOf(rows, (row) => row.availableMs);
    const loggedInMs = sumOf(rows, (row) => row.loggedInMs);
    return {
      ...{ value: percentOf(handledMs - outsideMs, availableMs), n: handledLegs, variants: [] },
      parts: partsOf({ handledMs, outsideMs, availableMs, loggedInMs, handledLegs }),
      params: ofAllQueues(queue),
    };
  },
  formulaOf: (_, variant) => variantNamed(defined('occupancy'), variant),
  counts: ({ bounded }) => ({ query: occupancy, question: bounded }),
};

/** By the scorecard that judged most, for scores of different ones are not averaged; the variants are who judged. */
export const QUALITY: NumberShown = {
  ...OF_OPERATORS,
  ...{ id: 'quality', definition: defined('quality'), unit: '0–100', better: 'more' },
  targetOf: ({ qualityTarget }) => qualityTarget,
  read: async ({ store, judged }) => {
    const asked = { ...judged, grain: 'all' } as const;
    const machine = mostJudged(await store.run(qualityPerOperator, asked));
    const people = await store.run(qualityPerOperator, { ...asked, evaluator: 'supervisor' });
    const { n = 0, unscoredCount = 0, autoFails = 0, meanScore = null, scorecardId = '' } = machine ?? {};
    const supervisor = people.find((row) => row.scorecardId === scorecardId);
    const coverage = machine?.meanCoverage ?? null;
    return {
      ...{ value: meanScore, n },
      parts: partsOf({
        ...{ scoreSum: meanScore === null ? null : meanScore * n, scored: n, withheld: unscoredCount, autoFails },
        ...{ coveragePercent: coverage === null ? null : 100 * coverage },
        ...{ low: machine?.meanScoreLow ?? null, high: machine?.meanScoreHigh ?? null },
        ...{ supervisorScored: supervisor?.n ?? 0 },
      }),
      variants: [
        { variant: 'machine', value: meanScore },
        { variant: 'supervisor', value: supervisor?.meanScore ?? null },
      ],
      params: { scorecardId, source: 'machine' },
    };
  },
  formulaOf: (_, variant) => (isSource(variant) ? SCORED_FORMULA : null),
  counts: ({ judged }, variant, { params }) => ({
    query: qualityPerOperator,
    question: {
      ...judged,
      scorecardId: String(params['scorecardId'] ?? ''),
      evaluator: variant === 'supervisor' ? variant : 'machine',
    },
  }),
  items: { from: 'judged', where: '1' },
};

function isSource(variant: string): boolean {
  return ['', 'machine', 'supervisor'].includes(variant);
}

const SCORED = 'score IS NOT NULL';
const SCORED_FORMULA = {
  variant: '',
  numerator: 'sum of the scores',
  denominator: 'evaluations with a score, neither provisional nor withdrawn',
  inNumerator: SCORED,
  inDenominator: SCORED,
};

/** The row of the scorecard with the most scores. */
export function mostJudged(rows: readonly QualityRow[]): QualityRow | undefined {
  return rows.toSorted((a, b) => b.n - a.n || b.unscoredCount - a.unscoredCount)[0];
}
