import { describe, expect, it } from 'vitest';
import { handedOn, linkedTo, linkOf, ownEvents } from '../../../ingest/linked-calls.ts';
import type { SourceEvent, SourceKind } from '../../../ingest/source-event.ts';

const OLDER = '1772434800.1';
const YOUNGER = '1772434800.2';

function link(uniqueid: string, linkedid: string): SourceEvent | null {
  return linkOf('shop', { uniqueid, linkedid });
}

function event(source: SourceKind, eventId = source): SourceEvent {
  return {
    schemaVersion: 1,
    project: 'shop',
    callId: YOUNGER,
    source,
    eventId,
    revision: 0,
    at: 1,
    seq: 0,
    payload: '{}',
  };
}

const linked = [link(YOUNGER, OLDER)].filter((one) => one !== null);

describe('that a channel belongs to the call of another', () => {
  it('is told under its own id, once however often', () => {
    expect(link(YOUNGER, OLDER)).toMatchObject({
      callId: YOUNGER,
      source: 'asterisk_link',
      eventId: `linked:${OLDER}`,
    });
    expect(link(YOUNGER, OLDER)).toEqual(link(YOUNGER, OLDER));
    expect(linkedTo(linked)).toBe(OLDER);
  });

  it('is told of none that is its own, has no id, or is the older one', () => {
    expect(link(OLDER, OLDER)).toBeNull();
    expect(link('', OLDER)).toBeNull();
    expect(link(OLDER, '')).toBeNull();
    expect(link(OLDER, YOUNGER)).toBeNull();
  });

  it('goes by the number of the channel, not by its digits, and by the second before it', () => {
    expect(link('1772434800.10', '1772434800.9')).not.toBeNull();
    expect(link('1772434800.9', '1772434800.10')).toBeNull();
    expect(link('b-1772434801.1', 'c-1772434800.7')).not.toBeNull();
    // Of two systems that made a channel in the same second with the same number one has to be the older.
    expect([link('a-1772434800.1', 'b-1772434800.1'), link('b-1772434800.1', 'a-1772434800.1')]).toContain(null);
  });

  it('leads to the oldest of several', () => {
    const two = [link('1772434800.3', YOUNGER), link('1772434800.3', OLDER)].filter((one) => one !== null);
    expect(linkedTo(two)).toBe(OLDER);
    expect(linkedTo(two.toReversed())).toBe(OLDER);
  });
});

describe('what Asterisk wrote under the id of such a channel', () => {
  const told = [event('queue_log'), event('asterisk_cdr'), event('asterisk_cel')];

  it('is handed on to the other call, and nothing else is', () => {
    expect(handedOn([...linked, ...told, event('recording'), event('record')])).toEqual(
      told.map((one) => ({ ...one, callId: OLDER })),
    );
    expect(handedOn(told)).toEqual([]);
  });

  it('makes a part of the other call, unless something of its own tells of it', () => {
    expect(ownEvents([...linked, ...told])).toEqual({ own: [...linked, ...told], partOf: OLDER });
    expect(ownEvents([...linked, ...told, event('operators')]).partOf).toBe(OLDER);
    const recording = event('recording');
    expect(ownEvents([...linked, ...told, recording])).toEqual({ own: [...linked, recording], partOf: '' });
    expect(ownEvents(told)).toEqual({ own: told, partOf: '' });
  });
});
