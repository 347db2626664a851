import { describe, expect, it } from 'vitest';
import { expectedCallMix, expectedOccupancy, expectedOperatorSums } from '../../../simulate/expected-operators.ts';
import { expectedAbandonRate, expectedServiceLevel, expectedWaiting } from '../../../simulate/expected-queues.ts';
import { GOLDEN_CALLS, GOLDEN_STATES, NINE } from './golden-truth.ts';

/** The numbers were computed by hand, and stand in the test of the SQL as well. */
const HOUR_MS = 3_600_000;
const hour = { project: 'golden', fromMs: NINE, toMs: NINE + HOUR_MS };
const sales = { ...hour, queue: 'sales', thresholdMs: 20_000, shortMs: 5_000 };
const whole = { ...sales, attribution: 'cohort', intervalMs: 0, byQueue: false } as const;
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

describe('what is expected of the golden hour', () => {
  it('offers ten, answers four, loses three by abandon and three by flow-out', () => {
    expect(expectedServiceLevel(GOLDEN_CALLS, whole)).toMatchObject([
      {
        ...{ offered: 10, answered: 4, answeredWithin: 2, abandoned: 3, abandonedShort: 1, abandonedWithin: 2 },
        ...{ flowOuts: 3, flowOutsByKind: { timeout: 1, key: 1, empty: 1 }, waiting: 0 },
      },
    ]);
  });

  it('has a service level by every variant', () => {
    const [row] = expectedServiceLevel(GOLDEN_CALLS, whole);
    expect(
      Object.fromEntries(Object.entries(row?.percent ?? {}).map(([name, value]) => [name, rounded(value)])),
    ).toEqual({
      ...{ offered: 20, offered_less_short: 22.2, answered_only: 50, genesys: 28.6, genesys_less_short: 33.3 },
      ...{ genesys_less_short_with_flow_outs: 22.2, icmi_positive: 57.1, bright: 40 },
      ...{ cisco_ignore: 33.3, cisco_negative: 25, cisco_positive: 50 },
    });
  });

  it('puts the call that crosses half past into the first half by arrival, into the second by answer', () => {
    const halves = { ...whole, intervalMs: HOUR_MS / 2 };
    const answers = (attribution: 'cohort' | 'event') =>
      expectedServiceLevel(GOLDEN_CALLS, { ...halves, attribution }).map(({ offered, answered }) => [
        offered,
        answered,
      ]);
    expect(answers('cohort')).toEqual([
      [8, 3],
      [2, 1],
    ]);
    expect(answers('event')).toEqual([
      [8, 2],
      [2, 2],
    ]);
  });

  it('offers a transferred call once in each queue', () => {
    const rows = expectedServiceLevel(GOLDEN_CALLS, { ...whole, queue: '', byQueue: true });
    expect(rows.map(({ queue, offered, answered }) => [queue, offered, answered])).toEqual([
      ['sales', 10, 4],
      ['support', 1, 1],
    ]);
  });

  it('waits 45.25 s for an answer on average, 21.5 s in the middle, 98.5 s at the 90th percentile, 31.6 s over all', () => {
    const waiting = expectedWaiting(GOLDEN_CALLS, sales);
    expect(waiting).toMatchObject({ answered: 4, asaMs: 45_250, answeredMedianMs: 21_500 });
    expect(waiting).toMatchObject({ waited: 10, meanWaitMs: 31_600, waitUnknown: 0 });
    expect(waiting.answeredP90Ms).toBeCloseTo(98_500, 3);
  });

  it('abandons 30 % and loses 60 % in any way', () => {
    const rate = expectedAbandonRate(GOLDEN_CALLS, sales);
    expect(rate).toMatchObject({ offered: 10, abandoned: 3, flowOuts: 3, abandonedPercent: 30, lostPercent: 60 });
    expect(rounded(rate.abandonedLessShortPercent)).toBe(22.2);
  });

  it('occupies A by 7.0 % and B by 7.2 %, the pause taken out', () => {
    const rows = expectedOccupancy(GOLDEN_CALLS, GOLDEN_STATES, { ...hour, acwReasons: ['acw'], acwWithinMs: 5_000 });
    expect(rows.map((row) => [row.operatorId, row.handledMs, row.availableMs, rounded(row.occupancyPercent)])).toEqual([
      ['A', 210_000, 3_000_000, 7],
      ['B', 260_000, 3_600_000, 7.2],
      ['C', 300_000, 3_600_000, 8.3],
    ]);
  });

  it('takes a pause for after-call work for handled time only when it begins soon after a call', () => {
    const lunch = { ...hour, acwReasons: ['lunch'] };
    const [soon] = expectedOccupancy(GOLDEN_CALLS, GOLDEN_STATES, { ...lunch, acwWithinMs: 5_000 });
    expect(soon).toMatchObject({ operatorId: 'A', handledMs: 210_000, availableMs: 3_000_000 });
    const [late] = expectedOccupancy(GOLDEN_CALLS, GOLDEN_STATES, { ...lunch, acwWithinMs: 1_100_000 });
    expect(late).toMatchObject({ operatorId: 'A', handledMs: 810_000, availableMs: 3_600_000 });
  });

  it('clips a call that goes on at the end of the period', () => {
    const untilTalk = { ...hour, toMs: NINE + 100_000, acwReasons: [], acwWithinMs: 0 };
    expect(expectedOccupancy(GOLDEN_CALLS, GOLDEN_STATES, untilTalk)[0]).toMatchObject({
      ...{ operatorId: 'A', handledLegs: 1, handledMs: 32_000, loggedInMs: 100_000 },
    });
  });

  it('of a queue or hour without calls is no data, not zero', () => {
    const later = { ...whole, fromMs: NINE + 2 * HOUR_MS, toMs: NINE + 3 * HOUR_MS };
    expect(expectedServiceLevel(GOLDEN_CALLS, later)).toEqual([]);
    expect(expectedWaiting(GOLDEN_CALLS, later)).toMatchObject({ answered: 0, asaMs: null, answeredP90Ms: null });
    expect(expectedAbandonRate(GOLDEN_CALLS, later)).toMatchObject({ offered: 0, abandonedPercent: null });
  });

  it('has a ring in vain as a leg, but not as a handled one', () => {
    expect(expectedOperatorSums(GOLDEN_CALLS, 'golden')[0]).toEqual({
      ...{ operatorId: 'A', legCount: 3, handledLegs: 2, missedLegs: 1 },
      ...{ talkMs: 210_000, holdMs: 0, acwMs: 0, acwKnown: 0 },
    });
  });

  it('has one customer behind ten calls', () => {
    const mix = expectedCallMix(GOLDEN_CALLS, 'golden');
    expect(mix.map(({ disposition, callCount, customerCount }) => [disposition, callCount, customerCount])).toEqual([
      ['abandoned', 6, 1],
      ['answered', 4, 1],
    ]);
  });
});
