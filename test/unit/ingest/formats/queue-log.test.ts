import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import type { LinesRead } from '../../../../ingest/formats/format.ts';
import { queueLogEvents } from '../../../../ingest/formats/queue-log.ts';
import { fold, LOOKUP, SECRET, SHOP } from '../../../harness/shop.ts';

function read(lines: readonly string[]): LinesRead {
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
    const result = read([
      `${T}|NONE|NONE|NONE|CONFIGRELOAD|`,
      `${T}|c1|NONE|NONE|DID|0700`,
      `${T}|c1|q|A|MYEVENT|x`,
      `${T}|NONE|NONE|NONE|SYSCOMPAT|`,
    ]);
    const ignored = { CONFIGRELOAD: 1, DID: 1, MYEVENT: 1, SYSCOMPAT: 1 };
    expect(result).toMatchObject({ events: [], refused: [], ignored });
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

describe('the vocabulary of a queue_log', () => {
  it('tells who was there and who paused, by queue or in all, in old words as in new ones', () => {
    const { operatorEvents, refused } = read([
      `${T}|NONE|NONE|A|AGENTLOGIN|SIP/7-0a`,
      `${T}|NONE|NONE|B|AGENTCALLBACKLOGIN|200@internal`,
      `${T}|REALTIME|sales|C|ADDMEMBER|`,
      `${T + 1}|MANAGER|sales|A|PAUSE|lunch`,
      `${T + 2}|CLI|sales|A|UNPAUSE`,
      `${T + 3}|NONE|NONE|A|PAUSEALL|training`,
      `${T + 4}|NONE|NONE|A|UNPAUSEALL|training`,
      `${T + 5}|NONE|sales|C|REMOVEMEMBER|`,
      `${T + 6}|NONE|NONE|A|AGENTLOGOFF|SIP/7-0a|6`,
      `${T + 6}|NONE|NONE|B|AGENTCALLBACKLOGOFF|200@internal|6|Autologoff`,
    ]);
    expect(refused).toEqual([]);
    expect(operatorEvents.map((one) => [one.operatorId, one.event, one.queue, one.reason])).toEqual([
      ['op-a', 'login', '', ''],
      ['op-b', 'login', '', ''],
      ['op-c', 'login', 'sales', ''],
      ['op-a', 'pause', 'sales', 'lunch'],
      ['op-a', 'unpause', 'sales', ''],
      ['op-a', 'pause', '', 'training'],
      ['op-a', 'unpause', '', 'training'],
      ['op-c', 'logout', 'sales', ''],
      ['op-a', 'logout', '', ''],
      ['op-b', 'logout', '', ''],
    ]);
  });

  it('keeps a session that lacks its REMOVEMEMBER as it is: each login is an event, no logout is made up', () => {
    const { operatorEvents } = read([
      `${T}|NONE|sales|A|ADDMEMBER|`,
      `${T + 9}|NONE|NONE|NONE|QUEUESTART|`,
      `${T + 10}|NONE|sales|A|ADDMEMBER|`,
    ]);
    expect(operatorEvents.map(({ event, at }) => [event, at / 1000 - T])).toEqual([
      ['login', 0],
      ['login', 10],
    ]);
  });

  it.each(['JOINEMPTY', 'JOINUNAVAIL'])('counts a caller whom %s kept out as offered, and as a flow-out', (event) => {
    const call = callOf(`${T}|c1|sales|NONE|${event}`);
    expect(call.queueEntries).toMatchObject([{ queue: 'sales', waitMs: 0, outcome: 'flow_out', flowOut: 'empty' }]);
    expect([call.disposition, call.legs]).toEqual(['flow_out', []]);
  });

  it.each([
    ['did not answer', 'RINGNOANSWER|3000', 'no_answer', 3000],
    ['was no longer rung', 'RINGCANCELED|3000', 'cancelled', 3000],
    ['let the caller go before the talk', 'AGENTDUMP', 'no_answer', null],
    ['rang for longer than a call can last', 'RINGNOANSWER|9007199254740991', 'no_answer', null],
  ])('counts an operator who %s as one who did not take the call', (_, event, outcome, ringMs) => {
    const call = callOf(
      `${T}|c1|sales|NONE|ENTERQUEUE||0880000001|1`,
      `${T + 5}|c1|sales|A|${event}`,
      `${T + 9}|c1|sales|B|CONNECT|9|x|2`,
    );
    expect(call.legs.map((leg) => [leg.operatorId, leg.outcome, leg.ringMs, leg.startedAt])).toEqual([
      ['op-a', outcome, ringMs, (T + 5) * 1000 - (ringMs ?? 0)],
      ['op-b', 'talking', 2000, (T + 7) * 1000],
    ]);
  });

  it('closes by QUEUESTART what was open when the telephone system was last alive, and nothing else', () => {
    const { events } = read([
      `${T}|talked|sales|NONE|ENTERQUEUE||0880000001|1`,
      `${T + 1}|waits|sales|NONE|ENTERQUEUE||0880000002|1`,
      `${T + 1}|gone|sales|NONE|ENTERQUEUE||0880000003|1`,
      `${T + 5}|talked|sales|A|CONNECT|5|x|2`,
      `${T + 9}|gone|sales|NONE|ABANDON|1|1|8`,
      `${T + 900}|NONE|NONE|NONE|QUEUESTART|`,
      `${T + 905}|after|sales|NONE|ENTERQUEUE||0880000004|1`,
    ]);
    const of = (callId: string): Call => fold(events.filter((event) => event.callId === callId));
    expect(of('talked').legs).toMatchObject([{ outcome: 'completed', talkMs: 4000, endedAt: (T + 9) * 1000 }]);
    expect(of('waits').queueEntries).toMatchObject([{ outcome: 'flow_out', flowOut: 'restart', waitMs: 8000 }]);
    expect([of('waits').hangupBy, of('waits').disposition]).toEqual(['system', 'flow_out']);
    expect([of('gone').hangupBy, of('gone').queueEntries[0]?.outcome]).toEqual(['customer', 'abandoned']);
    expect([of('after').queueEntries[0]?.outcome, of('after').endedAt]).toEqual(['waiting', null]);
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
    ['THREEWAY|SIP/7|bridge-7|5|30|1', 30_000],
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
