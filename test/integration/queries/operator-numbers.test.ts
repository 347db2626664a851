import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Leg } from '../../../ingest/call.ts';
import type { OperatorEvent } from '../../../ingest/operator-event.ts';
import {
  aht,
  occupancy,
  talkAndHold,
  timeByState,
  type AcwRule,
  type TimeByStateRow,
} from '../../../queries/operator-numbers.ts';
import { acwPauseOf, expectedTime, type ExpectedTime, type OperatorSpan } from '../../../simulate/operator-time.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { callOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const ACW: AcwRule = { acwReasons: ['wrap-up'], acwWithinMs: 10_000 };
const asked = { project: 'shop', operatorId: '', fromMs: at(0), toMs: at(60) };

type Event = Pick<OperatorEvent, 'event' | 'at'> & Partial<OperatorEvent>;

const eventOf = (event: Event, nth: number): OperatorEvent => ({
  ...{ project: 'shop', source: 'queue_log', eventId: `e${String(nth)}`, operatorId: 'anna', operatorAlias: 'SIP/101' },
  ...{ queue: 'sales', reason: '', seq: nth },
  ...event,
});

const legOf = (answeredAt: number, of: Partial<Leg> = {}): Leg => {
  const known = { talkMs: 0, holdMs: 0, ...of };
  return {
    ...{ legId: 'l1', operatorId: 'anna', operatorAlias: 'SIP/101', queue: 'sales', startedAt: answeredAt, answeredAt },
    ...{ endedAt: answeredAt + (known.talkMs ?? 0) + (known.holdMs ?? 0), ringMs: null, acwMs: null },
    ...{ outcome: 'completed' as const },
    ...known,
  };
};

async function storeOf(events: readonly Event[], calls: readonly Call[]): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertOperatorEvents(events.map(eventOf));
  await store.insertCalls(calls);
  return store;
}

describe('the time of an operator', () => {
  it('counts a log-in to two queues once, and ends with the log-out of both', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(0) },
        { event: 'login', at: at(0), queue: 'support' },
        { event: 'logout', at: at(20) },
        { event: 'logout', at: at(30), queue: 'support' },
      ],
      [],
    );
    expect(await store.run(timeByState, { ...asked, ...ACW })).toMatchObject([{ loggedInMs: 30 * MINUTE_MS }]);
  });

  it('ends all sessions with a log-out of no queue, and all pauses with an unpause of all', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(0) },
        { event: 'pause', at: at(10), reason: 'lunch' },
        { event: 'pause', at: at(10), reason: 'lunch', queue: '' },
        { event: 'unpause', at: at(15), queue: '' },
        { event: 'logout', at: at(20), queue: '' },
      ],
      [],
    );
    expect(await store.run(timeByState, { ...asked, ...ACW })).toMatchObject([
      { loggedInMs: 20 * MINUTE_MS, pauseMsByReason: { lunch: 5 * MINUTE_MS }, idleMs: 15 * MINUTE_MS },
    ]);
  });

  it('ends a session without log-out an hour after the last sign of life, or with the next log-in', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(0) },
        { event: 'login', at: at(0), operatorId: 'boris' },
        { event: 'login', at: at(40), operatorId: 'boris' },
      ],
      [callOf('c1', { legs: [legOf(at(10), { talkMs: 5 * MINUTE_MS })] })],
    );
    const rows = await store.run(timeByState, { ...asked, ...ACW, toMs: at(600) });
    // Anna was last heard of at 15 minutes; Boris at 40, and his second session begins where the first one ends.
    expect(rows.map((row) => [row.operatorId, row.loggedInMs / MINUTE_MS])).toEqual([
      ['anna', 75],
      ['boris', 100],
    ]);
  });

  it('fills a pause with the calls that are taken in it, and counts a call outside every session apart', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(10) },
        { event: 'pause', at: at(10), reason: 'lunch' },
        { event: 'unpause', at: at(20) },
        { event: 'logout', at: at(40) },
      ],
      [callOf('c1', { legs: [legOf(at(5), { talkMs: 10 * MINUTE_MS, holdMs: 2 * MINUTE_MS })] })],
    );
    expect(await store.run(timeByState, { ...asked, ...ACW })).toMatchObject([
      {
        ...{ loggedInMs: 30 * MINUTE_MS, talkMs: 5 * MINUTE_MS, holdMs: 2 * MINUTE_MS, pauseMs: 3 * MINUTE_MS },
        ...{ idleMs: 20 * MINUTE_MS, outsideMs: 5 * MINUTE_MS },
      },
    ]);
    expect(await store.run(occupancy, { ...asked, ...ACW })).toMatchObject([
      { handledLegs: 1, handledMs: 12 * MINUTE_MS, outsideMs: 5 * MINUTE_MS, availableMs: 27 * MINUTE_MS },
    ]);
  });

  it('has no occupancy of somebody who was never logged in', async () => {
    const store = await storeOf([], [callOf('c1', { legs: [legOf(at(5), { talkMs: MINUTE_MS })] })]);
    expect(await store.run(occupancy, { ...asked, ...ACW })).toMatchObject([
      { handledMs: MINUTE_MS, loggedInMs: 0, occupancyPercent: null },
    ]);
  });
});

describe('after-call work', () => {
  const talked = { talkMs: 3 * MINUTE_MS };
  const pause = (startMs: number, reason: string): readonly Event[] => [
    { event: 'login', at: at(0) },
    { event: 'pause', at: startMs, reason },
    { event: 'unpause', at: startMs + MINUTE_MS },
    { event: 'logout', at: at(60) },
  ];
  const acwOf = async (events: readonly Event[], of: Partial<Leg> = {}): Promise<unknown> => {
    const store = await storeOf(events, [
      callOf('c1', { channel: 'voice', legs: [legOf(at(5), { ...talked, ...of })] }),
    ]);
    const rows = await store.run(aht, { ...asked, ...ACW, queue: '' });
    return rows.filter(({ basis }) => basis === 'call').map((row) => [row.acwKnown, row.acwSumMs / 1000, row.ahtMs])[0];
  };

  it('is the pause for it that begins soon after the call', async () => {
    expect(await acwOf(pause(at(8) + 10_000, 'wrap-up'))).toEqual([1, 60, 240_000]);
  });

  it('is unknown, not 0, when the pause comes late, has another reason, or goes on', async () => {
    expect(await acwOf(pause(at(8) + 11_000, 'wrap-up'))).toEqual([0, 0, 180_000]);
    expect(await acwOf(pause(at(8), 'lunch'))).toEqual([0, 0, 180_000]);
    expect(await acwOf(pause(at(8), 'wrap-up').slice(0, 2))).toEqual([0, 0, 180_000]);
  });

  it('is what the source states where no such pause follows', async () => {
    expect(await acwOf([], { acwMs: 30_000 })).toEqual([1, 30, 210_000]);
    expect(await acwOf([], { acwMs: 0 })).toEqual([1, 0, 180_000]);
  });

  it('belongs to the leg that ended last before it', async () => {
    const store = await storeOf(pause(at(9) + 9_000, 'wrap-up'), [
      callOf('c1', { channel: 'voice', legs: [legOf(at(5), { talkMs: 4 * MINUTE_MS })] }),
      callOf('c2', { channel: 'voice', legs: [legOf(at(9), { talkMs: 5_000 })] }),
    ]);
    const rows = await store.run(aht, { ...asked, ...ACW, queue: '', fromMs: at(9) });
    expect(rows.find(({ basis }) => basis === 'leg')).toMatchObject({ handled: 1, acwSumMs: MINUTE_MS });
  });
});

describe('talk and hold', () => {
  it('have a mean, a median and a 90th percentile over legs of which they are known', async () => {
    const talks = [10_000, 20_000, 60_000, null];
    const legs = talks.map((talkMs, nth) =>
      legOf(at(nth), { legId: `l${String(nth)}`, talkMs, holdMs: nth === 0 ? 30_000 : null }),
    );
    const store = await storeOf([], [callOf('c1', { channel: 'voice', legs })]);
    const [row] = await store.run(talkAndHold, { ...asked, queue: '' });
    expect(row).toMatchObject({ answeredLegs: 4, talkKnown: 3, meanTalkMs: 30_000, medianTalkMs: 20_000 });
    expect(row).toMatchObject({ holdKnown: 1, heldLegs: 1, meanHoldMs: 30_000, holdPercent: 75 });
    expect(row?.p90TalkMs).toBeCloseTo(52_000, 3);
  });
});

/** The slow and plain way: what happened in a random day, reckoned without a line of SQL. */

const OPERATORS = ['anna', 'boris'];
const minutes = fc.integer({ min: 0, max: 400 });
const someEvent = fc.record({
  operatorId: fc.constantFrom(...OPERATORS),
  queue: fc.constantFrom('sales', 'support', ''),
  event: fc.constantFrom('login', 'logout', 'pause', 'unpause'),
  reason: fc.constantFrom('lunch', 'wrap-up', 'training'),
  at: minutes.map(at),
});
const someLeg = fc.record({
  operatorId: fc.constantFrom(...OPERATORS),
  answeredAt: minutes.map(at),
  talkMs: fc.option(
    fc.integer({ min: 0, max: 40 }).map((n) => n * MINUTE_MS),
    { nil: null, freq: 6 },
  ),
  holdMs: fc.option(
    fc.integer({ min: 0, max: 10 }).map((n) => n * MINUTE_MS),
    { nil: null },
  ),
  acwMs: fc.option(
    fc.integer({ min: 0, max: 15 }).map((n) => n * MINUTE_MS),
    { nil: null },
  ),
});
const day = fc.record({
  events: fc.array(someEvent, { maxLength: 30 }),
  legs: fc.array(someLeg, { maxLength: 14 }),
  fromMs: fc.integer({ min: -10, max: 200 }).map(at),
  lengthMs: fc.integer({ min: 1, max: 500 }).map((n) => n * MINUTE_MS),
});
const RULE: AcwRule = { acwReasons: ['wrap-up'], acwWithinMs: 15 * MINUTE_MS };

const FAR = Number.MAX_SAFE_INTEGER;
const RANK = ['login', 'pause', 'unpause', 'logout'];

type Known = OperatorSpan & { readonly ended: boolean };

/** Sessions and pauses by the rules of docs/metrics.md, one event after the other. */
function spansOf(events: readonly OperatorEvent[], legs: readonly Leg[]): readonly Known[] {
  const ordered = events.toSorted(
    (a, b) => a.at - b.at || a.seq - b.seq || RANK.indexOf(a.event) - RANK.indexOf(b.event),
  );
  return ordered.flatMap((opening, nth): readonly Known[] => {
    const own = ordered.slice(nth + 1).filter(({ operatorId }) => operatorId === opening.operatorId);
    const { operatorId, reason, at: startMs } = opening;
    if (opening.event === 'login') {
      const closing = own.find(({ event, queue }) => {
        return (queue === opening.queue && ['login', 'logout'].includes(event)) || (queue === '' && event === 'logout');
      });
      const nextMs = closing?.at ?? FAR;
      const signs = [
        ...events.filter((one) => one.operatorId === operatorId).map((one) => one.at),
        ...legs.filter((leg) => leg.operatorId === operatorId).map((leg) => leg.endedAt ?? 0),
      ].filter((sign) => sign < nextMs);
      const silentMs = Math.max(startMs, ...signs) + 60 * MINUTE_MS;
      const endMs = closing?.event === 'logout' ? nextMs : Math.min(nextMs, silentMs);
      return [{ operatorId, state: 'session', reason: '', startMs, endMs, ended: true }];
    }
    if (opening.event !== 'pause') return [];
    const closing = own.find(({ event, queue }) => {
      if (queue === opening.queue) return true;
      return (
        (queue === '' && (event === 'unpause' || event === 'logout')) || (opening.queue === '' && event === 'unpause')
      );
    });
    const ended = closing !== undefined && closing.event !== 'login';
    return [{ operatorId, state: 'pause', reason, startMs, endMs: closing?.at ?? FAR, ended }];
  });
}

/** Random days side by side, each with operators of its own, so that one question is about all of them. */
function daysOf(count: number): { readonly events: readonly OperatorEvent[]; readonly calls: readonly Call[] } {
  const days = fc.sample(day, { numRuns: count, seed: 5 });
  const events = days.flatMap(({ events }, nth) =>
    events.map((event) => ({ ...event, operatorId: `${event.operatorId}-${String(nth)}` })),
  );
  const legs = days.flatMap(({ legs }, nth) =>
    legs.map((leg) => ({ ...leg, operatorId: `${leg.operatorId}-${String(nth)}` })),
  );
  const calls = legs.map((leg, index) => {
    // No two legs end in one moment: which of them a pause belongs to would be anybody's choice.
    const answeredAt = leg.answeredAt + index;
    const whole = legOf(answeredAt, { ...leg, answeredAt });
    return callOf(`c${String(index)}`, { channel: 'voice', startedAt: leg.answeredAt, legs: [whole] });
  });
  return { events: events.map(eventOf), calls };
}

type Answered = Leg & { readonly answeredAt: number; readonly endedAt: number };

const sum = (values: readonly (number | null)[]): number => values.reduce<number>((total, ms) => total + (ms ?? 0), 0);

/** A row as the SQL has it: without the count of legs, with the share of time that was not paused. */
function withUtilisation(time: ExpectedTime): TimeByStateRow {
  const { operatorId, loggedInMs, talkMs, holdMs, acwMs, pauseMs, idleMs, outsideMs, pauseMsByReason } = time;
  const utilisationPercent = loggedInMs === 0 ? null : (100 * (loggedInMs - pauseMs)) / loggedInMs;
  const times = { loggedInMs, talkMs, holdMs, acwMs, pauseMs, idleMs, outsideMs };
  return { operatorId, ...times, pauseMsByReason: { ...pauseMsByReason }, utilisationPercent };
}

/** The ACW of a leg: of its pause, when something told the end of it. */
function acwMsOf(leg: Answered, legs: readonly Answered[], spans: readonly Known[]): number | null {
  const pause = acwPauseOf(leg, legs, spans, RULE);
  if (pause === undefined) return leg.acwMs;
  const same = spans.filter(({ state, reason, startMs, operatorId }) => {
    const alike = operatorId === pause.operatorId && reason === pause.reason;
    return alike && state === 'pause' && startMs === pause.startMs;
  });
  const longest = same.toSorted((a, b) => b.endMs - a.endMs || Number(b.ended) - Number(a.ended))[0];
  return longest?.ended === true ? longest.endMs - longest.startMs : null;
}

describe('sixty random days', () => {
  const { events, calls } = daysOf(60);
  const legs = calls.flatMap((call) => call.legs);
  const answered = legs.flatMap((leg): readonly Answered[] =>
    leg.answeredAt === null || leg.endedAt === null
      ? []
      : [{ ...leg, answeredAt: leg.answeredAt, endedAt: leg.endedAt }],
  );
  const spans = spansOf(events, legs);

  it('have the same time by state, occupancy and AHT as reckoned piece by piece, however the period cuts them', async () => {
    const store = await openTestStore();
    await store.insertOperatorEvents(events);
    await store.insertCalls(calls);
    for (const [fromMs, toMs] of [
      [at(-60), at(1000)],
      [at(95), at(300)],
      [at(200), at(215)],
    ] as const) {
      const period = { project: 'shop', operatorId: '', fromMs, toMs, ...RULE };
      const expected = expectedTime(answered, spans, period);
      const found = await store.run(timeByState, period);
      expect(found).toEqual(expected.map(withUtilisation));
      for (const row of found) {
        expect(row.talkMs + row.holdMs + row.acwMs + row.pauseMs + row.idleMs).toBe(row.loggedInMs);
        expect(sum(Object.values(row.pauseMsByReason))).toBe(row.pauseMs);
      }
      const occupied = await store.run(occupancy, period);
      expect(occupied.map((row) => [row.operatorId, row.handledLegs, row.availableMs])).toEqual(
        expected.map((row) => [row.operatorId, row.handledLegs, row.talkMs + row.holdMs + row.acwMs + row.idleMs]),
      );
      expect(found.length).toBeGreaterThan(20);

      const rows = await store.run(aht, { ...period, queue: '' });
      const counted = answered.filter(
        (leg) => leg.talkMs !== null && leg.answeredAt >= fromMs && leg.answeredAt < toMs,
      );
      const byOperator = Map.groupBy(counted, ({ operatorId }) => operatorId);
      expect(
        rows
          .filter(({ basis, operatorId }) => basis === 'leg' && operatorId !== '')
          .map((row) => [row.operatorId, row.handled, row.talkSumMs, row.holdSumMs, row.acwSumMs, row.acwKnown]),
      ).toEqual(
        [...byOperator]
          .map(([operatorId, own]) => {
            const acws = own.map((leg) => acwMsOf(leg, answered, spans));
            const known = acws.filter((ms) => ms !== null).length;
            const sums = [sum(own.map(({ talkMs }) => talkMs)), sum(own.map(({ holdMs }) => holdMs)), sum(acws)];
            return [operatorId, own.length, ...sums, known] as const;
          })
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    }
  });
});
