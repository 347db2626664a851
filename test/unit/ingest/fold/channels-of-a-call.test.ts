import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import { handedOn } from '../../../../ingest/linked-calls.ts';
import type { SourceEvent } from '../../../../ingest/source-event.ts';
import { recordingEvent } from '../../../../ingest/source-events.ts';
import { cdrRow, celRow, foldPhones, NINE, readLines } from '../../../harness/asterisk.ts';

const FIRST = `${String(NINE)}.1`;
const SECOND = `${String(NINE)}.2`;
const TRUNK = 'SIP/carrier-1a';

const log = (...lines: readonly string[]): readonly SourceEvent[] => readLines('queue_log', lines).events;
const line = (at: number, id: string, queue: string, rest: string): string =>
  `${String(NINE + at)}|${id}|${queue}|${rest}`;

/** All that is known of the first channel's call once what stands under the second one's id was handed on to it. */
function callOf(events: readonly SourceEvent[]): Call {
  const second = events.filter(({ callId }) => callId === SECOND);
  return foldPhones([...events.filter(({ callId }) => callId === FIRST), ...handedOn(second)]);
}

const recording = (event: 'transcribed' | 'claimed'): SourceEvent =>
  recordingEvent(
    {
      type: 'recording',
      event,
      recordingId: 'r1',
      uri: 'inbox:shop/r1.wav',
      ...(event === 'claimed' ? { claimedBy: 'c1' } : {}),
    },
    { project: 'shop', callId: SECOND, at: (NINE + 5) * 1000, revision: 0 },
  );

const BORN = readLines('asterisk-cel', [
  celRow(0, 'CHAN_START', TRUNK, { caller: '0880000101', context: 'from-trunk' }),
  celRow(5, 'CHAN_START', 'Local/602@queues-1;2', { id: 2 }),
]).events;

describe('which channels belong to an older call', () => {
  const links = (events: readonly SourceEvent[]): readonly string[] =>
    events.filter(({ source }) => source === 'asterisk_link').map(({ callId }) => callId);

  it('are those that were made for it, not those that met it in a bridge', () => {
    expect(links(BORN)).toEqual([SECOND]);
    const met = [celRow(9, 'BRIDGE_ENTER', TRUNK, { id: 2 }), celRow(60, 'HANGUP', TRUNK, { id: 2 })];
    expect(links(readLines('asterisk-cel', met).events)).toEqual([]);
  });

  it('are, in CDR rows, the halves of Local channels', () => {
    const row = (from: string): readonly string[] =>
      links(readLines('asterisk-cdr', [cdrRow({ from, at: [0, 1, 60], uniqueid: SECOND })]).events);
    expect([row('Local/700@back-1;2'), row(TRUNK)]).toEqual([[SECOND], []]);
  });
});

describe('a queue that another queue rings as if it were a member', () => {
  const OUTER = [
    line(0, FIRST, 'first', 'NONE|ENTERQUEUE||+359880000101|1'),
    line(20, FIRST, 'first', 'Local/602@queues|RINGNOANSWER|15000'),
  ];
  const INNER = [line(5, SECOND, 'second', 'NONE|ENTERQUEUE||+359880000101|1')];

  it('is not abandoned when the ring ends, and the caller waits on', () => {
    const rung = callOf([...BORN, ...log(...OUTER, ...INNER, line(20, SECOND, 'second', 'NONE|ABANDON|1|1|15'))]);
    expect([rung.endedAt, rung.hangupBy]).toEqual([null, '']);
    expect(rung.queueEntries.map(({ queue, outcome, flowOut }) => [queue, outcome, flowOut])).toEqual([
      ['first', 'waiting', null],
      ['second', 'flow_out', 'timeout'],
    ]);
  });

  it('is abandoned where the caller hung up', () => {
    const left = log(
      OUTER[0] ?? '',
      ...INNER,
      line(12, FIRST, 'first', 'NONE|ABANDON|1|1|12'),
      line(12, SECOND, 'second', 'NONE|ABANDON|1|1|7'),
    );
    const call = callOf([...BORN, ...left]);
    expect(call.queueEntries.map(({ outcome }) => outcome)).toEqual(['abandoned', 'abandoned']);
    expect([call.disposition, call.hangupBy]).toEqual(['abandoned', 'customer']);
  });

  it('has its talk told once, and its leg is that of whoever answered within', () => {
    const answered = log(
      OUTER[0] ?? '',
      ...INNER,
      line(6, FIRST, 'first', 'Local/602@queues|CONNECT|6|x|1'),
      line(15, SECOND, 'second', 'SIP/101|CONNECT|10|x|4'),
      line(75, SECOND, 'second', 'SIP/101|COMPLETECALLER|10|60|1'),
      line(75, FIRST, 'first', 'Local/602@queues|COMPLETECALLER|6|69|1'),
    );
    const call = callOf([...BORN, ...answered]);
    expect(call.legs.map(({ queue, operatorId, talkMs }) => [queue, operatorId, talkMs])).toEqual([
      ['first', 'op-a', null],
      ['second', 'op-a', 60_000],
    ]);
    expect(call.marks).toEqual([]);
  });

  it('leaves the call to end as its own channel did', () => {
    const given = log(
      ...OUTER,
      ...INNER,
      line(20, SECOND, 'second', 'NONE|ABANDON|1|1|15'),
      line(30, FIRST, 'first', 'NONE|EXITWITHTIMEOUT|1|1|30'),
    );
    const call = callOf([...BORN, ...given]);
    expect([call.disposition, call.hangupBy]).toEqual(['flow_out', '']);
  });
});

describe('a queue that only a younger channel waited in', () => {
  it('ends the call as that channel did', () => {
    const call = callOf([
      ...BORN,
      ...log(
        line(5, SECOND, 'sales', 'NONE|ENTERQUEUE||+359880000101|1'),
        line(15, SECOND, 'sales', 'SIP/101|CONNECT|10|x|4'),
        line(75, SECOND, 'sales', 'SIP/101|COMPLETECALLER|10|60|1'),
      ),
    ]);
    expect([call.callId, call.hangupBy, call.endedAt]).toEqual([FIRST, 'customer', (NINE + 75) * 1000]);
    expect(call.queueEntries).toMatchObject([{ queue: 'sales', nth: 1, waitMs: 10_000, outcome: 'answered' }]);
  });
});

describe('what was heard on a younger channel', () => {
  it('makes a part of the call also where no queue tells of it, and a claim alone makes no call', () => {
    const own = [...BORN.filter(({ callId }) => callId === SECOND), recording('transcribed')];
    expect(foldPhones(own)).toMatchObject({ callId: SECOND, mergedInto: FIRST });
    const claimed = recording('claimed');
    const waited = log(line(5, SECOND, 'sales', 'NONE|ENTERQUEUE||+359880000101|1'));
    const links = BORN.filter(({ callId }) => callId === SECOND);
    expect(foldPhones([...links, claimed, ...waited])).toMatchObject({ callId: SECOND, mergedInto: FIRST });
  });
});

describe('the end of a younger id', () => {
  it('is not the end of the call that goes on', () => {
    const own = readLines('asterisk-cel', [celRow(0, 'CHAN_START', TRUNK)]).events;
    const ended = celRow(10, 'LINKEDID_END', 'SIP/102-9').replaceAll(`"${FIRST}"`, `"${SECOND}"`);
    const handed = readLines('asterisk-cel', [ended]).events.map((event) => ({ ...event, callId: FIRST }));
    expect(handed).toHaveLength(1);
    expect(foldPhones([...own, ...handed]).endedAt).toBeNull();
    const over = readLines('asterisk-cel', [celRow(60, 'LINKEDID_END', TRUNK)]).events;
    expect(foldPhones([...own, ...handed, ...over]).endedAt).toBe((NINE + 60) * 1000);
  });
});

describe('lines of one second in no order', () => {
  const stays = (events: readonly SourceEvent[]): unknown =>
    foldPhones(events).queueEntries.map(({ queue, outcome, waitMs, position }) => [queue, outcome, waitMs, position]);

  it('give the same stay where a log was rotated between them', () => {
    const before = log(line(0, FIRST, 'sales', 'NONE|ENTERQUEUE||+359880000101|3'));
    const after = log(
      line(0, FIRST, 'sales', 'SIP/101|CONNECT|0|x|0'),
      line(60, FIRST, 'sales', 'SIP/101|COMPLETECALLER|0|60|3'),
    );
    const later = before.map((event) => ({ ...event, seq: 5 }));
    expect(stays([...later, ...after])).toEqual([['sales', 'answered', 0, 3]]);
    const call = foldPhones([...later, ...after]);
    expect([call.endedAt, call.hangupBy, call.customerKey !== '']).toEqual([(NINE + 60) * 1000, 'customer', true]);
  });

  it('end the stay that began as long ago as they say, not the one that begins with them', () => {
    const sent = [
      line(0, FIRST, 'sales', 'NONE|ENTERQUEUE||+359880000101|1'),
      line(30, FIRST, 'sales', 'NONE|EXITWITHTIMEOUT|1|1|30'),
      line(30, FIRST, 'sales', 'NONE|ENTERQUEUE||+359880000101|2'),
      line(90, FIRST, 'sales', 'NONE|ABANDON|2|2|60'),
    ].flatMap((one) => readLines('queue_log', [one], { order: 'kind' }).events);
    const expected = [
      ['sales', 'flow_out', 30_000, 1],
      ['sales', 'abandoned', 60_000, 2],
    ];
    expect(stays(sent)).toEqual(expected);
    expect(stays(sent.toReversed())).toEqual(expected);
  });
});

describe('lines that come one by one', () => {
  it('log in before they pause, and end a pause before they begin another one', () => {
    const states = [
      line(0, 'NONE', 'sales', 'SIP/101|PAUSE|lunch'),
      line(0, 'NONE', 'sales', 'SIP/101|UNPAUSE|'),
      line(0, 'NONE', 'sales', 'SIP/101|ADDMEMBER|'),
      line(0, 'NONE', 'sales', 'SIP/101|REMOVEMEMBER|'),
    ].flatMap((one) => readLines('queue_log', [one], { order: 'kind' }).operatorEvents);
    const inOrder = states.toSorted((a, b) => a.seq - b.seq).map(({ event }) => event);
    expect(inOrder).toEqual(['login', 'unpause', 'pause', 'logout']);
  });
});
