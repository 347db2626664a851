import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as describeReason } from '../../../errors.ts';
import { parseJson } from '../../../ingest/json.ts';
import { parseMessage } from '../../../ingest/message.ts';
import { eventsOf } from '../../../ingest/source-events.ts';
import { isCallEvent } from '../../../ingest/taken-messages.ts';
import { eventsOfMessages, NOW, record, SECRET, SHOP } from '../../harness/shop.ts';

function reasonOf(json: unknown): unknown {
  const parsed = parseMessage(json, { project: SHOP, file: 'call.json', now: NOW });
  return parsed.ok ? null : parsed.reason;
}

describe('a message', () => {
  it.each([
    ['startedAt', record({ startedAt: 'yesterday' })],
    ['startedAt', record({ startedAt: undefined })],
    ['schemaVersion', record({ schemaVersion: 2 })],
    ['direction', record({ direction: 'sideways' })],
    ['callId', record({ callId: '  ' })],
    ['callId', record({ callId: 'a\u0000b' })],
    ['talkMs', record({ talkMs: -1 })],
    ['legs.1.operator', record({ legs: [{ operator: 'A', startedAt: 1772434800 }, { startedAt: 1772434800 }] })],
    ['legs.0.answeredAt', record({ legs: [{ operator: 'A', startedAt: 1772434800, answeredAt: '2026-02-30 09:00' }] })],
    ['language', record({ language: 'Bulgarian' })],
  ])('with a fault at %s is refused, naming the file and the field', (field, json) => {
    expect(reasonOf(json)).toMatchObject({ code: 'MESSAGE_INVALID', params: { file: 'call.json', field } });
  });

  it.each([
    ['endedAt', record({ endedAt: '2026-03-02T08:59:59+02:00' })],
    ['answeredAt', record({ answeredAt: '2026-03-02T08:59:59+02:00' })],
    ['endedAt', record({ answeredAt: '2026-03-02T09:01:00+02:00', endedAt: '2026-03-02T09:00:59+02:00' })],
    ['startedAt', record({ startedAt: '1970-01-01T00:00:10Z' })],
    ['startedAt', record({ startedAt: 10 })],
    ['startedAt', record({ startedAt: NOW + 90_000_000 })],
  ])('with an impossible %s is refused', (field, json) => {
    expect(reasonOf(json)).toMatchObject({ code: 'TIMES_IMPOSSIBLE', params: { field } });
  });

  it('of a kind that Etalon does not know names the kinds it does', () => {
    expect(reasonOf({ type: 'fax' })).toEqual({
      code: 'MESSAGE_TYPE_UNKNOWN',
      params: {
        file: 'call.json',
        type: 'fax',
        known: 'call, transcript, conversation, message, recording, operator_state',
      },
    });
    expect(reasonOf({ type: 'constructor' })).toMatchObject({ code: 'MESSAGE_TYPE_UNKNOWN' });
    expect(reasonOf([])).toMatchObject({ code: 'MESSAGE_INVALID' });
  });

  it('with several faults names them all, and quotes no value', () => {
    const reason = JSON.stringify(reasonOf(record({ direction: '+359880000001', talkMs: 'long', customer: 5 })));
    expect(reason).toContain('talkMs');
    expect(reason).toContain('customer');
    expect(reason).not.toContain('880000001');
  });

  it.each([
    [
      'callId',
      record({ callId: undefined, callID: 'call-1' }),
      'is missing (expected string); the message has callID: did you mean callId?',
    ],
    [
      'startedAt',
      record({ startedAt: undefined, started_at: 1772434800 }),
      'is missing (expected a moment: ISO 8601 text, or a number of seconds or milliseconds since 1970); ' +
        'the message has started_at: did you mean startedAt?',
    ],
    [
      'legs.0.operator',
      record({ legs: [{ operatr: 'A', startedAt: 1772434800 }] }),
      'is missing (expected string); the message has legs.0.operatr: did you mean operator?',
    ],
    [
      'type',
      record({ type: undefined, Type: 'call' }),
      'is missing (one of call, transcript, conversation, message, recording, operator_state); the message has Type: did you mean type?',
    ],
    ['schemaVersion', record({ schemaVersion: undefined, trunk: 'north' }), 'is missing (expected 1)'],
  ])('without %s names the field that is probably meant', (field, json, problem) => {
    expect(reasonOf(json)).toEqual({ code: 'MESSAGE_INVALID', params: { file: 'call.json', field, problem } });
  });

  it('with the same fault in every utterance shows five and counts the rest', () => {
    const utterances = Array.from({ length: 400 }, (_, index) => ({
      speaker: 'agent',
      startMs: index * 1000,
      endMs: index * 1000 + 900,
      text: 'Good afternoon',
    }));
    const reason = reasonOf({
      schemaVersion: 1,
      type: 'transcript',
      callId: 'call-1',
      recordingId: 'r-1',
      language: 'en',
      utterances,
    });
    const told = JSON.stringify(reason);
    expect(reason).toMatchObject({ code: 'MESSAGE_INVALID', params: { field: 'utterances.0.speaker' } });
    expect(told.match(/expected one of/g)).toHaveLength(5);
    expect(told).toContain('; and 395 more faults"');
  });

  it('of any shape is a message or a reason, never a throw', () => {
    const fields = [
      'startedAt',
      'endedAt',
      'legs',
      'customer',
      'revision',
      'recordings',
      'attributes',
      'type',
      'messages',
    ];
    const json = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue());
    fc.assert(
      fc.property(json, (some) => {
        expect(() => reasonOf({ ...record(), ...some })).not.toThrow();
      }),
    );
  });
});

describe('a source event', () => {
  it('keeps unknown fields and replaces the number by its key', () => {
    const parsed = parseMessage(record({ customer: '0880000001', trunk: 'north', customerKey: 'forged' }), {
      project: SHOP,
      file: 'call.json',
      now: NOW,
    });
    if (!parsed.ok || !isCallEvent(parsed.message)) throw new Error('refused');
    const { events, customers } = eventsOf(parsed.message, { project: SHOP, secret: SECRET, receivedAt: NOW });
    const payload: unknown = JSON.parse(events[0]?.payload ?? '');
    expect(payload).toMatchObject({ trunk: 'north', customerKey: customers[0]?.customerKey });
    expect(payload).not.toHaveProperty('customer');
    expect(customers.map(({ project, address }) => [project, address])).toEqual([['shop', '0880000001']]);
    expect(customers[0]?.customerKey).toMatch(/^[0-9a-f]{64}$/);
    expect(events[0]?.payload).not.toContain('880000001');
  });

  it('has no key that a sender made up', () => {
    const [event] = eventsOfMessages([record({ customerKey: 'forged' })]);
    expect(event?.payload).not.toContain('forged');
  });

  it('is the same event when the message comes again with its fields in another order', () => {
    const again = Object.fromEntries(Object.entries(record({ campaign: 'spring' })).reverse());
    const [first, second] = eventsOfMessages([record({ campaign: 'spring' }), again]);
    const [other] = eventsOfMessages([record({ campaign: 'summer' })]);
    expect(second?.eventId).toBe(first?.eventId);
    expect(other?.eventId).not.toBe(first?.eventId);
  });
});

describe('JSON', () => {
  it.each([
    ['{"a": 1,\n "b": }', 2, 7],
    ['{"a": 1\n "b": 2}', 2, 2],
    ['{"a": "open', 1, 7],
    ['', 1, 1],
    ['[1, 2', 1, 6],
    ['{"a": 1} x', 1, 10],
    ['{"a": 01}', 1, 8],
    ['{a: 1}', 1, 2],
    ['[1,]', 1, 4],
  ])('%j is refused at its line and column', (text, line, column) => {
    expect(parseJson(text, 'call.json')).toEqual({
      ok: false,
      reason: { code: 'JSON_INVALID', params: expect.objectContaining({ file: 'call.json', line, column }) as unknown },
    });
  });

  it.each([
    ['{"a": [1, 2,\n]}', 'call.json:2:1: this is not JSON: there is a comma too much before it.'],
    ['{"a": 1,}', 'call.json:1:9: this is not JSON: there is a comma too much before it.'],
    ['[1,, 2]', 'call.json:1:4: this is not JSON: there is a comma too much before it.'],
    ['{"a": 1, b: 2}', 'call.json:1:10: this is not JSON.'],
    ['[1,', 'call.json:1:4: this is not JSON.'],
    ['{"a": ",]"]', 'call.json:1:11: this is not JSON.'],
  ])('%j is refused with the sentence a reader can mend it by', (text, sentence) => {
    const parsed = parseJson(text, 'call.json');
    expect(parsed.ok ? '' : describeReason(parsed.reason)).toBe(sentence);
  });

  it('is read with or without a byte order mark', () => {
    expect(parseJson('\uFEFF{"a": 1}', 'call.json')).toEqual({ ok: true, value: { a: 1 } });
  });

  it('is read whatever it holds, and cut anywhere it names a place and does not throw', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, cut) => {
        expect(parseJson(text, 'f').ok).toBe(true);
        const part = parseJson(`{"x": ${text.slice(0, cut % (text.length + 1))}`, 'f');
        expect(part).toMatchObject({ ok: false, reason: { code: 'JSON_INVALID' } });
      }),
    );
  });
});
