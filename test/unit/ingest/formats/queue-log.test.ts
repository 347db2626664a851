import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import { queueLogEvents, type QueueLogResult } from '../../../../ingest/formats/queue-log.ts';
import { fold, LOOKUP, SECRET, SHOP } from '../../../harness/shop.ts';

function read(lines: readonly string[]): QueueLogResult {
  return queueLogEvents(lines, { project: SHOP, lookup: LOOKUP, secret: SECRET, file: 'queue_log', firstLine: 11 });
}

function callOf(...lines: readonly string[]): Call {
  const { events, refused } = read(lines);
  expect(refused).toEqual([]);
  return fold(events);
}

const T = 1772434860;

describe('a queue_log', () => {
  it('goes on after broken lines and names each with its number', () => {
    const lines = [
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`,
      'not a line',
      `yesterday|c1|sales|NONE|ABANDON|1|1|3`,
      `7|c1|sales|NONE|ABANDON|1|1|3`,
      `${T}|NONE|sales|NONE|ABANDON|1|1|3`,
      '',
      `${T + 3}|c1|sales|NONE|ABANDON|1|1|3`,
    ];
    const result = read(lines);
    expect(result.events).toHaveLength(2);
    expect(result.refused.map(({ reason }) => [reason.code, reason.params['line']])).toEqual(
      [12, 13, 14, 15].map((line) => ['QUEUE_LOG_LINE_INVALID', line]),
    );
    expect(result.refused.map(({ line }) => line)).toEqual(lines.slice(1, 5));
  });

  it('passes over events that are of no use here, without calling them faults', () => {
    const result = read([`${T}|NONE|NONE|NONE|CONFIGRELOAD|`, `${T}|c1|NONE|NONE|DID|0700`, `${T}|c1|q|A|MYEVENT|x`]);
    expect(result).toMatchObject({ events: [], refused: [], ignored: { CONFIGRELOAD: 1, DID: 1, MYEVENT: 1 } });
  });

  it('gives the same events when it is read again from the beginning of any second', () => {
    const lines = readFileSync(new URL('../../../fixtures/queue_log.golden.txt', import.meta.url), 'utf8').split('\n');
    const whole = read(lines);
    const starts = lines.flatMap((line, index) =>
      line.split('|')[0] === lines[index - 1]?.split('|')[0] ? [] : [index],
    );
    fc.assert(
      fc.property(fc.constantFrom(...starts), (start) => {
        const ids = whole.events.map(({ eventId, seq }) => `${eventId} ${seq}`);
        const again = read(lines.slice(start)).events.map(({ eventId, seq }) => `${eventId} ${seq}`);
        expect(ids.slice(ids.length - again.length)).toEqual(again);
      }),
    );
  });

  it('tells equal lines of one second apart', () => {
    const ring = `${T}|c1|sales|A|RINGNOANSWER|0`;
    const { events } = read([ring, ring]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
    expect(fold(events).legs).toHaveLength(2);
  });

  it('takes any lines for events or reasons, never throwing', () => {
    const parts = fc.constantFrom(String(T), 'c1', 'sales', 'A', 'NONE', 'CONNECT', 'ABANDON', 'PAUSE', '', '7', '|');
    const lines = fc.array(fc.array(parts, { maxLength: 10 }).map((fields) => fields.join('|')));
    fc.assert(
      fc.property(lines, (some) => {
        const { events } = read(some);
        if (events.length > 0) expect(() => fold(events)).not.toThrow();
      }),
    );
  });

  it('logs a member in and pauses it when it was added while paused', () => {
    const { operatorEvents } = read([`${T}|REALTIME|sales|A|ADDMEMBER|PAUSED`, `${T + 5}|NONE|NONE|A|UNPAUSEALL|`]);
    expect(operatorEvents.map(({ event, queue }) => [event, queue])).toEqual([
      ['login', 'sales'],
      ['pause', 'sales'],
      ['unpause', ''],
    ]);
    expect(new Set(operatorEvents.map(({ eventId }) => eventId)).size).toBe(3);
  });
});

describe('a call of a queue_log', () => {
  it('of an old Asterisk, without durations, is timed by its stamps', () => {
    const call = callOf(
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001`,
      `${T + 9}|c1|sales|A|CONNECT`,
      `${T + 69}|c1|sales|A|TRANSFER|200|internal`,
    );
    expect(call.queueEntries.map(({ waitMs, position }) => [waitMs, position])).toEqual([[9000, null]]);
    expect(call.legs.map(({ talkMs, ringMs, outcome }) => [talkMs, ringMs, outcome])).toEqual([
      [60_000, null, 'transferred'],
    ]);
    expect(call.endedAt).toBeNull();
  });

  it.each([
    ['BRIDGE|bridge-7|5|30|1', 30_000],
    ['LINK|SIP/7|SIP/8|5|30|1', 30_000],
    ['APP|Queue|5|30|1', 30_000],
  ])('handed over by ATTENDEDTRANSFER|%s keeps its talk time', (params, talkMs) => {
    const call = callOf(
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`,
      `${T + 5}|c1|sales|A|CONNECT|5|x|2`,
      `${T + 35}|c1|sales|A|ATTENDEDTRANSFER|${params}`,
    );
    expect(call.legs.map((leg) => [leg.talkMs, leg.outcome])).toEqual([[talkMs, 'transferred']]);
  });

  it('enters the same queue twice as two stays', () => {
    const call = callOf(
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`,
      `${T + 60}|c1|sales|NONE|EXITWITHTIMEOUT|1|1|60`,
      `${T + 61}|c1|sales|NONE|ENTERQUEUE||0880000001|2`,
      `${T + 70}|c1|sales|NONE|ABANDON|2|2|9`,
    );
    expect(call.queueEntries.map(({ nth, outcome, waitMs }) => [nth, outcome, waitMs])).toEqual([
      [1, 'flow_out', 60_000],
      [2, 'abandoned', 9000],
    ]);
    expect([call.disposition, call.hangupBy]).toEqual(['abandoned', 'customer']);
  });

  it('whose first lines are lost is made up for from what the last one says', () => {
    const call = callOf(`${T + 100}|c1|sales|A|COMPLETECALLER|20|60|1`);
    expect(call.startedAt).toBe((T + 20) * 1000);
    expect(call.queueEntries.map(({ enteredAt, waitMs }) => [enteredAt, waitMs])).toEqual([[(T + 20) * 1000, 20_000]]);
    expect(call.legs.map(({ answeredAt, talkMs, outcome }) => [answeredAt, talkMs, outcome])).toEqual([
      [(T + 40) * 1000, 60_000, 'completed'],
    ]);
  });

  it('still going on has an open stay or an open leg, and no end', () => {
    const waiting = callOf(`${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`);
    expect([waiting.queueEntries[0]?.outcome, waiting.disposition, waiting.endedAt]).toEqual(['waiting', '', null]);
    const talking = callOf(`${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`, `${T + 5}|c1|sales|A|CONNECT|5|x|2`);
    expect([talking.legs[0]?.outcome, talking.disposition, talking.endedAt]).toEqual(['talking', 'answered', null]);
  });

  it('keeps its order when many lines share a second', () => {
    const call = callOf(
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`,
      `${T}|c1|sales|A|RINGNOANSWER|0`,
      `${T}|c1|sales|B|CONNECT|0|x|0`,
      `${T}|c1|sales|B|BLINDTRANSFER|600|ext|0|0|1`,
      `${T}|c1|support|NONE|ENTERQUEUE||0880000001|1`,
      `${T}|c1|support|NONE|EXITEMPTY|1|1|0`,
    );
    expect(call.legs.map(({ outcome }) => outcome)).toEqual(['no_answer', 'transferred']);
    expect(call.queueEntries.map(({ queue, outcome }) => [queue, outcome])).toEqual([
      ['sales', 'answered'],
      ['support', 'flow_out'],
    ]);
  });
});
