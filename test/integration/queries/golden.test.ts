import { describe, expect, it } from 'vitest';
import { serviceLevelByDay } from '../../../queries/by-day.ts';
import { aht, occupancy, timeByState } from '../../../queries/operator-numbers.ts';
import {
  abandonRate,
  reconciliation,
  serviceLevel,
  waiting,
  type ServiceLevelParams,
} from '../../../queries/queue-numbers.ts';
import { GOLDEN_ACW, goldenMs, storeGolden } from '../../harness/golden.ts';
import { openTestStore } from '../../harness/store.ts';
import type { OpenedStore } from '../../../store/open-store.ts';

/** The golden hour of queue sales: expected numbers were computed by hand from test/fixtures/queue_log.golden.txt. */
const sales = { project: 'golden', queue: 'sales', fromMs: goldenMs(9), toMs: goldenMs(10) };
const everybody = { project: 'golden', operatorId: '', fromMs: goldenMs(9), toMs: goldenMs(10) };
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

  it('has the service level of each day by the clock of the zone', async () => {
    const store = await goldenStore();
    const days = { ...asked, fromMs: goldenMs(-24), toMs: goldenMs(48) };
    const rows = await store.run(serviceLevelByDay, { ...days, timeZone: 'Europe/Sofia' });
    expect(rows.map((row) => [row.intervalStartMs, row.offered, row.percent.offered])).toEqual([[goldenMs(0), 10, 20]]);
    // In Auckland, eleven hours ahead, the hour lies in the same day, which began at 13:00 of the day before.
    const [far] = await store.run(serviceLevelByDay, { ...days, timeZone: 'Pacific/Auckland' });
    expect(far).toMatchObject({ intervalStartMs: goldenMs(-11), offered: 10 });
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
    const rows = await store.run(occupancy, { ...everybody, ...GOLDEN_ACW });
    expect(rows.map((row) => [row.operatorId, row.handledMs, row.availableMs, round(row.occupancyPercent)])).toEqual([
      ['A', 210_000, 3_000_000, 7],
      ['B', 260_000, 3_600_000, 7.2],
      ['C', 300_000, 3_600_000, 8.3],
    ]);
  });

  it('takes a pause for after-call work for handled time only when it begins soon after a call', async () => {
    const store = await goldenStore();
    const lunch = { ...everybody, ...GOLDEN_ACW, acwReasons: ['lunch'] };
    const soon = await store.run(occupancy, { ...lunch, acwWithinMs: 5_000 });
    expect(soon[0]).toMatchObject({ operatorId: 'A', handledMs: 210_000, availableMs: 3_000_000 });
    // The pause begins 1,100 s after A's last call and lasts 600 s.
    const late = await store.run(occupancy, { ...lunch, acwWithinMs: 1_100_000 });
    expect(late[0]).toMatchObject({ operatorId: 'A', handledMs: 810_000, availableMs: 3_600_000 });
  });

  it('divides the hour of each operator into talk, pause and idle', async () => {
    const store = await goldenStore();
    const rows = await store.run(timeByState, { ...everybody, ...GOLDEN_ACW });
    expect(rows.map((row) => [row.operatorId, row.loggedInMs, row.talkMs, row.pauseMsByReason, row.idleMs])).toEqual([
      ['A', 3_600_000, 210_000, { lunch: 600_000 }, 2_790_000],
      ['B', 3_600_000, 260_000, {}, 3_340_000],
      ['C', 3_600_000, 300_000, {}, 3_300_000],
    ]);
  });

  it('handles a leg in 154 s and a call in 192.5 s, the ACW of none being known', async () => {
    const store = await goldenStore();
    const rows = await store.run(aht, { ...everybody, queue: '', ...GOLDEN_ACW });
    // Legs of 120, 200, 90, 60 and 300 s; c9 has two of them.
    expect(rows.map((row) => [row.basis, row.operatorId, row.handled, row.acwKnown, row.ahtMs])).toEqual([
      ['call', '', 4, 0, 192_500],
      ['leg', '', 5, 0, 154_000],
      ['leg', 'A', 2, 0, 105_000],
      ['leg', 'B', 2, 0, 130_000],
      ['leg', 'C', 1, 0, 300_000],
    ]);
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
