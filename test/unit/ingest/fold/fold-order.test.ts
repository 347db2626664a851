import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { queueLogEvents } from '../../../../ingest/formats/queue-log.ts';
import { recordingEvent } from '../../../../ingest/source-events.ts';
import type { SourceEvent } from '../../../../ingest/source-event.ts';
import { writtenTranscripts } from '../../../../ingest/written.ts';
import { eventsOfMessages, fold, LOOKUP, record, SECRET, SHOP } from '../../../harness/shop.ts';

const GOLDEN = readFileSync(new URL('../../../fixtures/queue_log.golden.txt', import.meta.url), 'utf8').split('\n');

/** A call that every kind of source tells of, with corrections and two records that disagree. */
const EVENTS: readonly SourceEvent[] = [
  ...queueLogEvents(GOLDEN, { project: SHOP, lookup: LOOKUP, secret: SECRET, file: 'queue_log', firstLine: 1 })
    .events.filter((event) => event.callId === 'c9')
    .map((event) => ({ ...event, callId: 'call-1' })),
  ...eventsOfMessages([
    record({ eventId: 'cdr', startedAt: 1772437190, customer: '+359880000002', campaign: 'spring' }),
    record({ eventId: 'cdr', revision: 1, startedAt: 1772437191, customer: '+359880000002' }),
    record({ eventId: 'crm', startedAt: 1772437192, campaign: 'summer', attributes: { order: 7 } }),
    record({ startedAt: 1772437193, disposition: 'ANSWERED', recordings: [{ recordingId: 'r1' }] }),
    { schemaVersion: 1, type: 'transcript', callId: 'call-1', recordingId: 'r2', language: 'en', utterances: [] },
    {
      schemaVersion: 1,
      type: 'message',
      callId: 'call-1',
      id: 'm1',
      speaker: 'customer',
      at: 1772437300,
      text: 'the order number follows',
    },
  ]),
  ...(['present', 'failed', 'transcribed'] as const).map((event) =>
    recordingEvent(
      { type: 'recording', event, recordingId: 'r1', uri: 'shop/r1.wav', durationMs: 5000 },
      { project: 'shop', callId: 'call-1', at: 1772437600_000, revision: 0 },
    ),
  ),
];
const WHOLE = fold(EVENTS);

describe('folding a call', () => {
  it('gives the same call whatever the order and however often each event comes', () => {
    const orders = fc
      .array(fc.nat(EVENTS.length - 1), { maxLength: 20 })
      .chain((again) => fc.shuffledSubarray([...EVENTS.keys(), ...again], { minLength: EVENTS.length + again.length }));
    fc.assert(
      fc.property(orders, (order) => {
        expect(fold(order.flatMap((index) => EVENTS.slice(index, index + 1)))).toEqual(WHOLE);
      }),
    );
  });

  it('grows its version with every event that comes, one at a time, and ends at the whole call', () => {
    const orders = fc.shuffledSubarray([...EVENTS.keys()], { minLength: EVENTS.length });
    fc.assert(
      fc.property(orders, (order) => {
        const steps = order.map((_, index) => order.slice(0, index + 1).flatMap((i) => EVENTS.slice(i, i + 1)));
        const calls = steps.map((events) => fold(events));
        const falls = calls.filter((call, index) => {
          const before = calls[index - 1];
          return before !== undefined && BigInt(call.version) < BigInt(before.version);
        });
        // A revision that was overtaken before it came changes nothing, not even the version.
        expect(falls).toEqual([]);
        expect(calls.at(-1)).toEqual(WHOLE);
      }),
    );
  });

  it('gives the same text for the same messages in any order', () => {
    const orders = fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length });
    const whole = writtenTranscripts(EVENTS, SHOP, LOOKUP);
    fc.assert(
      fc.property(orders, (events) => {
        expect(writtenTranscripts(events, SHOP, LOOKUP)).toEqual(whole);
      }),
    );
    expect(whole.map(({ engine, recordingId }) => [engine, recordingId])).toEqual([
      ['written', ''],
      ['external', 'r2'],
    ]);
  });

  it('takes each fact from the best source that states it', () => {
    expect(WHOLE.startedAt).toBe(1772437191_000);
    expect(WHOLE.startedAtSource).toBe('record');
    expect(WHOLE.answeredAt).toBe(1772437218_000);
    expect(WHOLE.campaign).toBe('summer');
    expect(WHOLE.attributes).toEqual({ order: '7' });
    expect(WHOLE.disposition).toBe('answered');
    expect(WHOLE.legs.map((leg) => leg.outcome)).toEqual(['no_answer', 'transferred', 'completed']);
    expect(WHOLE.recordings.map(({ recordingId, state }) => [recordingId, state])).toEqual([['r1', 'present']]);
    expect(WHOLE.sources).toEqual(['messages', 'queue_log', 'record', 'recording', 'transcript']);
    expect(WHOLE.marks).toEqual([]);
  });
});
