import { describe, expect, it } from 'vitest';
import { handedOn, linkedTo, linkOf, ownEvents } from '../../../ingest/linked-calls.ts';
import type { SourceEvent, SourceKind } from '../../../ingest/source-event.ts';

const OLDER = '1772434800.1';
const YOUNGER = '1772434800.2';

function link(uniqueid: string, linkedid: string): SourceEvent | null {
  return linkOf('shop', { uniqueid, linkedid });
}

function event(source: SourceKind, eventId: string = source): SourceEvent {
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
    // The second half of a Local channel, and ids that a program gave.
    expect(link('1772434800.7;2', '1772434800.7')).not.toBeNull();
    expect(link('call-of-a-program', OLDER)).not.toBeNull();
    expect([link('a', 'b'), link('b', 'a'), link(OLDER, 'a')]).toEqual([null, null, null]);
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

  const heard = [event('recording', 'transcribed:r1'), event('transcript')];
  const onChannel = (one: SourceEvent): SourceEvent =>
    one.source === 'queue_log' ? { ...one, payload: JSON.stringify({ channelId: YOUNGER }) } : one;

  it('is handed on to the other call with what was heard; a line of the queue says on which channel it was', () => {
    expect(handedOn([...linked, ...told, ...heard])).toEqual(
      [...told, ...heard].map((one) => ({ ...onChannel(one), callId: OLDER })),
    );
    expect(handedOn(told)).toEqual([]);
  });

  it('is handed on alone where a record or a claim says that what was heard belongs elsewhere', () => {
    for (const said of [event('record'), event('messages'), event('recording', 'claimed:r1')])
      expect(handedOn([...linked, ...told, ...heard, said]).map(({ source }) => source)).toEqual(
        told.map(({ source }) => source),
      );
  });

  it('keeps the name of its first channel when it is handed on again', () => {
    const eldest = '1772434799.9';
    const further = link(OLDER, eldest);
    const twice = handedOn([...handedOn([...linked, ...told]), ...(further === null ? [] : [further])]);
    expect(twice[0]).toMatchObject({ callId: eldest, payload: JSON.stringify({ channelId: YOUNGER }) });
  });

  it('makes a part of the other call, unless somebody says that it is a call of its own', () => {
    expect(ownEvents([...linked, ...told, ...heard])).toEqual({ own: [...linked, ...told, ...heard], partOf: OLDER });
    expect(ownEvents([...linked, ...told, event('operators')]).partOf).toBe(OLDER);
    const record = event('record');
    expect(ownEvents([...linked, ...told, record])).toEqual({ own: [...linked, record], partOf: '' });
    expect(ownEvents(told)).toEqual({ own: told, partOf: '' });
  });
});
