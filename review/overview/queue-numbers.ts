import { missedCalls, missedNotReached, targetCalls } from '../../queries/call-numbers.ts';
import { abandonRate, serviceLevel, waiting, type ServiceLevelRow } from '../../queries/queue-numbers.ts';
import { abandonRateWithinHours, serviceLevelWithinHours, waitingWithinHours } from '../../queries/within-hours.ts';
import {
  defined,
  partsOf,
  percentOf,
  sumOf,
  variantNamed,
  type Asking,
  type NumberShown,
  type Reading,
} from './reading.ts';

/** What numbers of queues have in common. */
const OF_QUEUES = {
  ofProject: true,
  compared: true,
  variantOf: (): '' => '',
  targetOf: (): null => null,
} as const;

export const SERVICE_LEVEL: NumberShown = {
  ...OF_QUEUES,
  ...{ id: 'service-level', definition: defined('service-level'), unit: 'percent', better: 'more' },
  variantOf: ({ serviceLevel: { variant } }) => variant,
  targetOf: ({ serviceLevel: { targetPercent } }) => targetPercent,
  read: readServiceLevel,
  withinHours: async ({ store, project, question }) => {
    const [row] = await store.run(serviceLevelWithinHours, { ...question, byQueue: 0 });
    return row?.percent[project.serviceLevel.variant] ?? null;
  },
  formulaOf: (project, variant) =>
    variantNamed(defined('service-level'), variant === '' ? project.serviceLevel.variant : variant),
  counts: ({ question }) => ({ query: serviceLevel, question }),
};

async function readServiceLevel({ store, project, question }: Asking): Promise<Reading> {
  const [row] = await store.run(serviceLevel, { ...question, byQueue: 0 });
  const { variant, thresholdSeconds, shortAbandonSeconds } = project.serviceLevel;
  return {
    value: row?.percent[variant] ?? null,
    n: row?.offered ?? 0,
    parts: row === undefined ? [] : partsOf(countsOf(row)),
    variants: Object.entries(row?.percent ?? {}).map(([name, value]) => ({ variant: name, value })),
    params: { thresholdSeconds, shortAbandonSeconds },
  };
}

function countsOf(row: ServiceLevelRow): Readonly<Record<string, number>> {
  const { offered, answered, answeredWithin, abandoned, abandonedShort, abandonedWithin } = row;
  const { flowOuts, waiting: stillWaiting, reachedThreshold } = row;
  const ended = { answered, answeredWithin, abandoned, abandonedShort, abandonedWithin, flowOuts };
  return { offered, ...ended, waiting: stillWaiting, reachedThreshold };
}

export const ASA: NumberShown = {
  ...OF_QUEUES,
  ...{ id: 'asa', definition: defined('asa'), unit: 'ms', better: 'less' },
  read: async ({ store, question }) => {
    const [row] = await store.run(waiting, question);
    const { answered = 0, waited = 0, waitUnknown = 0 } = row ?? {};
    const spread = { medianMs: row?.answeredMedianMs ?? null, p90Ms: row?.answeredP90Ms ?? null };
    return {
      ...{ value: row?.asaMs ?? null, n: answered, params: {} },
      parts: partsOf({
        waitSumMs: row?.asaMs === undefined || row.asaMs === null ? null : row.asaMs * answered,
        ...{ answered, ...spread, waited, meanWaitMs: row?.meanWaitMs ?? null, waitUnknown },
      }),
      variants: [],
    };
  },
  withinHours: async ({ store, question }) => (await store.run(waitingWithinHours, question))[0]?.asaMs ?? null,
  formulaOf: (_, variant) => variantNamed(defined('asa'), variant),
  counts: ({ question }) => ({ query: waiting, question }),
};

/** Customers who hung up, and those whom the queues lost in any way: one query, two of its variants. */
function lostOf(id: 'abandon-rate' | 'lost', variant: 'abandoned' | 'lost'): NumberShown {
  return {
    ...OF_QUEUES,
    ...{ id, definition: defined('abandon-rate'), unit: 'percent', better: 'less' },
    read: async ({ store, question }) => {
      const [row] = await store.run(abandonRate, question);
      const { offered = 0, abandoned = 0, abandonedShort = 0, flowOuts = 0 } = row ?? {};
      const all = [
        { variant: 'abandoned', value: row?.abandonedPercent ?? null },
        { variant: 'less_short', value: row?.abandonedLessShortPercent ?? null },
        { variant: 'lost', value: row?.lostPercent ?? null },
      ];
      return {
        value: all.find((one) => one.variant === variant)?.value ?? null,
        ...{ n: offered, parts: partsOf({ offered, abandoned, abandonedShort, flowOuts }) },
        ...{ variants: all, params: {} },
      };
    },
    withinHours: async ({ store, question }) => {
      const [row] = await store.run(abandonRateWithinHours, question);
      return (variant === 'lost' ? row?.lostPercent : row?.abandonedPercent) ?? null;
    },
    formulaOf: (_, named) => variantNamed(defined('abandon-rate'), named === '' ? variant : named),
    counts: ({ question }) => ({ query: abandonRate, question }),
  };
}
export const ABANDON_RATE: NumberShown = lostOf('abandon-rate', 'abandoned');
export const LOST: NumberShown = lostOf('lost', 'lost');

/** Missed calls that are work: less what is excluded. Their recovery is the definition's own share. */
export const MISSED: NumberShown = {
  ...OF_QUEUES,
  ...{ id: 'missed', definition: defined('missed-calls'), unit: 'count', better: 'less' },
  read: async ({ store, bounded }) => {
    const rows = await store.run(missedCalls, bounded);
    const excluded = {
      excludedShort: sumOf(rows, (row) => row.excludedShort),
      excludedInternal: sumOf(rows, (row) => row.excludedInternal),
      excludedSpam: sumOf(rows, (row) => row.excludedSpam),
      excludedWrongNumber: sumOf(rows, (row) => row.excludedWrongNumber),
    };
    const states = {
      hidden: sumOf(rows, (row) => row.hidden),
      open: sumOf(rows, (row) => row.open),
      attempted: sumOf(rows, (row) => row.attempted),
      recoveredByCallback: sumOf(rows, (row) => row.recoveredByCallback),
      recoveredByCustomer: sumOf(rows, (row) => row.recoveredByCustomer),
    };
    const missed = sumOf(rows, (row) => row.missedCalls);
    const outsideHours = sumOf(
      rows.filter((row) => row.outsideHours),
      (row) => row.missedCalls,
    );
    const recovered = states.recoveredByCallback + states.recoveredByCustomer;
    const recovery = percentOf(recovered, recovered + states.open + states.attempted);
    return {
      value: missed - sumOf(Object.values(excluded), (count) => count),
      ...{ n: missed, params: {}, variants: [] },
      parts: partsOf({ missed, ...excluded, ...states, outsideHours, recoveryPercent: recovery }),
    };
  },
  formulaOf: (_, variant) => (variant === '' ? MISSED_WORK : null),
  counts: ({ bounded }) => ({ query: missedCalls, question: bounded }),
};
const MISSED_WORK = {
  variant: '',
  numerator: 'missed calls that are not excluded (short, internal, spam, wrong number)',
  denominator: '–',
  inNumerator: "NOT startsWith(fate, 'excluded')",
  inDenominator: '0',
};

export const MISSED_NOT_REACHED: NumberShown = {
  ...OF_QUEUES,
  ...{ id: 'missed-not-reached', definition: defined('missed-not-reached'), unit: 'count', better: 'less' },
  compared: false,
  read: async ({ store, bounded }) => {
    const rows = await store.run(missedNotReached, bounded);
    const [oldest] = rows;
    const tried = rows.filter(({ state }) => state === 'attempted').length;
    const calls = sumOf(rows, (row) => row.missedCalls);
    return {
      ...{ value: rows.length, n: calls, variants: [] },
      parts: partsOf({ customers: rows.length, calls, notTried: rows.length - tried, tried }),
      params: oldest === undefined ? {} : { oldestMs: oldest.firstMissedMs },
    };
  },
  formulaOf: (_, variant) => (variant === '' ? NOT_REACHED : null),
  counts: ({ bounded }) => ({ query: missedNotReached, question: bounded }),
};
/** As the definition, but for calls that are no work: of all missed calls only those not reached are shown. */
const NOT_REACHED = {
  variant: '',
  numerator: 'customers with missed calls that are open or attempted; what follows within the window is one row',
  denominator: '–',
  inNumerator: "state IN ('open', 'attempted') AND customerKey != ''",
  inDenominator: '0',
};

export const TARGET_CALLS: NumberShown = {
  ...OF_QUEUES,
  ...{ id: 'target-calls', definition: defined('target-calls'), unit: 'percent', better: 'more' },
  read: async ({ store, project, queue, question }) => {
    const rows = (await store.run(targetCalls, question)).filter((row) => row.operatorId === question.operatorId);
    const answered = sumOf(rows, (row) => row.answered);
    const target = sumOf(rows, (row) => row.targetCalls);
    const parts = { calls: sumOf(rows, (row) => row.calls), answered, targetCalls: target };
    return {
      ...{ value: percentOf(target, answered), n: answered },
      parts: partsOf({ ...parts, talkUnknown: sumOf(rows, (row) => row.talkUnknown) }),
      variants: rows.map((row) => ({ variant: row.direction, value: row.targetPercent })),
      params: { targetSeconds: project.targetCallSeconds, ...ofAllQueues(queue) },
    };
  },
  formulaOf: (_, variant) => variantNamed(defined('target-calls'), variant),
  counts: ({ question }) => ({ query: targetCalls, question }),
};

/** Said beside a number that cannot be asked of one queue. */
export function ofAllQueues(queue: string): Readonly<Record<string, number>> {
  return queue === '' ? {} : { allQueues: 1 };
}
