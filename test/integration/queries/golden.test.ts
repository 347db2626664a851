import { describe, expect, it } from 'vitest';
import {
  abandonRate,
  occupancy,
  reconciliation,
  serviceLevel,
  waiting,
  type ServiceLevelParams,
} from '../../../queries/queries.ts';
import { goldenMs, storeGolden } from '../../harness/golden.ts';
import { openTestStore } from '../../harness/store.ts';
import type { OpenedStore } from '../../../store/open-store.ts';

/** The golden hour of queue sales: expected numbers were computed by hand from test/fixtures/queue_log.golden.txt. */
const sales = { project: 'golden', queue: 'sales', fromMs: goldenMs(9), toMs: goldenMs(10) };
const asked: ServiceLevelParams = {
  ...sales,
  thresholdMs: 20_000,
  shortMs: 5_000,
  attribution: 'cohort',
  intervalMs: 0,
  byQueue: 0,
};

async function goldenStore(): Promise<OpenedStore> {
  const store = await openTestStore();
  await storeGolden(store);
  return store;
}

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

describe('the golden hour', () => {
  it('offers ten, answers four, loses three by abandon and three by flow-out', async () => {
    const store = await goldenStore();
    expect(await store.run(serviceLevel, asked)).toMatchObject([
      {
        offered: 10,
        answered: 4,
        answeredWithin: 2,
        abandoned: 3,
        abandonedShort: 1,
        abandonedWithin: 2,
        flowOuts: 3,
        flowOutsByKind: { timeout: 1, key: 1, empty: 1 },
        waiting: 0,
      },
    ]);
  });

  it('has a service level by every variant', async () => {
    const store = await goldenStore();
    const [row] = await store.run(serviceLevel, asked);
    expect(Object.fromEntries(Object.entries(row?.percent ?? {}).map(([name, value]) => [name, round(value)]))).toEqual(
      {
        offered: 20,
        offered_less_short: 22.2,
        answered_only: 50,
        genesys: 28.6,
        genesys_less_short: 33.3,
        genesys_less_short_with_flow_outs: 22.2,
        icmi_positive: 57.1,
        bright: 40,
        cisco_ignore: 33.3,
        cisco_negative: 25,
        cisco_positive: 50,
      },
    );
  });

  it('puts the call that crosses half past into the first half by arrival, into the second by answer', async () => {
    const store = await goldenStore();
    const half = { ...asked, toMs: goldenMs(9, 30) };
    expect(await store.run(serviceLevel, half)).toMatchObject([{ offered: 8, answered: 3 }]);
    expect(await store.run(serviceLevel, { ...half, attribution: 'event' })).toMatchObject([
      { offered: 8, answered: 2 },
    ]);
    const intervals = await store.run(serviceLevel, { ...asked, intervalMs: 1_800_000 });
    expect(intervals.map(({ intervalStartMs, offered, answered }) => [intervalStartMs, offered, answered])).toEqual([
      [goldenMs(9), 8, 3],
      [goldenMs(9, 30), 2, 1],
    ]);
  });

  it('waits 45.25 s for an answer on average, 21.5 s in the middle, and 31.6 s over all', async () => {
    const store = await goldenStore();
    const [row] = await store.run(waiting, sales);
    expect(row).toMatchObject({ answered: 4, asaMs: 45_250, answeredMedianMs: 21_500, waited: 10, meanWaitMs: 31_600 });
    // Seven tenths of the way from 25 s to 130 s.
    expect(row?.answeredP90Ms).toBeCloseTo(98_500, 3);
    expect(row?.waitUnknown).toBe(0);
  });

  it('abandons 30 % and loses 60 % in any way', async () => {
    const store = await goldenStore();
    const [row] = await store.run(abandonRate, { ...sales, shortMs: 5_000 });
    expect(row).toMatchObject({ offered: 10, abandoned: 3, flowOuts: 3, abandonedPercent: 30, lostPercent: 60 });
    expect(round(row?.abandonedLessShortPercent ?? null)).toBe(22.2);
  });

  it('reconciles: every entry is answered, abandoned or a flow-out', async () => {
    const store = await goldenStore();
    expect(await store.run(reconciliation, { ...sales, queue: '' })).toEqual([]);
  });

  it('occupies A by 7.0 % and B by 7.2 %, the pause taken out', async () => {
    const store = await goldenStore();
    const rows = await store.run(occupancy, { ...sales, acwReasons: ['acw'] });
    expect(rows.map((row) => [row.operatorId, row.handledMs, row.availableMs, round(row.occupancyPercent)])).toEqual([
      ['A', 210_000, 3_000_000, 7],
      ['B', 260_000, 3_600_000, 7.2],
      ['C', 300_000, 3_600_000, 8.3],
    ]);
  });

  it('counts a pause for after-call work as handled time, not as absence', async () => {
    const store = await goldenStore();
    const rows = await store.run(occupancy, { ...sales, acwReasons: ['lunch'] });
    expect(rows[0]).toMatchObject({ operatorId: 'A', availableMs: 3_600_000 });
  });

  it('of a queue or hour without calls is no data, not zero', async () => {
    const store = await goldenStore();
    const empty = { ...asked, fromMs: goldenMs(11), toMs: goldenMs(12) };
    expect(await store.run(serviceLevel, empty)).toEqual([]);
    expect(await store.run(waiting, empty)).toMatchObject([
      { answered: 0, asaMs: null, answeredMedianMs: null, meanWaitMs: null },
    ]);
    expect(await store.run(abandonRate, empty)).toMatchObject([
      { offered: 0, abandonedPercent: null, lostPercent: null },
    ]);
  });

  it('offers a transferred call once in each queue', async () => {
    const store = await goldenStore();
    const rows = await store.run(serviceLevel, { ...asked, queue: '', byQueue: 1 });
    expect(rows.map(({ queue, offered, answered }) => [queue, offered, answered])).toEqual([
      ['sales', 10, 4],
      ['support', 1, 1],
    ]);
  });
});
