import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Leg, QueueEntry } from '../../../ingest/call.ts';
import {
  callers,
  callsByWeekdayHour,
  directionMix,
  missedCalls,
  missedNotReached,
  outgoing,
  targetCalls,
  type MissedParams,
  type WeekdayHourParams,
} from '../../../queries/call-numbers.ts';
import { reconciliation } from '../../../queries/queue-numbers.ts';
import { abandonRateWithinHours, serviceLevelWithinHours, waitingWithinHours } from '../../../queries/within-hours.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { callOf, NOON } from '../../harness/scored-calls.ts';
import { eventsOfMessages, fold, record } from '../../harness/shop.ts';
import { openTestStore } from '../../harness/store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const asked = { project: 'shop', operatorId: '', fromMs: at(0), toMs: at(600) };

const plain: Partial<Call> = {
  channel: 'voice',
  direction: 'inbound',
  customerKey: 'k1',
  parentCallId: '',
  answeredAt: null,
};

const legOf = (operatorId: string, answeredAt: number | null, talkMs: number | null): Leg => ({
  ...{ legId: `${operatorId}-1`, operatorId, operatorAlias: operatorId, queue: 'sales', startedAt: answeredAt ?? NOON },
  ...{
    answeredAt,
    endedAt: answeredAt === null ? NOON : answeredAt + (talkMs ?? 0),
    ringMs: null,
    talkMs,
    holdMs: null,
  },
  ...{ acwMs: null, outcome: answeredAt === null ? ('no_answer' as const) : ('completed' as const) },
});

const entryOf = (enteredAt: number, of: Partial<QueueEntry> = {}): QueueEntry => ({
  ...{ queue: 'sales', nth: 1, enteredAt, position: 1, waitMs: 30_000, outcome: 'abandoned', flowOut: null },
  ...of,
});

/** An inbound call that nobody answered, ended half a minute after its start. */
const missed = (callId: string, minute: number, of: Partial<Call> = {}): Call =>
  callOf(callId, {
    ...plain,
    startedAt: at(minute),
    endedAt: at(minute) + 30_000,
    queueEntries: [entryOf(at(minute))],
    ...of,
  });

const answered = (callId: string, minute: number, of: Partial<Call> = {}): Call =>
  callOf(callId, {
    ...plain,
    startedAt: at(minute),
    answeredAt: at(minute),
    endedAt: at(minute + 1),
    legs: [legOf('anna', at(minute), MINUTE_MS)],
    ...of,
  });

/** An outbound call in vain. */
const attempt = (callId: string, minute: number, of: Partial<Call> = {}): Call =>
  answered(callId, minute, { direction: 'outbound', answeredAt: null, legs: [legOf('anna', null, null)], ...of });

async function storeOf(calls: readonly Call[]): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertCalls(calls);
  return store;
}

describe('calls by direction', () => {
  it('give inbound for each outbound, with internal ones beside', async () => {
    const store = await storeOf([
      ...[1, 2, 3].map((n) => answered(`in${String(n)}`, n)),
      attempt('out', 5),
      answered('internal', 6, { direction: 'internal' }),
      answered('chat', 7, { channel: 'chat' }),
      answered('merged', 8, { mergedInto: 'out' }),
    ]);
    expect(await store.run(directionMix, asked)).toEqual([
      {
        channel: 'chat',
        calls: 1,
        inbound: 1,
        outbound: 0,
        internal: 0,
        inboundPerOutbound: null,
        inboundPercent: 100,
      },
      { channel: 'voice', calls: 5, inbound: 3, outbound: 1, internal: 1, inboundPerOutbound: 3, inboundPercent: 75 },
    ]);
  });
});

describe('outgoing calls', () => {
  it('are attempts, of which some connect and some call back', async () => {
    const outbound = { direction: 'outbound' as const };
    const store = await storeOf([
      attempt('a1', 1),
      answered('a2', 2, { ...outbound, parentCallId: 'missed' }),
      answered('a3', 3, { ...outbound, legs: [legOf('boris', at(3), 30_000)] }),
      answered('in', 4),
    ]);
    const rows = await store.run(outgoing, asked);
    expect(
      rows.map((row) => [row.operatorId, row.attempts, row.connectedCalls, row.callbacks, row.meanTalkMs]),
    ).toEqual([
      ['', 3, 2, 1, 45_000],
      ['anna', 2, 1, 1, 60_000],
      ['boris', 1, 1, 0, 30_000],
    ]);
    expect(await store.run(outgoing, { ...asked, operatorId: 'boris' })).toMatchObject([{ operatorId: 'boris' }]);
  });
});

describe('target calls', () => {
  it('are answered and long enough, a transferred one by all its legs, an operator by their own', async () => {
    const store = await storeOf([
      answered('long', 1, { legs: [legOf('anna', at(1), 30_000)] }),
      answered('passed on', 2, { legs: [legOf('anna', at(2), 10_000), legOf('boris', at(2) + 10_000, 20_000)] }),
      answered('short', 3, { legs: [legOf('anna', at(3), 29_999)] }),
      answered('unknown', 4, { legs: [legOf('anna', at(4), null)] }),
      missed('missed', 5),
    ]);
    const rows = await store.run(targetCalls, { ...asked, targetMs: 30_000 });
    expect(rows.map((row) => [row.operatorId, row.calls, row.answered, row.targetCalls, row.talkUnknown])).toEqual([
      ['', 5, 4, 2, 1],
      ['anna', 4, 4, 1, 1],
      ['boris', 1, 1, 0, 0],
    ]);
    expect(rows[0]?.targetPercent).toBe(50);
  });
});

describe('calls by weekday and hour', () => {
  const week = (from: string, timeZone: string, days: number): WeekdayHourParams => {
    const fromMs = Date.parse(from);
    return { ...asked, queue: '', direction: '', channel: '', fromMs, toMs: fromMs + days * DAY_MS, timeZone };
  };

  it('are divided by how many such hours the period holds', async () => {
    const monday = Date.parse('2026-03-02T09:30:00+02:00');
    const store = await storeOf(
      [0, 1, 7 * DAY_MS].map((later, n) => answered(`c${String(n)}`, 0, { startedAt: monday + later })),
    );
    const rows = await store.run(callsByWeekdayHour, week('2026-03-02T00:00:00+02:00', 'Europe/Sofia', 14));
    expect(rows).toHaveLength(168);
    expect(rows.find(({ weekday, hour }) => weekday === 1 && hour === 9)).toMatchObject({
      ...{ calls: 3, answered: 3, hours: 2, callsPerHour: 1.5 },
    });
    expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(3);
  });

  it('of a queue are the calls that entered it', async () => {
    const monday = Date.parse('2026-03-02T09:30:00+02:00');
    const store = await storeOf([
      answered('c1', 0, { startedAt: monday, queueEntries: [entryOf(monday)] }),
      answered('c2', 0, { startedAt: monday, queueEntries: [] }),
    ]);
    const asked = week('2026-03-02T00:00:00+02:00', 'Europe/Sofia', 7);
    const callsOf = async (queue: string): Promise<number> =>
      (await store.run(callsByWeekdayHour, { ...asked, queue })).reduce((sum, { calls }) => sum + calls, 0);
    expect([await callsOf(''), await callsOf('sales'), await callsOf('returns')]).toEqual([2, 1, 0]);
  });

  it('have no skipped hour in the week of spring, and two of the doubled one in autumn', async () => {
    const store = await storeOf([]);
    const sunday = async (from: string, zone: string, hours: number): Promise<readonly number[]> => {
      const fromMs = Date.parse(from);
      const period = { ...week(from, zone, 1), toMs: fromMs + hours * HOUR_MS };
      const rows = await store.run(callsByWeekdayHour, period);
      expect(rows.every(({ weekday }) => weekday === 7)).toBe(true);
      return Array.from({ length: 24 }, (_, hour) => rows.find((row) => row.hour === hour)?.hours ?? 0);
    };
    const all = Array.from({ length: 24 }, () => 1);
    expect(await sunday('2026-03-29T00:00:00+02:00', 'Europe/Sofia', 23)).toEqual(all.with(3, 0));
    expect(await sunday('2026-10-25T00:00:00+03:00', 'Europe/Sofia', 25)).toEqual(all.with(3, 2));
    expect(await sunday('2026-10-25T00:00:00+03:00', 'Europe/Moscow', 24)).toEqual(all);
  });

  it('agree with a clock that is read call by call, in any zone and period', async () => {
    const starts = fc.integer({ min: Date.parse('2026-03-20'), max: Date.parse('2026-11-05') });
    const [moments = []] = fc.sample(fc.array(starts, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 3 });
    const store = await storeOf(moments.map((startedAt, n) => answered(`c${String(n)}`, 0, { startedAt })));
    for (const timeZone of ['Europe/Sofia', 'Europe/Moscow', 'Australia/Lord_Howe']) {
      const [fromMs, toMs] = [Date.parse('2026-03-27T10:20:00Z'), Date.parse('2026-10-27T01:05:00Z')];
      const rows = await store.run(callsByWeekdayHour, { ...week('2026-03-27', timeZone, 1), fromMs, toMs });
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
      const placeOf = (moment: number): string => clock.format(moment).replace(',', '');
      const within = moments.filter((moment) => moment >= fromMs && moment < toMs);
      const calls = Map.groupBy(within, placeOf);
      const minutes = new Map<string, number>();
      for (let moment = fromMs; moment < toMs; moment += 5 * MINUTE_MS)
        minutes.set(placeOf(moment), (minutes.get(placeOf(moment)) ?? 0) + 5);
      const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
      for (const row of rows) {
        const place = `${days[row.weekday - 1] ?? ''} ${String(row.hour).padStart(2, '0')}`;
        expect([place, row.calls, row.hours]).toEqual([
          place,
          calls.get(place)?.length ?? 0,
          (minutes.get(place) ?? 0) / 60,
        ]);
      }
      expect(rows).toHaveLength(minutes.size);
    }
  });
});

describe('callers', () => {
  it('call first or again, as far as their number is known', async () => {
    const store = await storeOf([
      answered('before', -60),
      missed('again', 1),
      answered('other', 2, { customerKey: 'k2' }),
      answered('hidden', 3, { customerKey: '' }),
      attempt('out', 4, { customerKey: 'k3' }),
    ]);
    expect(await store.run(callers, { ...asked, windowMs: 7 * DAY_MS })).toEqual([
      { calls: 3, hidden: 1, firstCalls: 1, repeatedCalls: 1, repeatedPercent: 50 },
    ]);
    expect(await store.run(callers, { ...asked, windowMs: HOUR_MS })).toMatchObject([{ firstCalls: 2 }]);
  });
});

describe('missed calls', () => {
  const question: MissedParams = {
    ...{ project: 'shop', queue: '', fromMs: at(0), toMs: at(600), asOfMs: at(6000), shortMs: 5_000 },
    ...{ windowMs: DAY_MS, workFromMs: [at(0)], workToMs: [at(600)] },
  };

  it('leave one row of work a customer, in the state of the last of them', async () => {
    const store = await storeOf([
      missed('m1', 1),
      attempt('try', 5),
      missed('m2', 9),
      missed('x1', 2, { customerKey: 'k2' }),
      attempt('try2', 6, { customerKey: 'k2' }),
    ]);
    expect(await store.run(missedNotReached, question)).toMatchObject([
      {
        customerKey: 'k1',
        state: 'open',
        missedCalls: 2,
        callIds: ['m1', 'm2'],
        attemptIds: ['try'],
        kind: 'abandoned',
      },
      { customerKey: 'k2', state: 'attempted', missedCalls: 1, attemptIds: ['try2'], lastAttemptMs: at(6) },
    ]);
  });

  it('are gone from the list once the customer is reached, by whoever calls whom', async () => {
    const store = await storeOf([
      missed('m1', 1),
      answered('back', 5, { direction: 'outbound' }),
      missed('m2', 2, { customerKey: 'k2' }),
      answered('again', 9, { customerKey: 'k2', channel: 'chat' }),
      missed('m3', 3, { customerKey: '' }),
      answered('linked', 4, { direction: 'outbound', customerKey: '', parentCallId: 'm3' }),
    ]);
    expect(await store.run(missedNotReached, question)).toEqual([]);
    expect(await store.run(missedNotReached, { ...question, asOfMs: at(5) })).toMatchObject([
      { customerKey: 'k1', state: 'open' },
      { customerKey: 'k2', state: 'open' },
    ]);
    expect(await store.run(missedCalls, question)).toMatchObject([
      {
        missedCalls: 3,
        recoveredByCallback: 2,
        recoveredByCustomer: 1,
        recoveredWithinWindow: 3,
        recoveredPercent: 100,
      },
    ]);
  });

  it('are short or internal and then no work, or hidden and then counted apart', async () => {
    const short = entryOf(at(1), { waitMs: 5_000 });
    const store = await storeOf([
      missed('short', 1, { queueEntries: [short] }),
      missed('waited before', 2, {
        queueEntries: [entryOf(at(2), { outcome: 'flow_out', flowOut: 'timeout' }), short],
      }),
      missed('wait unknown', 2, { customerKey: 'k2', queueEntries: [entryOf(at(2), { waitMs: null })] }),
      missed('internal', 3, { direction: 'internal', customerKey: '' }),
      missed('hidden', 4, { customerKey: '' }),
      missed('callback ordered', 5, { queueEntries: [entryOf(at(5), { outcome: 'flow_out', flowOut: 'callback' })] }),
      missed('still waiting', 6, {
        endedAt: null,
        queueEntries: [entryOf(at(6), { outcome: 'waiting', waitMs: null })],
      }),
    ]);
    expect(await store.run(missedNotReached, question)).toMatchObject([
      { callIds: ['waited before'] },
      { callIds: ['wait unknown'] },
    ]);
    expect(await store.run(missedCalls, question)).toMatchObject([
      {
        kind: 'abandoned',
        missedCalls: 5,
        excludedShort: 1,
        excludedInternal: 1,
        hidden: 1,
        open: 2,
        recoveredPercent: 0,
      },
    ]);
  });

  it('are no work where the record of the call names them spam or a wrong number, in whatever spelling', async () => {
    const told = (callId: string, of: Readonly<Record<string, unknown>>): Call => {
      const customer = `+35988812${String(3000 + callId.length)}`;
      const queueEntries = [{ queue: 'sales', enteredAt: at(1), waitMs: 30_000, outcome: 'abandoned' }];
      const times = { startedAt: at(1), endedAt: at(1) + 30_000 };
      return fold(eventsOfMessages([record({ callId, customer, queueEntries, ...times, ...of })]));
    };
    const store = await storeOf([
      told('spam', { disposition: 'SPAM' }),
      told('spam of an export', { attributes: { providerDisposition: 'Спам' } }),
      told('wrong number', { disposition: 'Wrong number' }),
      told('wrong number of an export', { attributes: { providerDisposition: 'wrong-number' } }),
      told('abandoned', { disposition: 'abandoned', attributes: { providerDisposition: 'no answer' } }),
      told('answered with a remark', {
        ...{ disposition: 'spam', operator: 'A', answeredAt: at(1), queueEntries: null, queue: 'sales' },
        ...{ waitMs: 0, talkMs: 30_000 },
      }),
    ]);
    expect(await store.run(missedNotReached, question)).toMatchObject([{ callIds: ['abandoned'] }]);
    expect(await store.run(missedCalls, question)).toMatchObject([
      { kind: 'abandoned', missedCalls: 5, excludedSpam: 2, excludedWrongNumber: 2, excludedShort: 0, open: 1 },
    ]);
  });

  it('have the kind of their last queue, and outside working hours are counted apart', async () => {
    const flowOut = (minute: number, how: 'timeout' | 'empty'): Partial<Call> => ({
      queueEntries: [entryOf(at(minute), { outcome: 'flow_out', flowOut: how })],
      customerKey: how,
    });
    const store = await storeOf([
      missed('timeout', 1, flowOut(1, 'timeout')),
      missed('late', 700, flowOut(700, 'empty')),
      missed('rang', 3, { queueEntries: [], legs: [legOf('anna', null, null)] }),
      answered('transferred', 4, { queueEntries: [entryOf(at(4), { outcome: 'flow_out', flowOut: 'timeout' })] }),
    ]);
    const rows = await store.run(missedCalls, { ...question, toMs: at(800) });
    expect(rows.map((row) => [row.outsideHours, row.kind, row.missedCalls])).toEqual([
      [false, 'no_answer', 1],
      [false, 'timeout', 1],
      [true, 'empty', 1],
    ]);
  });

  it('of one customer that lie further apart than the window are two rows', async () => {
    const store = await storeOf([missed('m1', 1), missed('m2', 100)]);
    const rows = await store.run(missedNotReached, { ...question, windowMs: HOUR_MS });
    expect(rows.map(({ callIds }) => callIds)).toEqual([['m1'], ['m2']]);
  });

  it('are those that a clerk finds who goes through the calls one by one', async () => {
    const some = fc.record({
      minute: fc.integer({ min: 0, max: 120 }),
      customer: fc.integer({ min: 0, max: 60 }),
      kind: fc.constantFrom('missed', 'missed', 'short', 'answered', 'attempt', 'back'),
    });
    const [drawn = []] = fc.sample(fc.array(some, { minLength: 400, maxLength: 400 }), { numRuns: 1, seed: 9 });
    const make = { missed, short: missed, answered, attempt, back: answered };
    const happened = drawn.map((one, nth) => ({ ...one, id: `c${String(nth)}`, startedAt: at(one.minute) + nth }));
    const store = await storeOf(
      happened.map(({ kind, id, minute, startedAt, customer }) =>
        make[kind](id, minute, {
          startedAt,
          customerKey: customer === 0 ? '' : `k${String(customer)}`,
          ...(kind === 'short' ? { queueEntries: [entryOf(startedAt, { waitMs: 2_000 })] } : {}),
          ...(kind === 'back' ? { direction: 'outbound' as const } : {}),
        }),
      ),
    );
    const work = new Map<number, { ids: string[]; tried: boolean }>();
    for (const { kind, id, customer } of happened.toSorted((a, b) => a.startedAt - b.startedAt)) {
      if (customer === 0) continue;
      const row = work.get(customer);
      if (kind === 'missed') work.set(customer, { ids: [...(row?.ids ?? []), id], tried: false });
      if (kind === 'attempt' && row !== undefined) row.tried = true;
      if (kind === 'answered' || kind === 'back') work.delete(customer);
    }
    const rows = await store.run(missedNotReached, question);
    const found = rows.map(({ customerKey, callIds, state }) => [customerKey, callIds, state]);
    const expected = [...work].map(([who, { ids, tried }]) => [`k${String(who)}`, ids, tried ? 'attempted' : 'open']);
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(found.length).toBeGreaterThan(10);
  });
});

describe('numbers of the queues within working hours', () => {
  it('leave out who came outside of them', async () => {
    const store = await storeOf([
      missed('early', 1),
      answered('open', 10, { queueEntries: [entryOf(at(10), { outcome: 'answered', waitMs: 4_000 })] }),
    ]);
    const hours = { workFromMs: [at(9)], workToMs: [at(11)] };
    const period = { project: 'shop', queue: '', fromMs: at(0), toMs: at(600), ...hours };
    const level = { thresholdMs: 20_000, shortMs: 5_000, attribution: 'cohort', intervalMs: 0, byQueue: 0 } as const;
    expect(await store.run(serviceLevelWithinHours, { ...period, ...level })).toMatchObject([
      { offered: 1, answeredWithin: 1, percent: { offered: 100 } },
    ]);
    expect(await store.run(waitingWithinHours, period)).toMatchObject([{ waited: 1, answered: 1, asaMs: 4_000 }]);
    expect(await store.run(abandonRateWithinHours, { ...period, shortMs: 5_000 })).toMatchObject([
      { offered: 1, abandoned: 0 },
    ]);
    expect(await store.run(waitingWithinHours, { ...period, workFromMs: [], workToMs: [] })).toMatchObject([
      { waited: 0 },
    ]);
  });
});

describe('queue entries that do not add up', () => {
  it('wait too long, are impossible, or are there twice', async () => {
    const store = await storeOf([
      missed('endless', 1, { endedAt: null, queueEntries: [entryOf(at(1), { outcome: 'waiting', waitMs: null })] }),
      missed('negative', 2, { queueEntries: [entryOf(at(2), { waitMs: -1 })] }),
      missed('after the end', 3, { queueEntries: [entryOf(at(3), { waitMs: 40_000 })] }),
      missed('told twice', 4, { customerKey: 'k4' }),
      missed('told twice as another', 4, { customerKey: 'k4' }),
      missed('twice in a queue', 5, {
        queueEntries: [entryOf(at(5)), entryOf(at(5) + 10_000, { nth: 2, waitMs: 20_000 })],
      }),
      missed('again in the queue', 6, {
        queueEntries: [
          entryOf(at(6), { waitMs: 10_000, outcome: 'flow_out', flowOut: 'key' }),
          entryOf(at(6) + 10_000, { nth: 2, waitMs: 10_000 }),
        ],
      }),
      missed('newest', 300),
    ]);
    const rows = await store.run(reconciliation, { project: 'shop', queue: '', fromMs: at(0), toMs: at(600) });
    expect(rows.map(({ callId, problem }) => `${callId}: ${problem}`)).toEqual([
      'endless: waiting_too_long',
      'negative: impossible',
      'after the end: impossible',
      'told twice: doubled',
      'told twice as another: doubled',
      'twice in a queue: doubled',
      'twice in a queue: doubled',
    ]);
  });
});
