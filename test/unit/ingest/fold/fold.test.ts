import { describe, expect, it } from 'vitest';
import { foldCall, makesCall } from '../../../../ingest/fold/fold.ts';
import { operatorLookup } from '../../../../ingest/operators.ts';
import type { RecordingPayload } from '../../../../ingest/contracts.ts';
import { recordingEvent } from '../../../../ingest/source-events.ts';
import type { SourceEvent } from '../../../../ingest/source-event.ts';
import { eventsOfMessages, fold, OPERATORS, record, shop, SHOP } from '../../../harness/shop.ts';

const START = Date.UTC(2026, 2, 2, 7);

function ofRecording(payload: Partial<RecordingPayload>, at = START): SourceEvent {
  const whole = { type: 'recording', event: 'present', recordingId: 'r1', uri: 'shop/r1.wav', ...payload } as const;
  return recordingEvent(whole, { project: 'shop', callId: 'call-1', at, revision: 0 });
}

describe('a call record alone', () => {
  it('gives one leg and one stay in its short form', () => {
    const call = fold(
      eventsOfMessages([
        record({
          answeredAt: '2026-03-02T09:00:12+02:00',
          endedAt: '2026-03-02T09:02:12+02:00',
          operator: 'A',
          queue: 'sales',
          holdMs: 20_000,
          acwMs: 5000,
          hangupBy: 'customer',
        }),
      ]),
    );
    expect(call.queueEntries).toEqual([
      {
        queue: 'sales',
        nth: 1,
        enteredAt: START,
        position: null,
        waitMs: 12_000,
        outcome: 'answered',
        flowOut: null,
      },
    ]);
    expect(call.legs).toEqual([
      {
        legId: 'record:1',
        operatorId: 'op-a',
        operatorAlias: 'A',
        queue: 'sales',
        startedAt: START + 12_000,
        answeredAt: START + 12_000,
        endedAt: START + 132_000,
        ringMs: null,
        talkMs: 100_000,
        holdMs: 20_000,
        acwMs: 5000,
        outcome: 'completed',
      },
    ]);
    expect([call.disposition, call.hangupBy, call.sources]).toEqual(['answered', 'customer', ['record']]);
  });

  it('leaves ACW unknown rather than 0 when nobody tells it', () => {
    const call = fold(eventsOfMessages([record({ operator: 'A', answeredAt: '2026-03-02T09:00:12+02:00' })]));
    expect(call.legs[0]?.acwMs).toBeNull();
    expect(call.legs[0]?.outcome).toBe('talking');
  });

  it('of a queued caller who was not answered is abandoned, and waited until the end', () => {
    const call = fold(eventsOfMessages([record({ queue: 'sales', endedAt: '2026-03-02T09:00:40+02:00' })]));
    expect(call.disposition).toBe('abandoned');
    expect(call.queueEntries.map(({ outcome, waitMs }) => [outcome, waitMs])).toEqual([['abandoned', 40_000]]);
  });

  it('of an outbound call that was not answered has no queue stay', () => {
    const fields = { direction: 'outbound', queue: 'sales', operator: 'A', endedAt: '2026-03-02T09:00:40+02:00' };
    const call = fold(eventsOfMessages([record(fields)]));
    expect([call.disposition, call.queueEntries, call.legs[0]?.outcome]).toEqual(['no_answer', [], 'no_answer']);
  });

  it('keeps explicit legs and stays as they are told', () => {
    const call = fold(
      eventsOfMessages([
        record({
          legs: [
            { operator: 'A', startedAt: '2026-03-02T09:00:05+02:00', outcome: 'no_answer', ringMs: 9000 },
            {
              operator: 'B',
              startedAt: '2026-03-02T09:00:15+02:00',
              answeredAt: '2026-03-02T09:00:20+02:00',
              endedAt: '2026-03-02T09:01:20+02:00',
            },
          ],
          queueEntries: [
            { queue: 'sales', enteredAt: '2026-03-02T09:00:30+02:00', outcome: 'abandoned' },
            { queue: 'sales', enteredAt: '2026-03-02T09:00:00+02:00', flowOut: 'timeout' },
          ],
        }),
      ]),
    );
    expect(call.legs.map((leg) => [leg.operatorId, leg.ringMs, leg.talkMs, leg.outcome])).toEqual([
      ['op-a', 9000, null, 'no_answer'],
      ['op-b', 5000, 60_000, 'completed'],
    ]);
    expect(call.queueEntries.map(({ nth, outcome, flowOut }) => [nth, outcome, flowOut])).toEqual([
      [1, 'flow_out', 'timeout'],
      [2, 'abandoned', null],
    ]);
    expect(call.answeredAt).toBe(START + 20_000);
  });

  it('puts the legs of several records side by side where each is named, as systems with a record a leg send them', () => {
    const leg = (legId: string, operator: string, answeredAt: string) =>
      record({ eventId: legId, legs: [{ legId, operator, startedAt: answeredAt, answeredAt, talkMs: 1000 }] });
    const first = leg('b1', 'A', '2026-03-02T09:00:10+02:00');
    const second = leg('b2', 'B', '2026-03-02T09:01:10+02:00');
    const operators = (...records: readonly unknown[]) =>
      fold(eventsOfMessages(records)).legs.map(({ operatorId }) => operatorId);
    expect(operators(first, second)).toEqual(['op-a', 'op-b']);
    expect(operators(second, first, first)).toEqual(['op-a', 'op-b']);
    // A better record of the same leg takes its place.
    expect(operators(first, second, { ...leg('b2', 'C', '2026-03-02T09:01:10+02:00'), revision: 1 })).toEqual([
      'op-a',
      'op-c',
    ]);
  });

  it('expects a recording of an answered call where the project records, and none where it does not', () => {
    const events = eventsOfMessages([record({ answeredAt: '2026-03-02T09:00:12+02:00' })]);
    const silent = shop('    recordings: { expected: false }\n');
    expect(fold(events).recordings.map(({ recordingId, state }) => [recordingId, state])).toEqual([
      ['call-1', 'expected'],
    ]);
    expect(fold(events, silent).recordings).toEqual([]);
    expect(fold(eventsOfMessages([record()])).recordings).toEqual([]);
  });

  it('takes the greater revision of the same event, whichever came last', () => {
    const events = eventsOfMessages([
      record({ eventId: 'cdr', revision: 2, campaign: 'right' }),
      record({ eventId: 'cdr', revision: 1, campaign: 'wrong' }),
    ]);
    expect(fold(events).campaign).toBe('right');
    expect(BigInt(fold(events).version)).toBeGreaterThan(BigInt(fold(events.slice(1)).version));
  });

  it('marks an hour that the clock showed twice, unless the uniqueid tells which it was', () => {
    const second = Date.UTC(2026, 9, 25, 1, 30);
    const inAutumn = (callId: string) => fold(eventsOfMessages([record({ startedAt: '2026-10-25 03:30:00', callId })]));
    expect([inAutumn('call-1').startedAt, inAutumn('call-1').marks]).toEqual([second - 3_600_000, ['DOUBTFUL_TIME']]);
    const known = inAutumn(`pbx-${second / 1000 - 3}.17`);
    expect([known.startedAt, known.marks]).toEqual([second, []]);
  });

  it('ends after it began also when the clock was turned back meanwhile', () => {
    const times = { startedAt: '2026-10-25 03:58:00', endedAt: '2026-10-25 03:02:00' };
    const call = fold(eventsOfMessages([record(times)]));
    expect((call.endedAt ?? 0) - call.startedAt).toBe(4 * 60_000);
  });
});

describe('a call with a record and a queue_log', () => {
  it('takes hold and ACW of the record for the leg of its operator', () => {
    const [connect] = eventsOfMessages([record()]);
    const line = (event: string, at: number, params: readonly string[]): SourceEvent[] =>
      connect === undefined
        ? []
        : [
            {
              ...connect,
              source: 'queue_log',
              eventId: event,
              at: START + at,
              payload: JSON.stringify({ type: 'queue_log', event, queue: 'sales', member: 'B', params }),
            },
          ];
    const call = fold([
      ...eventsOfMessages([record({ operator: 'B', talkMs: 1, holdMs: 7000, acwMs: 9000 })]),
      ...line('CONNECT', 10_000, ['10', 'x', '2']),
      ...line('COMPLETEAGENT', 70_000, ['10', '60', '1']),
    ]);
    expect(call.legs.map(({ talkMs, holdMs, acwMs }) => [talkMs, holdMs, acwMs])).toEqual([[60_000, 7000, 9000]]);
  });
});

describe('a recording alone', () => {
  it('gives a call without a CDR, from its name', () => {
    const call = fold([
      ofRecording({ nameStartedAt: START, nameOperator: 'A', durationMs: 60_000, fileTime: START + 9 }),
    ]);
    expect([call.startedAt, call.startedAtSource, call.endedAt]).toEqual([START, 'recording_name', START + 60_000]);
    expect(call.legs.map(({ operatorId, talkMs }) => [operatorId, talkMs])).toEqual([['op-a', 60_000]]);
    expect(call.marks).toEqual(['WITHOUT_CDR']);
  });

  it('that nobody named began its length before its file was last written', () => {
    const call = fold([ofRecording({ fileTime: START, durationMs: 60_000 })]);
    expect([call.startedAt, call.startedAtSource]).toEqual([START - 60_000, 'file_time']);
  });

  it('is a call of an unknown operator, listed and not guessed, while no table names the alias', () => {
    const call = fold([ofRecording({ nameOperator: 'SIP/999' })]);
    expect(call.legs[0]?.operatorId).toBe('provisional:SIP/999');
    expect(call.marks).toContain('UNKNOWN_OPERATOR');
  });

  it('leaves the call to the one that claimed it', () => {
    const call = fold([ofRecording({}), ofRecording({ event: 'claimed', claimedBy: 'call-7' })]);
    expect(call.mergedInto).toBe('call-7');
    expect(call.recordings).toHaveLength(1);
  });

  it('that failed tells why, until the file is replaced by a good one', () => {
    const reason = { code: 'JSON_INVALID', params: { file: 'r1.wav' } };
    const failed = ofRecording({ event: 'failed', reason });
    const good = ofRecording({ event: 'transcribed' }, START + 1);
    expect(fold([failed]).recordings.map(({ state, failure }) => [state, failure])).toEqual([['failed', reason]]);
    expect(fold([good, failed]).recordings.map(({ state, failure }) => [state, failure])).toEqual([['present', null]]);
  });

  it('does not answer a call whose record says that nobody did', () => {
    const call = fold([
      ofRecording({ nameStartedAt: START }),
      ...eventsOfMessages([record({ disposition: 'NO ANSWER' })]),
    ]);
    expect([call.answeredAt, call.disposition, call.marks]).toEqual([null, 'no_answer', []]);
  });
});

describe('the version of a call', () => {
  it('shows a changed operator table', () => {
    const events = eventsOfMessages([record({ operator: 'A' })]);
    const before = foldCall(events, { project: SHOP, lookup: operatorLookup([], SHOP) });
    const after = foldCall(events, { project: SHOP, lookup: operatorLookup(OPERATORS, SHOP) });
    expect(before.version).not.toBe(after.version);
  });

  it('fits an unsigned 64-bit number whatever the revision', () => {
    const { version } = fold(eventsOfMessages([record({ revision: 1_000_000 })]));
    expect(BigInt(version) >> 24n).toBe(1_000_001n);
  });
});

describe('events that cannot be folded', () => {
  it('are those of a refused file that a CDR has claimed: they make no call, until something was heard', () => {
    const claim = ofRecording({ event: 'claimed', claimedBy: 'c1' });
    expect(makesCall([claim])).toBe(false);
    expect(makesCall([claim, ofRecording({ event: 'transcribed' })])).toBe(true);
  });

  it('are named by a code', () => {
    expect(() => fold([])).toThrow(expect.objectContaining({ code: 'CALL_WITHOUT_EVENTS' }));
    const events = eventsOfMessages([record()]).map((event) => ({ ...event, payload: '{"type":"call"}' }));
    expect(() => fold(events)).toThrow(expect.objectContaining({ code: 'EVENT_UNREADABLE' }));
    const cut = events.map((event) => ({ ...event, payload: '{"ty' }));
    expect(() => fold(cut)).toThrow(expect.objectContaining({ code: 'EVENT_UNREADABLE' }));
  });
});
