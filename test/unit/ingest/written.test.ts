import { describe, expect, it } from 'vitest';
import { writtenTranscripts } from '../../../ingest/written.ts';
import { eventsOfMessages, fold, LOOKUP, SHOP } from '../../harness/shop.ts';

const START = Date.UTC(2026, 2, 2, 7);
const MESSAGES = [
  { id: 'm1', speaker: 'customer', at: START, text: 'Where is my order?' },
  { id: 'm2', speaker: 'customer', at: START + 5000, text: 'Hello?' },
  { id: 'm3', speaker: 'operator', at: START + 20_000, text: 'One moment.', operator: 'A' },
  { id: 'm4', speaker: 'customer', at: START + 30_000, text: 'Thanks.' },
  { id: 'm5', speaker: 'operator', at: START + 90_000, text: 'It left today.', operator: 'B' },
];

function chat(messages: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) {
  return {
    schemaVersion: 1,
    type: 'conversation',
    callId: 'chat-1',
    channel: 'chat',
    customer: 'Buyer@Example.com',
    queue: 'chats',
    language: 'en',
    messages,
    ...more,
  };
}

describe('a chat', () => {
  it('starts with its first message, waits for its first answer and has a leg for each operator who wrote', () => {
    const call = fold(eventsOfMessages([chat(MESSAGES)]));
    expect([call.channel, call.startedAt, call.answeredAt, call.endedAt]).toEqual([
      'chat',
      START,
      START + 20_000,
      START + 90_000,
    ]);
    expect(call.legs.map(({ operatorId, startedAt, talkMs }) => [operatorId, startedAt, talkMs])).toEqual([
      ['op-a', START + 20_000, null],
      ['op-b', START + 90_000, null],
    ]);
    expect(call.queueEntries.map(({ queue, waitMs, outcome }) => [queue, waitMs, outcome])).toEqual([
      ['chats', 20_000, 'answered'],
    ]);
    expect(call.attributes).toEqual({ firstResponseMs: '20000', longestWaitMs: '60000' });
    expect([call.disposition, call.marks, call.sources]).toEqual(['answered', [], ['messages']]);
  });

  it('is the same call whether it came whole or message by message', () => {
    const whole = { ...chat([]), messages: undefined };
    const single = eventsOfMessages(MESSAGES.map((message) => ({ ...whole, ...message, type: 'message' })));
    const { version } = fold(eventsOfMessages([chat(MESSAGES)]));
    expect({ ...fold(single), version }).toEqual(fold(eventsOfMessages([chat(MESSAGES)])));
  });

  it('is text at once, in ms since its first message, with the operators who wrote', () => {
    const [transcript] = writtenTranscripts(eventsOfMessages([chat(MESSAGES)]), SHOP, LOOKUP);
    expect(transcript).toMatchObject({
      engine: 'written',
      model: '',
      recordingId: '',
      language: 'en',
      durationMs: 90_000,
    });
    expect(transcript?.speakersSeparated).toBe(true);
    expect(transcript?.utterances.map((u) => [u.utteranceId, u.speaker, u.operatorId, u.startMs, u.text])).toEqual([
      ['m1', 'customer', '', 0, 'Where is my order?'],
      ['m2', 'customer', '', 5000, 'Hello?'],
      ['m3', 'operator', 'op-a', 20_000, 'One moment.'],
      ['m4', 'customer', '', 30_000, 'Thanks.'],
      ['m5', 'operator', 'op-b', 90_000, 'It left today.'],
    ]);
  });

  it('grows: sent again with more messages under the same event id, it is a newer version', () => {
    const versions = [3, 5].map((count) => {
      const events = eventsOfMessages([chat(MESSAGES.slice(0, count), { eventId: 'chat' })]);
      const [transcript] = writtenTranscripts(events, SHOP);
      return { call: BigInt(fold(events).version), text: BigInt(transcript?.version ?? '0') };
    });
    const [short, long] = versions;
    expect(long?.call).toBeGreaterThan(short?.call ?? 0n);
    expect(long?.text).toBeGreaterThan(short?.text ?? 0n);
  });

  it('nobody has answered is waiting still', () => {
    const call = fold(eventsOfMessages([chat(MESSAGES.slice(0, 2))]));
    expect([call.answeredAt, call.disposition, call.legs, call.attributes]).toEqual([null, '', [], {}]);
    expect(call.queueEntries.map(({ outcome, waitMs }) => [outcome, waitMs])).toEqual([['waiting', null]]);
  });
});

describe('a finished transcript', () => {
  const sent = {
    schemaVersion: 1,
    type: 'transcript',
    callId: 'call-1',
    recordingId: 'r1',
    language: 'uk',
    engine: 'elsewhere',
    utterances: [
      { speaker: 'customer', startMs: 1000, endMs: 2500, text: 'так' },
      { speaker: 'operator', startMs: 0, endMs: 900, text: 'добрий день', operator: 'A', language: 'ru' },
    ],
  };

  it('is kept as it was heard, in the order of time', () => {
    const [transcript] = writtenTranscripts(eventsOfMessages([sent]), SHOP, LOOKUP);
    expect(transcript).toMatchObject({
      engine: 'elsewhere',
      recordingId: 'r1',
      durationMs: 2500,
      speakersSeparated: true,
    });
    expect(transcript?.utterances.map((u) => [u.utteranceId, u.operatorId, u.language])).toEqual([
      ['r1:2', 'op-a', 'ru'],
      ['r1:1', '', 'uk'],
    ]);
    expect(transcript?.speech).toHaveLength(2);
  });

  it('alone is a call without a CDR, known by when it came', () => {
    const call = fold(eventsOfMessages([sent]));
    expect([call.startedAtSource, call.language, call.marks]).toEqual(['file_time', 'uk', ['WITHOUT_CDR']]);
  });

  it('that was corrected counts as the greater version', () => {
    const corrected = { ...sent, revision: 1, eventId: 'e', language: 'ru' };
    const events = eventsOfMessages([corrected, { ...sent, eventId: 'e' }]);
    const [transcript, second] = writtenTranscripts(events, SHOP);
    expect([transcript?.language, second]).toEqual(['ru', undefined]);
  });
});
