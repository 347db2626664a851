import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import { celRow, foldPhones, NINE, readLines, readLinesJson, talkOf } from '../../../harness/asterisk.ts';
import { shop } from '../../../harness/shop.ts';

const TRUNK = 'SIP/carrier-00000001';
const A = 'SIP/101-00000002';
const B = 'SIP/102-00000004';
const IN = { caller: '0880000101', exten: '700', context: 'from-trunk' };
const RUNG = { app: 'AppDial', data: '(Outgoing Line)' };
const bridge = (id: string): { readonly extra: object } => ({
  extra: { bridge_id: id, bridge_technology: 'simple_bridge' },
});

function callOf(rows: readonly string[], more: ReturnType<typeof readLines>['events'] = []): Call {
  const { events, refused } = readLines('asterisk-cel', rows);
  expect(refused).toEqual([]);
  return foldPhones([...events, ...more]);
}

const ANSWERED = [
  celRow(0, 'CHAN_START', TRUNK, IN),
  celRow(1, 'APP_START', TRUNK, { ...IN, app: 'Queue', data: 'sales,tT,,,60' }),
  celRow(3, 'CHAN_START', A, { id: 2 }),
  celRow(8.2, 'ANSWER', A, { id: 2, ...RUNG }),
  celRow(8.3, 'BRIDGE_ENTER', TRUNK, { ...IN, ...bridge('b1') }),
  celRow(8.4, 'BRIDGE_ENTER', A, { id: 2, ...bridge('b1'), peer: TRUNK }),
];
const OVER = (at: number, by: string): readonly string[] => [
  celRow(at, 'BRIDGE_EXIT', TRUNK, bridge('b1')),
  celRow(at, 'HANGUP', TRUNK, { extra: { hangupcause: 16, hangupsource: by, dialstatus: 'ANSWER' } }),
  celRow(at, 'CHAN_END', TRUNK),
  celRow(at, 'LINKEDID_END', TRUNK),
];

describe('the channel events of one linkedid', () => {
  it('are one call: who rang, who spoke, who hung up', () => {
    const call = callOf([...ANSWERED, celRow(68, 'HANGUP', A, { id: 2, ...RUNG }), ...OVER(68.4, A)]);
    expect([call.direction, call.hangupBy, call.endedAt]).toEqual(['inbound', 'operator', (NINE + 68.4) * 1000]);
    expect(talkOf(call)).toEqual([['op-a', 8.4, 68, 'completed']]);
    expect(call.legs).toMatchObject([{ ringMs: 5400, talkMs: 59_600, holdMs: 0 }]);
    expect(call.queueEntries).toMatchObject([{ queue: 'sales', nth: 1, waitMs: 7400, outcome: 'answered' }]);
    expect(call.customerKey).not.toBe('');
  });

  it('count what the customer was kept on hold apart from talk', () => {
    const call = callOf([
      ...ANSWERED,
      celRow(20, 'HOLD', A, { id: 2 }),
      celRow(35, 'UNHOLD', A, { id: 2 }),
      celRow(68.4, 'HANGUP', A, { id: 2 }),
      ...OVER(69, TRUNK),
    ]);
    expect(call.legs).toMatchObject([{ talkMs: 45_000, holdMs: 15_000 }]);
    expect(call.hangupBy).toBe('customer');
  });

  it('of an attended transfer through Local channels show who had the customer, second by second', () => {
    const [one, two] = ['Local/102@from-queue-00000007;1', 'Local/102@from-queue-00000007;2'];
    const call = callOf([
      ...ANSWERED,
      // A leaves the customer to music and asks B, through a Local channel.
      celRow(40, 'BRIDGE_EXIT', A, { id: 2, ...bridge('b1') }),
      celRow(45, 'CHAN_START', B, { id: 6 }),
      celRow(50, 'BRIDGE_ENTER', A, { id: 2, ...bridge('b2') }),
      celRow(50, 'BRIDGE_ENTER', one, { id: 4, ...bridge('b2') }),
      celRow(50, 'BRIDGE_ENTER', two, { id: 5, ...bridge('b3') }),
      celRow(50, 'BRIDGE_ENTER', B, { id: 6, ...RUNG, ...bridge('b3') }),
      // A hangs up, and the Local channel takes A's place.
      celRow(60, 'ATTENDEDTRANSFER', A, { id: 2, ...bridge('b1') }),
      celRow(60.1, 'BRIDGE_EXIT', one, { id: 4, ...bridge('b2') }),
      celRow(60.1, 'BRIDGE_ENTER', one, { id: 4, ...bridge('b1') }),
      celRow(60.2, 'HANGUP', A, { id: 2 }),
      celRow(180, 'HANGUP', B, { id: 6 }),
      ...OVER(180.5, TRUNK),
    ]);
    expect(talkOf(call)).toEqual([
      ['op-a', 8.4, 40, 'transferred'],
      ['op-b', 60.1, 180, 'completed'],
    ]);
  });

  it('of an operator who asked and came back have one talk, with what lay between as hold', () => {
    const call = callOf([
      ...ANSWERED,
      celRow(40, 'BRIDGE_EXIT', A, { id: 2, ...bridge('b1') }),
      celRow(41, 'BRIDGE_ENTER', A, { id: 2, ...bridge('b2') }),
      celRow(41, 'BRIDGE_ENTER', B, { id: 6, ...RUNG, ...bridge('b2') }),
      celRow(50, 'HANGUP', B, { id: 6 }),
      celRow(50.4, 'BRIDGE_ENTER', A, { id: 2, ...bridge('b1') }),
      celRow(60.4, 'HANGUP', A, { id: 2 }),
      ...OVER(61, TRUNK),
    ]);
    expect(talkOf(call).filter(([, answered]) => answered !== null)).toEqual([['op-a', 8.4, 60.4, 'completed']]);
    expect(call.legs.find(({ operatorId }) => operatorId === 'op-a')).toMatchObject({ holdMs: 10_400, talkMs: 41_600 });
  });

  it('of a telephone that rang in vain show the ring, and a caller who gave up', () => {
    const call = callOf([...ANSWERED.slice(0, 3), celRow(20, 'HANGUP', A, { id: 2, ...RUNG }), ...OVER(20, TRUNK)]);
    expect(talkOf(call)).toEqual([['op-a', null, 20, 'no_answer']]);
    expect([call.disposition, call.queueEntries[0]?.outcome]).toEqual(['abandoned', 'abandoned']);
  });

  it('of a call that is still going on have no end', () => {
    const call = callOf(ANSWERED);
    expect(talkOf(call)).toEqual([['op-a', 8.4, null, 'talking']]);
    expect(call.endedAt).toBeNull();
  });

  it('of a call that goes out belong to who dialled, and to the customer who was dialled', () => {
    const OUT = { caller: '101', exten: '0880000101', context: 'from-internal' };
    const call = callOf([
      celRow(0, 'CHAN_START', A, OUT),
      celRow(1, 'CHAN_START', TRUNK, { id: 3 }),
      celRow(9, 'BRIDGE_ENTER', TRUNK, { id: 3, ...bridge('b1') }),
      celRow(9, 'BRIDGE_ENTER', A, { ...OUT, ...bridge('b1') }),
      celRow(30, 'HANGUP', TRUNK, { id: 3 }),
      celRow(30, 'HANGUP', A, OUT),
      celRow(30, 'LINKEDID_END', A),
    ]);
    expect(call.direction).toBe('outbound');
    expect(talkOf(call)).toEqual([['op-a', 9, 30, 'completed']]);
    expect(call.customerKey).toBe(callOf(ANSWERED).customerKey);
  });

  it('of old versions, with BRIDGE_START and BRIDGE_END, tell the same', () => {
    const call = callOf([
      ...ANSWERED.slice(0, 4),
      celRow(8.4, 'BRIDGE_START', TRUNK, { peer: A }),
      celRow(68.4, 'BRIDGE_END', TRUNK, { peer: A }),
      celRow(68.4, 'HANGUP', A, { id: 2 }),
      celRow(68.5, 'HANGUP', TRUNK, { extra: `16,${A},ANSWER` }),
    ]);
    expect(talkOf(call)).toEqual([['op-a', 8.4, 68.4, 'completed']]);
    expect(call.hangupBy).toBe('operator');
  });

  it('of two telephones of one operator on the line at once count once', () => {
    const second = 'SIP/101-00000009';
    const call = callOf([
      ...ANSWERED,
      celRow(10, 'BRIDGE_ENTER', second, { id: 9, ...bridge('b1') }),
      celRow(12, 'HOLD', second, { id: 9 }),
      celRow(20, 'HANGUP', A, { id: 2 }),
      celRow(25, 'UNHOLD', second, { id: 9 }),
      ...OVER(30, TRUNK),
    ]);
    expect(talkOf(call)).toEqual([['op-a', 8.4, 30, 'completed']]);
    expect(call.legs).toMatchObject([{ holdMs: 5_000, talkMs: 16_600 }]);
  });

  it('are the same call in whatever order and however often they come', () => {
    const { events } = readLines('asterisk-cel', [...ANSWERED, celRow(68, 'HANGUP', A, { id: 2 }), ...OVER(68.4, A)]);
    const whole = foldPhones(events);
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }), (shuffled) => {
        expect(foldPhones(shuffled)).toEqual(whole);
      }),
    );
  });
});

describe('two thousand channel events of one call', () => {
  it('of telephones that join one after another are one talk of each operator', () => {
    const joining = Array.from({ length: 2_000 }, (_, nth) => {
      const channel = `SIP/10${1 + (nth % 2)}-1${String(nth).padStart(7, '0')}`;
      return celRow(10 + nth / 10, 'BRIDGE_ENTER', channel, { id: 10 + nth, ...bridge('b1') });
    });
    const call = callOf([...ANSWERED, ...joining, ...OVER(300, TRUNK)]);
    expect(talkOf(call)).toEqual([
      ['op-a', 8.4, 300, 'completed'],
      ['op-b', 10.1, 300, 'completed'],
    ]);
    expect(call.legs.map(({ holdMs }) => holdMs)).toEqual([0, 0]);
  });

  it('of an operator who left the customer alone and came back are one talk with hold', () => {
    const leaving = Array.from({ length: 2_000 }, (_, nth) =>
      celRow(10 + nth / 10, nth % 2 === 0 ? 'BRIDGE_EXIT' : 'BRIDGE_ENTER', A, { id: 2, ...bridge('b1') }),
    );
    const call = callOf([...ANSWERED, ...leaving, ...OVER(300, TRUNK)]);
    expect(talkOf(call)).toEqual([['op-a', 8.4, 300, 'completed']]);
    expect(call.legs).toMatchObject([{ holdMs: 100_000, talkMs: 191_600 }]);
  });

  it('of two operators in turn are as many talks', () => {
    const turns = Array.from({ length: 1_000 }, (_, nth) => {
      const [gone, come] = nth % 2 === 0 ? ([A, B] as const) : ([B, A] as const);
      return [
        celRow(10 + nth / 10, 'BRIDGE_EXIT', gone, bridge('b1')),
        celRow(10 + nth / 10, 'BRIDGE_ENTER', come, bridge('b1')),
      ];
    });
    const call = callOf([...ANSWERED, ...turns.flat(), ...OVER(110, TRUNK)]);
    expect(talkOf(call).slice(0, 2)).toEqual([
      ['op-a', 8.4, 10, 'transferred'],
      ['op-b', 10, 10.1, 'transferred'],
    ]);
    expect(talkOf(call)).toHaveLength(1_001);
    expect(call.legs.reduce((sum, { talkMs }) => sum + (talkMs ?? 0), 0)).toBe(101_600);
  });
});

describe('channel events beside a queue_log', () => {
  it('give its legs their hold, and the operator who spoke after it his own', () => {
    const { events } = readLines('queue_log', [
      `${NINE + 1}|${NINE}.1|sales|NONE|ENTERQUEUE||0880000101|1`,
      `${NINE + 8}|${NINE}.1|sales|SIP/101|CONNECT|7|x|5`,
      `${NINE + 180}|${NINE}.1|sales|SIP/101|COMPLETECALLER|7|172|1`,
    ]);
    const call = callOf(
      [
        ...ANSWERED,
        celRow(20, 'HOLD', A, { id: 2 }),
        celRow(30, 'UNHOLD', A, { id: 2 }),
        celRow(60, 'BRIDGE_ENTER', B, { id: 6, ...bridge('b1') }),
        celRow(60, 'HANGUP', A, { id: 2 }),
        celRow(180, 'HANGUP', B, { id: 6 }),
        ...OVER(180, TRUNK),
      ],
      events,
    );
    expect(talkOf(call)).toEqual([
      ['op-a', 8, 60, 'transferred'],
      ['op-b', 60, 180, 'completed'],
    ]);
    expect(call.legs.map(({ talkMs, holdMs }) => [talkMs, holdMs])).toEqual([
      [42_000, 10_000],
      [120_000, 0],
    ]);
    expect(call.queueEntries).toMatchObject([{ waitMs: 7000, outcome: 'answered' }]);
  });
});

describe('channel events as they come', () => {
  it('hold no number and no name once they are stored', () => {
    const { events, customers } = readLines('asterisk-cel', [
      ...ANSWERED,
      celRow(9, 'CHAN_START', 'Local/0880000102@out-0000000b;1', { id: 9 }),
    ]);
    expect(JSON.stringify(events)).not.toContain('88000010');
    expect(customers.map(({ address }) => address)).toEqual(['0880000101']);
  });

  it('that say nothing of who spoke are passed over and counted', () => {
    const read = readLines('asterisk-cel', [...ANSWERED, celRow(9, 'USER_DEFINED', TRUNK)]);
    const kept = read.events.filter(({ source }) => source === 'asterisk_cel');
    expect([kept.length, read.ignored]).toEqual([ANSWERED.length, { USER_DEFINED: 1 }]);
  });

  it('as JSON of the manager interface are the same as in a file', () => {
    const json = {
      Event: 'CEL',
      EventName: 'ANSWER',
      EventTime: `${NINE + 8}.200000`,
      Channel: A,
      UniqueID: `${NINE}.2`,
      LinkedID: `${NINE}.1`,
      Application: 'AppDial',
      AppData: '(Outgoing Line)',
    };
    const ids = readLinesJson('asterisk-cel', json).events.map(({ eventId, seq }) => [eventId, seq]);
    expect(ids).toEqual(
      readLines('asterisk-cel', ANSWERED.slice(3, 4)).events.map(({ eventId, seq }) => [eventId, seq]),
    );
  });

  it('in an unknown order say which columns were found and are needed, and not a word of what stands in them', () => {
    const { unknown } = readLines('asterisk-cel', [`2026-03-02 09:00:00,,0880000101,CHAN_START,${A},${NINE}.1`]);
    expect(unknown).toMatchObject({
      code: 'CDR_COLUMNS_UNKNOWN',
      params: {
        found:
          '6 columns: 1 time, 2 empty, 3 digits, 4 event, 5 channel, 6 uniqueid; needed: eventtype, eventtime, channame, uniqueid, linkedid',
      },
    });
  });

  it('in an unknown order are read once the columns are declared as the reason shows', () => {
    const row = `CHAN_START,${NINE}.000000,,0880000101,700,from-trunk,${TRUNK},,,${NINE}.1,${NINE}.1,,`;
    const { unknown } = readLines('asterisk-cel', [row]);
    expect(unknown?.params['found']).toMatch(/^13 columns: 1 event, 2 time or uniqueid, 3 empty, 4 digits, .*needed/);
    const { imports } = shop(`    ${String(unknown?.params['example'])}\n`);
    expect(imports).toMatchObject([{ format: 'asterisk-cel' }]);
    const read = readLines('asterisk-cel', [row], { columns: imports[0]?.columns ?? {} });
    expect([read.unknown, read.refused]).toEqual([null, []]);
    expect(read.events).toMatchObject([{ callId: `${NINE}.1`, at: NINE * 1000 }]);
  });
});
