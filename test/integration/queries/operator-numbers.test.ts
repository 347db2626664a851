import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Leg } from '../../../ingest/call.ts';
import type { OperatorEvent } from '../../../ingest/operator-event.ts';
import {
  acwRuleOf,
  aht,
  occupancy,
  talkAndHold,
  timeByState,
  type AcwRule,
  type TimeByStateRow,
} from '../../../queries/operator-numbers.ts';
import {
  acwPauseOf,
  acwWithoutPause,
  expectedTime,
  type ExpectedTime,
  type OperatorSpan,
} from '../../../simulate/operator-time.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { callOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const ACW: AcwRule = { acwReasons: ['wrap-up'], acwWithinMs: 10_000, wrapUpQueues: [], wrapUpMs: [] };
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

  it('ends a session of a queue that nobody logged out of with the silence of the night, whatever comes on other days', async () => {
    const [evening, morning] = [at(0), at(900)];
    const store = await storeOf(
      [
        { event: 'login', at: evening },
        { event: 'login', at: morning, queue: 'support' },
        { event: 'logout', at: morning + 90 * MINUTE_MS, queue: 'support' },
        { event: 'login', at: at(2000) },
      ],
      // A call of 80 minutes is a sign of life through all of it.
      [callOf('c1', { legs: [legOf(at(10), { talkMs: 80 * MINUTE_MS })] })],
    );
    const rows = await store.run(timeByState, { ...asked, ...ACW, toMs: at(1900) });
    expect(rows.map((row) => row.loggedInMs / MINUTE_MS)).toEqual([150 + 90]);
  });

  it('ends a pause of all queues with the log-out of the last of them, not of the first', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(0) },
        { event: 'login', at: at(0), queue: 'support' },
        { event: 'pause', at: at(10), reason: 'lunch', queue: '' },
        { event: 'logout', at: at(20) },
        { event: 'logout', at: at(30), queue: 'support' },
        { event: 'login', at: at(1440) },
        { event: 'logout', at: at(1460) },
      ],
      [],
    );
    expect(await store.run(timeByState, { ...asked, ...ACW, toMs: at(2000) })).toMatchObject([
      { loggedInMs: 50 * MINUTE_MS, pauseMsByReason: { lunch: 20 * MINUTE_MS }, idleMs: 30 * MINUTE_MS },
    ]);
  });

  it('gives a pause the reason that began last of those that still run, wherever the period is cut', async () => {
    const store = await storeOf(
      [
        { event: 'login', at: at(0) },
        { event: 'login', at: at(0), queue: 'support' },
        { event: 'pause', at: at(0), reason: 'lunch' },
        { event: 'pause', at: at(10), reason: 'coffee', queue: 'support' },
        { event: 'unpause', at: at(20), queue: 'support' },
        { event: 'unpause', at: at(60) },
      ],
      [],
    );
    const reasonsOf = async (from: number, to: number): Promise<unknown> => {
      const rows = await store.run(timeByState, { ...asked, ...ACW, fromMs: at(from), toMs: at(to) });
      return rows.map(({ pauseMsByReason }) => pauseMsByReason);
    };
    expect(await reasonsOf(0, 60)).toEqual([{ lunch: 50 * MINUTE_MS, coffee: 10 * MINUTE_MS }]);
    expect(await reasonsOf(0, 30)).toEqual([{ lunch: 20 * MINUTE_MS, coffee: 10 * MINUTE_MS }]);
    expect(await reasonsOf(30, 60)).toEqual([{ lunch: 30 * MINUTE_MS }]);
    expect(await reasonsOf(15, 30)).toEqual([{ lunch: 10 * MINUTE_MS, coffee: 5 * MINUTE_MS }]);
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
  const acwOf = async (events: readonly Event[], of: Partial<Leg> = {}, rule: AcwRule = ACW): Promise<unknown> => {
    const store = await storeOf(events, [
      callOf('c1', { channel: 'voice', legs: [legOf(at(5), { ...talked, ...of })] }),
    ]);
    const rows = await store.run(aht, { ...asked, ...rule, queue: '' });
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

  it('is still a pause as long as nothing tells its end', async () => {
    const store = await storeOf(pause(at(8), 'wrap-up').slice(0, 2), [
      callOf('c1', { channel: 'voice', legs: [legOf(at(5), { ...talked, acwMs: 30_000 })] }),
    ]);
    const period = { ...asked, ...ACW, toMs: at(20) };
    expect(await store.run(timeByState, period)).toMatchObject([
      { talkMs: 3 * MINUTE_MS, acwMs: 0, pauseMsByReason: { 'wrap-up': 12 * MINUTE_MS }, idleMs: 5 * MINUTE_MS },
    ]);
    expect(await store.run(occupancy, period)).toMatchObject([{ handledMs: 3 * MINUTE_MS, handledLegs: 1 }]);
  });

  it('is what the source states where no such pause follows', async () => {
    expect(await acwOf([], { acwMs: 30_000 })).toEqual([1, 30, 210_000]);
    expect(await acwOf([], { acwMs: 0 })).toEqual([1, 0, 180_000]);
  });

  describe('of a queue with a wrap-up time', () => {
    const rule = acwRuleOf({
      ...{ acwReasons: ['wrap-up'], acwWithinSeconds: 10 },
      queues: { returns: { wrapUpSeconds: 40 }, sales: { wrapUpSeconds: 20 } },
    });

    it('is first the pause for it, then what the source states, then the time of the queue', async () => {
      expect(await acwOf(pause(at(8), 'wrap-up'), { acwMs: 30_000 }, rule)).toEqual([1, 60, 240_000]);
      expect(await acwOf(pause(at(8), 'lunch'), { acwMs: 30_000 }, rule)).toEqual([1, 30, 210_000]);
      expect(await acwOf(pause(at(8), 'lunch'), {}, rule)).toEqual([1, 20, 200_000]);
      expect(await acwOf(pause(at(8), 'lunch'), { queue: 'returns' }, rule)).toEqual([1, 40, 220_000]);
    });

    it('is unknown in another queue or none, and while a pause for it goes on', async () => {
      expect(await acwOf([], { queue: 'support' }, rule)).toEqual([0, 0, 180_000]);
      expect(await acwOf([], { queue: null }, rule)).toEqual([0, 0, 180_000]);
      expect(await acwOf(pause(at(8), 'wrap-up').slice(0, 2), {}, rule)).toEqual([0, 0, 180_000]);
    });

    it('fills the time after the call, and none where it is not known how long that was', async () => {
      const timeOf = async (talkMs: number | null): Promise<unknown> => {
        const events = [
          { event: 'login' as const, at: at(0) },
          { event: 'logout' as const, at: at(60) },
        ];
        const store = await storeOf(events, [callOf('c1', { channel: 'voice', legs: [legOf(at(5), { talkMs })] })]);
        const [row] = await store.run(timeByState, { ...asked, ...rule });
        return row && [row.talkMs / 1000, row.acwMs / 1000, row.idleMs / 1000];
      };
      expect(await timeOf(3 * MINUTE_MS)).toEqual([180, 20, 3_400]);
      expect(await timeOf(null)).toEqual([0, 0, 3_600]);
    });
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

describe('handling of one operator or one queue', () => {
  const passedOn = callOf('c1', {
    channel: 'voice',
    startedAt: at(0),
    legs: [
      legOf(at(1), { talkMs: 60_000 }),
      legOf(at(3), { legId: 'l2', operatorId: 'boris', queue: 'support', talkMs: 30_000 }),
    ],
  });

  it('is theirs by leg only, and never called that of all', async () => {
    const store = await storeOf([], [passedOn]);
    const boris = { ...asked, ...ACW, queue: '', operatorId: 'boris' };
    expect(await store.run(aht, boris)).toMatchObject([
      { basis: 'leg', operatorId: 'boris', handled: 1, talkSumMs: 30_000 },
    ]);
    expect(await store.run(talkAndHold, boris)).toMatchObject([{ operatorId: 'boris', talkSumMs: 30_000 }]);
  });

  it('is that of whole calls by call, also when they left the queue', async () => {
    const store = await storeOf([], [passedOn]);
    const rows = await store.run(aht, { ...asked, ...ACW, queue: 'support' });
    expect(rows.map((row) => [row.basis, row.operatorId, row.handled, row.talkSumMs])).toEqual([
      ['call', '', 1, 90_000],
      ['leg', '', 1, 30_000],
      ['leg', 'boris', 1, 30_000],
    ]);
    expect(await store.run(aht, { ...asked, ...ACW, queue: 'returns' })).toEqual([]);
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
    { nil: null, freq: 1 },
  ),
  queue: fc.constantFrom('sales', 'support', null),
});
const day = fc.record({
  events: fc.array(someEvent, { maxLength: 30 }),
  legs: fc.array(someLeg, { maxLength: 14 }),
  fromMs: fc.integer({ min: -10, max: 200 }).map(at),
  lengthMs: fc.integer({ min: 1, max: 500 }).map((n) => n * MINUTE_MS),
});
const RULE: AcwRule = {
  ...{ acwReasons: ['wrap-up'], acwWithinMs: 15 * MINUTE_MS },
  ...{ wrapUpQueues: ['returns', 'sales'], wrapUpMs: [MINUTE_MS, 7 * MINUTE_MS] },
};
/** The same for the slow way: by queue. */
const WRAP_UPS = new Map(RULE.wrapUpQueues.map((queue, nth) => [queue, RULE.wrapUpMs[nth] ?? 0]));

const FAR = Number.MAX_SAFE_INTEGER;
const RANK = ['login', 'pause', 'unpause', 'logout'];

type Known = OperatorSpan & { readonly ended: boolean };

/** When an operator had not been heard of for an hour, from `startMs` on. */
function silentFrom(startMs: number, events: readonly OperatorEvent[], legs: readonly Leg[]): number {
  const signs = [
    ...events.map(({ at }) => ({ fromMs: at, toMs: at })),
    ...legs.map((leg) => ({ fromMs: leg.answeredAt ?? 0, toMs: leg.endedAt ?? 0 })),
  ];
  let aliveMs = startMs;
  for (const { fromMs, toMs } of signs.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs > aliveMs + 60 * MINUTE_MS) break;
    aliveMs = Math.max(aliveMs, toMs);
  }
  return aliveMs + 60 * MINUTE_MS;
}

/** Sessions and pauses by the rules of docs/metrics.md, one event after the other. */
function spansOf(events: readonly OperatorEvent[], legs: readonly Leg[]): readonly Known[] {
  const sessions = sessionsOf(events, legs);
  return [...sessions, ...pausesOf(events, sessions)];
}

function inOrder(events: readonly OperatorEvent[]): readonly OperatorEvent[] {
  return events.toSorted((a, b) => a.at - b.at || a.seq - b.seq || RANK.indexOf(a.event) - RANK.indexOf(b.event));
}

/** `ended`: the operator logged out. */
function sessionsOf(events: readonly OperatorEvent[], legs: readonly Leg[]): readonly Known[] {
  const ordered = inOrder(events);
  return ordered.flatMap((opening, nth): readonly Known[] => {
    if (opening.event !== 'login') return [];
    const { operatorId, at: startMs } = opening;
    const closing = ordered.slice(nth + 1).find(({ event, queue, operatorId: who }) => {
      if (who !== operatorId || (event !== 'login' && event !== 'logout')) return false;
      return queue === opening.queue || (queue === '' && event === 'logout');
    });
    const nextMs = closing?.at ?? FAR;
    const ended = closing?.event === 'logout';
    const silentMs = silentFrom(
      startMs,
      events.filter((one) => one.operatorId === operatorId),
      legs.filter((leg) => leg.operatorId === operatorId),
    );
    const endMs = ended ? nextMs : Math.min(nextMs, silentMs);
    return [{ operatorId, state: 'session', reason: '', startMs, endMs, ended }];
  });
}

function pausesOf(events: readonly OperatorEvent[], sessions: readonly Known[]): readonly Known[] {
  const ordered = inOrder(events);
  return ordered.flatMap((opening, nth): readonly Known[] => {
    if (opening.event !== 'pause') return [];
    const { operatorId, reason, at: startMs } = opening;
    const closing = ordered.slice(nth + 1).find(({ event, queue, operatorId: who }) => {
      if (who !== operatorId) return false;
      if (queue === opening.queue) return true;
      const ofAll = queue === '' && (event === 'unpause' || event === 'logout');
      return ofAll || (opening.queue === '' && event === 'unpause');
    });
    const endMs = closing?.at ?? FAR;
    const ended = closing !== undefined && closing.event !== 'login';
    const gone = opening.queue === '' ? goneAt(startMs, operatorId, sessions) : undefined;
    const until = gone !== undefined && gone.endMs < endMs ? gone : { endMs, ended };
    return [{ operatorId, state: 'pause', reason, startMs, ...until }];
  });
}

/** When, from a moment on, an operator is logged in nowhere any more, and whether by a log-out. */
function goneAt(
  moment: number,
  operatorId: string,
  sessions: readonly Known[],
): Pick<Known, 'endMs' | 'ended'> | undefined {
  const own = sessions.filter((session) => session.operatorId === operatorId && session.endMs > session.startMs);
  const last = own
    .filter(({ endMs }) => endMs >= moment && !own.some((other) => other.startMs <= endMs && other.endMs > endMs))
    .toSorted((a, b) => a.endMs - b.endMs || Number(b.ended) - Number(a.ended))[0];
  return last === undefined ? undefined : { endMs: last.endMs, ended: last.ended };
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
  if (pause === undefined) return acwWithoutPause(leg, WRAP_UPS);
  return pause.ended === false ? null : pause.endMs - pause.startMs;
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
      const expected = expectedTime(answered, spans, { ...period, wrapUps: WRAP_UPS });
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
