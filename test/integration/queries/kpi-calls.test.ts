import { describe, expect, it } from 'vitest';
import { missedCalls, outgoing, targetCalls, type MissedParams } from '../../../queries/call-numbers.ts';
import { definitionOf, KPI_DEFINITIONS, type KpiDefinition } from '../../../queries/definitions.ts';
import { callsBehind } from '../../../queries/kpi-calls.ts';
import { aht, occupancy, talkAndHold, type AcwRule, type OperatorPeriod } from '../../../queries/operator-numbers.ts';
import { abandonRate, serviceLevel, waiting, type ServiceLevelParams } from '../../../queries/queue-numbers.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import type { Query } from '../../../store/store.ts';
import { goldenMs, storeGolden } from '../../harness/golden.ts';
import { openTestStore } from '../../harness/store.ts';

type Asked = ServiceLevelParams & MissedParams & OperatorPeriod & AcwRule & { readonly targetMs: number };

/** All parameters of all numbers: a query takes those that it names. */
const asked: Asked = {
  ...{ project: 'golden', queue: 'sales', operatorId: '', fromMs: goldenMs(9), toMs: goldenMs(10) },
  ...({ thresholdMs: 20_000, shortMs: 5_000, attribution: 'cohort', intervalMs: 0, byQueue: 0 } as const),
  ...{ acwReasons: ['acw'], acwWithinMs: 5_000, wrapUpQueues: [], wrapUpMs: [] },
  ...{ targetMs: 100_000, windowMs: 86_400_000, asOfMs: goldenMs(12) },
  ...{ workFromMs: [goldenMs(9)], workToMs: [goldenMs(10)] },
};

async function goldenStore(): Promise<OpenedStore> {
  const store = await openTestStore();
  await storeGolden(store);
  return store;
}

function defined(id: string): KpiDefinition {
  const found = definitionOf(id);
  if (found === undefined) throw new Error(`${id} is not defined`);
  return found;
}

/** Sums of what the calls behind a number hold, a pair a variant. */
async function countsBehind<Params extends object>(
  store: OpenedStore,
  id: string,
  query: Query<Params, unknown>,
  question: typeof asked = asked,
): Promise<readonly (readonly [variant: string, numerator: number, denominator: number])[]> {
  const definition = defined(id);
  const counts: [string, number, number][] = [];
  for (const variant of definition.variants) {
    const behind = callsBehind(query, definition, variant);
    if (behind === null) throw new Error(`${id} has no calls`);
    const { name, sql, parse } = behind;
    const calls = await store.run({ name, sql, parse }, question);
    const sum = (of: 'numerator' | 'denominator'): number => calls.reduce((total, call) => total + call[of], 0);
    counts.push([variant.variant, sum('numerator'), sum('denominator')]);
  }
  return counts;
}

describe('the calls behind a number', () => {
  it('are those of the service level in each of its variants', async () => {
    const store = await goldenStore();
    const [row] = await store.run(serviceLevel, asked);
    const counts = await countsBehind(store, 'service-level', serviceLevel);
    expect(Object.fromEntries(counts.map(([variant, part, whole]) => [variant, (100 * part) / whole]))).toEqual(
      row?.percent,
    );
  });

  it('are those of the service level where a period parts an entry from its outcome, by either attribution', async () => {
    const store = await goldenStore();
    const [c3Waits, c8Waits] = [goldenMs(9, 6) + 1_000, goldenMs(9, 30)];
    for (const attribution of ['cohort', 'event'] as const)
      for (const [fromMs, toMs] of [
        [goldenMs(9), c3Waits],
        [c3Waits, c8Waits],
        [c8Waits, goldenMs(10)],
      ] as const) {
        const question = { ...asked, queue: '', attribution, fromMs, toMs };
        const [row] = await store.run(serviceLevel, question);
        const counts = await countsBehind(store, 'service-level', serviceLevel, question);
        const percents = counts.map(([variant, part, whole]) => [variant, whole === 0 ? null : (100 * part) / whole]);
        expect(Object.fromEntries(percents)).toEqual(row?.percent);
        const offered = counts.find(([variant]) => variant === 'offered');
        expect(offered?.[2]).toBe(row?.offered);
      }
  });

  it('count a transferred call once by call, and each of its legs by leg', async () => {
    const store = await goldenStore();
    const question = { ...asked, queue: '' };
    expect(await countsBehind(store, 'aht', aht, question)).toEqual([
      ['by_leg', 5, 5],
      ['by_call', 4, 4],
    ]);
    expect(await countsBehind(store, 'aht', aht, { ...question, operatorId: 'C' })).toEqual([
      ['by_leg', 1, 1],
      ['by_call', 0, 0],
    ]);
  });

  it('are those of ASA and abandons', async () => {
    const store = await goldenStore();
    expect(await countsBehind(store, 'asa', waiting)).toEqual([['', 4, 4]]);
    expect(await countsBehind(store, 'abandon-rate', abandonRate)).toEqual([
      ['abandoned', 3, 10],
      ['less_short', 2, 9],
      ['lost', 6, 10],
    ]);
  });

  it('are those of operators, by leg and by call', async () => {
    const store = await goldenStore();
    // The other leg of c9 is of queue support.
    expect(await countsBehind(store, 'aht', aht)).toEqual([
      ['by_leg', 4, 4],
      ['by_call', 4, 4],
    ]);
    expect(await countsBehind(store, 'talk-and-hold', talkAndHold)).toEqual([['', 4, 4]]);
    expect(await countsBehind(store, 'occupancy', occupancy)).toEqual([['', 5, 0]]);
  });

  it('are those of missed, target and outgoing calls', async () => {
    const store = await goldenStore();
    const missed = await store.run(missedCalls, asked);
    const [counts] = await countsBehind(store, 'missed-calls', missedCalls);
    const sum = (of: (row: (typeof missed)[number]) => number): number =>
      missed.reduce((total, row) => total + of(row), 0);
    expect(counts).toEqual([
      '',
      sum((row) => row.recoveredByCallback + row.recoveredByCustomer),
      sum(
        (row) =>
          row.missedCalls -
          row.excludedShort -
          row.excludedInternal -
          row.excludedSpam -
          row.excludedWrongNumber -
          row.hidden,
      ),
    ]);
    // c1 to c10 have one customer: c8 and c9 are answered after the others were missed, c10 is missed after them.
    expect([sum((row) => row.missedCalls), sum((row) => row.excludedShort), sum((row) => row.open)]).toEqual([6, 1, 1]);
    expect(await countsBehind(store, 'target-calls', targetCalls)).toEqual([['', 3, 4]]);
    expect(await countsBehind(store, 'outgoing', outgoing)).toEqual([['', 0, 0]]);
  });
});

describe('the definitions', () => {
  it('have one id a number', () => {
    expect(new Set(KPI_DEFINITIONS.map(({ id }) => id)).size).toBe(KPI_DEFINITIONS.length);
  });
});
