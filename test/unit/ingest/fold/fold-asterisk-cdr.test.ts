import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import { cdrRow, foldPhones, NINE, readLines, talkOf } from '../../../harness/asterisk.ts';
import { eventsOfMessages, record, shop } from '../../../harness/shop.ts';

const TRUNK = 'SIP/carrier-00000001';

function callOf(...rows: readonly string[]): Call {
  const { events, refused } = readLines('asterisk-cdr', rows);
  expect(refused).toEqual([]);
  return foldPhones(events);
}

function logged(...lines: readonly string[]): ReturnType<typeof readLines>['events'] {
  return readLines(
    'queue_log',
    lines.map((line) => line.replace('|CALL|', `|${NINE}.1|`)),
  ).events;
}

describe('the rows of one linkedid', () => {
  it('are one call, answered by the operator whose telephone spoke', () => {
    const call = callOf(cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 8, 68] }));
    expect([call.direction, call.disposition, call.sources]).toEqual(['inbound', 'answered', ['asterisk_cdr']]);
    expect(talkOf(call)).toEqual([['op-a', 8, 68, 'completed']]);
    expect(call.legs).toMatchObject([{ ringMs: 8000, talkMs: 60_000, holdMs: null, acwMs: null }]);
    expect(call.customerKey).not.toBe('');
  });

  it('of a ring group are one call of whoever took it; the others rang', () => {
    const call = callOf(
      cdrRow({ from: TRUNK, to: 'Local/101@ring-0000000a;1', at: [0, 9, 69], sequence: 1 }),
      cdrRow({ from: TRUNK, to: 'Local/102@ring-0000000b;1', at: [0, null, 9], sequence: 2 }),
      cdrRow({ from: 'Local/101@ring-0000000a;2', to: 'SIP/101-5', at: [0, 9, 69], sequence: 3 }),
      cdrRow({ from: 'Local/102@ring-0000000b;2', to: 'SIP/102-6', at: [0, null, 9], sequence: 4 }),
      cdrRow({ from: TRUNK, to: 'SIP/103-7', at: [0, null, 9], sequence: 5 }),
    );
    expect(talkOf(call)).toEqual([
      ['op-b', null, 9, 'cancelled'],
      ['op-c', null, 9, 'cancelled'],
      ['op-a', 9, 69, 'completed'],
    ]);
  });

  it('that say ANSWERED with nothing billed, as halves of Local channels do, are no talk', () => {
    const call = callOf(
      cdrRow({ from: 'Local/102@ring-0000000b;2', to: 'SIP/102-6', at: [0, 9, 9], billed: 0, sequence: 1 }),
      cdrRow({ from: TRUNK, to: 'SIP/101-5', at: [0, 9, 69], sequence: 2 }),
    );
    expect(talkOf(call)).toEqual([
      ['op-b', null, 9, 'cancelled'],
      ['op-a', 9, 69, 'completed'],
    ]);
  });

  it('that say NO ANSWER though seconds were billed, as early playback does, are no talk', () => {
    const call = callOf(cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 1, 20], disposition: 'NO ANSWER' }));
    expect([call.disposition, call.answeredAt]).toEqual(['no_answer', null]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', outcome: 'no_answer', ringMs: 20_000, talkMs: null }]);
  });

  it('of a caller whom only a menu answered are a call that nobody took', () => {
    const call = callOf(cdrRow({ from: TRUNK, app: 'BackGround', at: [0, 1, 40] }));
    expect([call.disposition, call.legs, call.endedAt]).toEqual(['no_answer', [], (NINE + 40) * 1000]);
  });

  it('of one of ours who dials out are outbound, to the customer who was dialled', () => {
    const dialled = { src: '+359880000900', dst: '0880000101', context: 'from-internal' };
    const call = callOf(cdrRow({ ...dialled, from: 'SIP/102-1', to: 'SIP/carrier-2', at: [0, 15, 75] }));
    expect(call.direction).toBe('outbound');
    expect(talkOf(call)).toEqual([['op-b', 15, 75, 'completed']]);
    expect(call.customerKey).toBe(callOf(cdrRow({ src: '0880000101', from: TRUNK, at: [0, 1, 2] })).customerKey);
  });

  it('of one of ours who dials in vain keep how it ended', () => {
    const dialled = { src: '102', dst: '0880000101', context: 'from-internal', from: 'SIP/102-1', to: 'SIP/carrier-2' };
    const call = callOf(cdrRow({ ...dialled, at: [0, null, 3], disposition: 'BUSY' }));
    expect([call.direction, call.disposition]).toEqual(['outbound', 'busy']);
    expect(talkOf(call)).toEqual([['op-b', null, 3, 'no_answer']]);
  });

  it('between two of ours are internal, and a call of whoever called', () => {
    const inside = { src: '101', dst: '102', context: 'from-internal', from: 'SIP/101-1', to: 'SIP/102-2' };
    const call = callOf(cdrRow({ ...inside, at: [0, 5, 65] }));
    expect([call.direction, call.customerKey]).toEqual(['internal', '']);
    expect(talkOf(call)).toEqual([['op-a', 5, 65, 'completed']]);
  });

  it('of a trunk that is called like an extension are inbound where the project names it', () => {
    const row = cdrRow({ context: 'default', from: 'SIP/500-1', to: 'SIP/101-2', at: [0, 5, 65] });
    const { events } = readLines('asterisk-cdr', [row]);
    expect(foldPhones(events).direction).toBe('internal');
    const project = shop('    asterisk: { trunks: [SIP/500] }\n');
    expect(foldPhones(events, project).direction).toBe('inbound');
  });

  it('of a transfer credit each operator with his own part', () => {
    const call = callOf(
      cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 5, 60], sequence: 1 }),
      cdrRow({ from: TRUNK, to: 'SIP/102-3', at: [60, 60, 180], sequence: 2 }),
    );
    expect(talkOf(call)).toEqual([
      ['op-a', 5, 60, 'transferred'],
      ['op-b', 60, 180, 'completed'],
    ]);
  });

  it('credit an operator who was asked only from when the customer was his', () => {
    const asked = { src: '101', dst: '102', context: 'from-internal', from: 'SIP/101-3', to: 'SIP/102-4' };
    const call = callOf(
      cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 5, 60], sequence: 1 }),
      cdrRow({ ...asked, uniqueid: `${NINE + 40}.3`, at: [40, 45, 180], sequence: 2 }),
    );
    expect(talkOf(call)).toEqual([
      ['op-a', 5, 60, 'transferred'],
      ['op-b', 60, 180, 'completed'],
    ]);
  });

  it('are the same call in whatever order and however often they come', () => {
    const { events } = readLines('asterisk-cdr', [
      cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 5, 60], sequence: 1 }),
      cdrRow({ from: TRUNK, to: 'SIP/102-3', at: [60, 60, 180], sequence: 2 }),
      cdrRow({ from: TRUNK, to: 'SIP/103-3', at: [0, null, 5], sequence: 3 }),
    ]);
    const whole = foldPhones(events);
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 6 }), (shuffled) => {
        expect(foldPhones(shuffled)).toEqual(whole);
      }),
    );
  });
});

describe('rows beside a queue_log', () => {
  const QUEUE = [
    `${NINE + 2}|CALL|sales|NONE|ENTERQUEUE||+359880000101|1`,
    `${NINE + 10}|CALL|sales|SIP/101|CONNECT|8|x|4`,
    `${NINE + 180}|CALL|sales|SIP/101|COMPLETECALLER|8|170|1`,
  ];

  it('change nothing where they agree, but say when the call really began', () => {
    const { events } = readLines('asterisk-cdr', [
      cdrRow({ from: TRUNK, to: 'SIP/101-2', app: 'Queue', at: [0, 1, 180] }),
    ]);
    const call = foldPhones([...logged(...QUEUE), ...events]);
    expect(talkOf(call)).toEqual([['op-a', 10, 180, 'completed']]);
    expect([call.startedAt, call.answeredAt]).toEqual([NINE * 1000, (NINE + 10) * 1000]);
    expect(call.queueEntries).toMatchObject([{ queue: 'sales', waitMs: 8000, outcome: 'answered' }]);
  });

  it('show a transfer that the queue did not see: whoever really spoke is credited, and no second twice', () => {
    const { events } = readLines('asterisk-cdr', [
      cdrRow({ from: TRUNK, to: 'SIP/101-2', app: 'Queue', at: [0, 1, 70], sequence: 1 }),
      cdrRow({
        src: '101',
        dst: '102',
        from: 'SIP/101-3',
        to: 'Local/102@from-queue-1;1',
        uniqueid: `${NINE + 50}.3`,
        at: [50, 55, 180],
        sequence: 2,
      }),
      cdrRow({
        from: 'Local/102@from-queue-1;2',
        to: 'SIP/102-5',
        uniqueid: `${NINE + 50}.5`,
        at: [50, 55, 180],
        sequence: 3,
      }),
    ]);
    const call = foldPhones([...logged(...QUEUE), ...events]);
    expect(talkOf(call)).toEqual([
      ['op-a', 10, 70, 'transferred'],
      ['op-b', 70, 180, 'completed'],
    ]);
    expect(call.legs.map(({ talkMs, queue }) => [talkMs, queue])).toEqual([
      [60_000, 'sales'],
      [110_000, null],
    ]);
    expect(call.queueEntries).toHaveLength(1);
  });

  it('show who took the call after a transfer that the queue did see', () => {
    const seen = [...QUEUE.slice(0, 2), `${NINE + 70}|CALL|sales|SIP/101|BLINDTRANSFER|102|from-internal|8|60|1`];
    const { events } = readLines('asterisk-cdr', [
      cdrRow({ from: TRUNK, to: 'SIP/101-2', app: 'Queue', at: [0, 1, 70], sequence: 1 }),
      cdrRow({ from: TRUNK, to: 'SIP/102-5', at: [70, 75, 180], sequence: 3 }),
    ]);
    expect(talkOf(foldPhones([...logged(...seen), ...events]))).toEqual([
      ['op-a', 10, 70, 'transferred'],
      ['op-b', 75, 180, 'completed'],
    ]);
  });

  it('know the same talk under a name that nobody has in operators.csv', () => {
    const { events } = readLines('asterisk-cdr', [
      cdrRow({ from: TRUNK, to: 'SIP/299-2', app: 'Queue', at: [9, 10, 180] }),
    ]);
    expect(talkOf(foldPhones([...logged(...QUEUE), ...events]))).toEqual([['op-a', 10, 180, 'completed']]);
  });

  it('credit nobody with the wait where a menu answered first and the queue names its members otherwise', () => {
    for (const app of ['Queue', 'Dial']) {
      const { events } = readLines('asterisk-cdr', [cdrRow({ from: TRUNK, to: 'SIP/299-2', app, at: [0, 1, 180] })]);
      expect(talkOf(foldPhones([...logged(...QUEUE), ...events]))).toEqual([['op-a', 10, 180, 'completed']]);
    }
  });

  it('yield to legs that a record lists itself', () => {
    const { events } = readLines('asterisk-cdr', [cdrRow({ from: TRUNK, to: 'SIP/101-2', at: [0, 1, 180] })]);
    const leg = { operator: 'SIP/103', startedAt: NINE, answeredAt: NINE + 5, endedAt: NINE + 50 };
    const listed = eventsOfMessages([record({ callId: `${NINE}.1`, startedAt: NINE, legs: [leg] })]);
    expect(talkOf(foldPhones([...events, ...logged(...QUEUE), ...listed]))).toEqual([['op-c', 5, 50, 'completed']]);
  });
});
