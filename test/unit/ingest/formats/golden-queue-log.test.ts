import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import { customerKeyOf } from '../../../../ingest/customer-key.ts';
import { queueLogEvents } from '../../../../ingest/formats/queue-log.ts';
import { fold, LOOKUP, SECRET, SHOP } from '../../../harness/shop.ts';

const LINES = readFileSync(new URL('../../../fixtures/queue_log.golden.txt', import.meta.url), 'utf8').split('\n');
const READ = queueLogEvents(LINES, {
  project: SHOP,
  lookup: LOOKUP,
  secret: SECRET,
  file: 'queue_log',
  firstLine: 1,
});
const KEY = customerKeyOf('+359880000001', 'BG', SECRET);

function call(callId: string): Call {
  return fold(READ.events.filter((event) => event.callId === callId));
}

/** What the golden log tells of a call with one stay in `sales`; times are seconds since 1970. */
function summary(folded: Call) {
  const { startedAt, answeredAt, endedAt, disposition, hangupBy, queueEntries, legs } = folded;
  const secondsOf = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    startedAt: startedAt / 1000,
    answeredAt: secondsOf(answeredAt),
    endedAt: secondsOf(endedAt),
    disposition,
    hangupBy,
    entries: queueEntries.map((e) => [e.queue, e.nth, secondsOf(e.waitMs), e.outcome, e.flowOut, e.position]),
    legs: legs.map((l) => [l.queue, l.operatorId, secondsOf(l.ringMs), secondsOf(l.talkMs), l.outcome]),
  };
}

describe('the golden queue_log', () => {
  it('c1 waits 8 s, rings A for 4 s and talks 120 s until the customer hangs up', () => {
    expect(summary(call('c1'))).toEqual({
      startedAt: 1772434860,
      answeredAt: 1772434868,
      endedAt: 1772434988,
      disposition: 'answered',
      hangupBy: 'customer',
      entries: [['sales', 1, 8, 'answered', null, 1]],
      legs: [['sales', 'op-a', 4, 120, 'completed']],
    });
  });

  it('c2 waits 25 s and talks 200 s to B, who hangs up', () => {
    expect(summary(call('c2'))).toEqual({
      startedAt: 1772435100,
      answeredAt: 1772435125,
      endedAt: 1772435325,
      disposition: 'answered',
      hangupBy: 'operator',
      entries: [['sales', 1, 25, 'answered', null, 1]],
      legs: [['sales', 'op-b', 6, 200, 'completed']],
    });
  });

  it.each([
    ['c3', 1772435160, 3],
    ['c4', 1772435400, 15],
    ['c5', 1772435520, 45],
  ])('%s gives up waiting', (callId, startedAt, waited) => {
    expect(summary(call(callId))).toEqual({
      startedAt,
      answeredAt: null,
      endedAt: startedAt + waited,
      disposition: 'abandoned',
      hangupBy: 'customer',
      entries: [['sales', 1, waited, 'abandoned', null, 1]],
      legs: [],
    });
  });

  it.each([
    ['c6', 1772435700, 60, 'timeout'],
    ['c7', 1772436000, 12, 'key'],
    ['c10', 1772437500, 0, 'empty'],
  ])('%s flows out of the queue and its end is not told', (callId, startedAt, waited, kind) => {
    expect(summary(call(callId))).toEqual({
      startedAt,
      answeredAt: null,
      endedAt: null,
      disposition: 'flow_out',
      hangupBy: '',
      entries: [['sales', 1, waited, 'flow_out', kind, 1]],
      legs: [],
    });
  });

  it('c8 is answered after 130 s', () => {
    expect(summary(call('c8'))).toEqual({
      startedAt: 1772436480,
      answeredAt: 1772436610,
      endedAt: 1772436700,
      disposition: 'answered',
      hangupBy: 'customer',
      entries: [['sales', 1, 130, 'answered', null, 1]],
      legs: [['sales', 'op-a', 5, 90, 'completed']],
    });
  });

  it('c9 is refused by A, taken and transferred by B, and finished by C in another queue', () => {
    expect(summary(call('c9'))).toEqual({
      startedAt: 1772437200,
      answeredAt: 1772437218,
      endedAt: 1772437583,
      disposition: 'answered',
      hangupBy: 'operator',
      entries: [
        ['sales', 1, 18, 'answered', null, 1],
        ['support', 1, 5, 'answered', null, 1],
      ],
      legs: [
        ['sales', 'op-a', 15, null, 'no_answer'],
        ['sales', 'op-b', 3, 60, 'transferred'],
        ['support', 'op-c', 4, 300, 'completed'],
      ],
    });
  });

  it('gives ten calls of one customer, known by key only', () => {
    expect(new Set(READ.events.map((event) => event.callId)).size).toBe(10);
    expect(call('c4').customerKey).toBe(KEY);
    expect(READ.customers).toEqual([{ project: 'shop', customerKey: KEY, address: '+359880000001' }]);
    expect(JSON.stringify(READ.events)).not.toContain('880000001');
    expect(READ.refused).toEqual([]);
  });

  it('keeps what operators did outside calls', () => {
    expect(READ.operatorEvents.map((e) => [e.operatorId, e.queue, e.event, e.reason, e.at / 1000])).toEqual([
      ['op-a', 'sales', 'login', '', 1772434800],
      ['op-b', 'sales', 'login', '', 1772434800],
      ['op-c', 'support', 'login', '', 1772434800],
      ['op-a', 'sales', 'pause', 'lunch', 1772437800],
      ['op-a', 'sales', 'unpause', '', 1772438400],
    ]);
  });

  it('offers ten calls to sales, answers four and loses six', () => {
    const entries = [...Map.groupBy(READ.events, (event) => event.callId).keys()]
      .flatMap((callId) => call(callId).queueEntries)
      .filter((entry) => entry.queue === 'sales');
    const count = (outcome: string): number => entries.filter((entry) => entry.outcome === outcome).length;
    expect([entries.length, count('answered'), count('abandoned'), count('flow_out')]).toEqual([10, 4, 3, 3]);
    const answered = entries.filter((entry) => entry.outcome === 'answered');
    expect(answered.reduce((sum, entry) => sum + (entry.waitMs ?? 0), 0) / 4).toBe(45_250);
  });
});
