import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import type { RecordingMessage } from '../../../../ingest/contracts.ts';
import {
  claimsOf,
  fetchableRecordings,
  heardRecordings,
  isBehind,
  isHeardAsItStands,
  ownerOfMessage,
  revisionAnew,
  toldRevision,
  workOf,
} from '../../../../ingest/recordings/recording-request.ts';
import { recordingEvent } from '../../../../ingest/source-events.ts';
import type { SourceEvent } from '../../../../ingest/source-event.ts';
import { callOf } from '../../../harness/scored-calls.ts';
import { eventsOfMessages, fold, NOW, record, shop, SHOP } from '../../../harness/shop.ts';

const URI = 'https://pbx.example/rec/2026/1772434800.17.wav';
const told = (of: Partial<RecordingMessage> = {}): RecordingMessage => ({
  schemaVersion: 1,
  type: 'recording',
  uri: URI,
  ...of,
});
const work = (of: Partial<RecordingMessage> = {}, call: Call | null = null) =>
  workOf(told(of), { project: SHOP, call, sentAt: NOW, origin: 't/0/1', bytesBase64: '', headers: {} });

const heard = (
  operatorChannel: 0 | 1,
  of: { uri?: string; revision?: number; toldRevision?: number } = {},
): SourceEvent =>
  recordingEvent(
    {
      type: 'recording',
      event: 'transcribed',
      recordingId: 'r1',
      uri: of.uri ?? URI,
      engine: 'whisper',
      model: 'base',
      operatorChannel,
      toldRevision: of.toldRevision,
    },
    { project: 'shop', callId: 'c1', at: NOW, revision: of.revision ?? 0 },
  );

describe('the call of a recording', () => {
  it('is the one that its message names', () => {
    expect(ownerOfMessage(told({ callId: 'c1', recordingId: 'r1' }), SHOP)).toEqual({
      callId: 'c1',
      recordingId: 'r1',
    });
  });

  it('is read from the name of the file by a pattern of the project', () => {
    const patterned = shop("    recordings:\n      namePatterns: ['^q-(?<callId>\\d+\\.\\d+)$']\n");
    expect(ownerOfMessage(told({ uri: 's3://calls/q-1772434800.17.wav?versionId=3' }), patterned)).toEqual({
      callId: '1772434800.17',
      recordingId: 'q-1772434800.17',
    });
  });

  it('is else one of its own, until a CDR claims it', () => {
    expect(ownerOfMessage(told(), SHOP)).toEqual({ callId: '1772434800.17', recordingId: '1772434800.17' });
  });
});

describe('a recording that was heard', () => {
  const now = { operatorChannel: 1, engine: 'whisper', model: 'base' } as const;
  const asked = { recordingId: 'r1', uri: URI, toldRevision: 0 };

  it('is not heard again when its message is delivered again', () => {
    expect(isHeardAsItStands(asked, [heard(1)], now)).toBe(true);
  });

  it.each([
    ['its file has changed, says a greater revision', { ...asked, toldRevision: 1 }, now],
    ['it lies elsewhere now', { ...asked, uri: 's3://calls/other.wav' }, now],
    ['the operator is on the other channel', asked, { ...now, operatorChannel: 0 as const }],
    ['another model is in use', asked, { ...now, model: 'large' }],
  ])('is heard again when %s', (_, of, by) => {
    expect(isHeardAsItStands(of, [heard(1)], by)).toBe(false);
  });

  it('was not when the events tell only that it is there or failed', () => {
    const failed = recordingEvent(
      { type: 'recording', event: 'failed', recordingId: 'r1', uri: URI, reason: { code: 'AUDIO_EMPTY', params: {} } },
      { project: 'shop', callId: 'c1', at: NOW, revision: 0 },
    );
    expect(isHeardAsItStands(asked, [failed], now)).toBe(false);
  });

  it('anew is told in a revision above what was heard otherwise, whichever of the two comes back', () => {
    const by = { engine: 'whisper', model: 'base' };
    const [left, right] = [
      { ...by, operatorChannel: 0 },
      { ...by, operatorChannel: 1 },
    ] as const;
    const there = heard(1, { revision: 0, toldRevision: 0 });
    const back = heard(0, { revision: 1, toldRevision: 0 });
    expect(revisionAnew(asked, [], left)).toBe(0);
    expect(revisionAnew(asked, [there], right)).toBe(0);
    expect(revisionAnew(asked, [there], left)).toBe(1);
    expect(revisionAnew(asked, [there, back], right)).toBe(2);
    expect(revisionAnew(asked, [there], { ...right, model: 'large' })).toBe(1);
    expect(revisionAnew({ ...asked, toldRevision: 7 }, [there, back], right)).toBe(7);
    expect(isHeardAsItStands(asked, [there, back], left)).toBe(true);
  });

  it('from a file that was replaced is heard again, however often the speakers have changed places', () => {
    const events = [
      heard(1, { revision: 0, toldRevision: 0 }),
      heard(0, { revision: 1, toldRevision: 0 }),
      heard(1, { revision: 2, toldRevision: 0 }),
    ];
    const replaced = { ...asked, toldRevision: 1 };
    expect(isHeardAsItStands(replaced, events, now)).toBe(false);
    expect(revisionAnew(replaced, events, now)).toBe(3);
  });

  it('from an older file is left alone, and a message without a revision speaks of the newest', () => {
    const newest = heard(1, { revision: 1, toldRevision: 1, uri: 's3://calls/new.wav' });
    expect(isHeardAsItStands(asked, [newest], now)).toBe(true);
    expect(toldRevision(told(), 'r1', [newest])).toBe(1);
    expect(toldRevision(told({ revision: 0 }), 'r1', [newest])).toBe(0);
    expect(toldRevision(told(), 'r1', [])).toBe(0);
  });

  it('is asked for again as it was told the first time, once, if it can be fetched', () => {
    const { at, callId } = heard(0);
    const message = { schemaVersion: 1, type: 'recording', callId, recordingId: 'r1', uri: URI };
    expect(heardRecordings([heard(0), heard(1, { revision: 1 })])).toEqual([
      { project: 'shop', message: { ...message, revision: 1, at: new Date(at).toISOString() }, asked: null },
    ]);
    expect(heardRecordings([heard(0, { uri: 'inbox:shop/r1.wav' })])).toEqual([]);
  });

  it('makes rows that replace those of who knew less of its call', () => {
    const events = eventsOfMessages([record({ callId: 'c1' })]);
    expect(BigInt(work({ callId: 'c1' }, fold(events)).version)).toBeGreaterThan(
      BigInt(work({ callId: 'c1' }).version),
    );
  });

  it('is known to a call that was folded with its event, and to none that was folded before', () => {
    const cdr = eventsOfMessages([record({ callId: 'c1' })]);
    expect(isBehind(fold(cdr), [...cdr, heard(0)])).toBe(true);
    expect(isBehind(fold([...cdr, heard(0)]), [...cdr, heard(0)])).toBe(false);
    expect(isBehind(fold([...cdr, heard(0)]), cdr)).toBe(false);
  });

  it('moves its call on when the operator turns out to be on the other channel', () => {
    const cdr = eventsOfMessages([record({ callId: 'c1' })]);
    const before = fold([...cdr, heard(0)]);
    expect(BigInt(fold([...cdr, heard(0), heard(1)]).version)).toBeGreaterThan(BigInt(before.version));
  });
});

describe('recordings that calls name', () => {
  const named = (of: Partial<Call>) =>
    callOf('c1', {
      sources: ['record'],
      recordings: [{ recordingId: 'r1', state: 'expected', uri: URI, offsetMs: 500, failure: null }],
      ...of,
    });

  it('are fetched when they are not here', () => {
    expect(fetchableRecordings([named({})], () => SHOP)).toEqual([
      {
        project: 'shop',
        message: { schemaVersion: 1, type: 'recording', callId: 'c1', recordingId: 'r1', uri: URI, offsetMs: 500 },
        asked: null,
      },
    ]);
  });

  it('in an inbox are found there, and nobody needs to say so', () => {
    const recordings = [
      { recordingId: 'r1', state: 'expected' as const, uri: 'inbox:shop/r1.wav', offsetMs: 0, failure: null },
    ];
    expect(fetchableRecordings([named({ recordings })], () => SHOP)).toEqual([]);
  });

  it('that are here are looked at again only where the direction decides who is on which channel', () => {
    const recordings = [{ recordingId: 'r1', state: 'present' as const, uri: URI, offsetMs: 0, failure: null }];
    const same = shop('    recordings:\n      operatorChannel: { inbound: 0, outbound: 0, internal: 0 }\n');
    expect(fetchableRecordings([named({ recordings })], () => same)).toEqual([]);
    expect(fetchableRecordings([named({ recordings })], () => SHOP)).toHaveLength(1);
  });
});

describe('a call that was made up for a recording', () => {
  const own = { callId: '1772434800.17', recordingId: '1772434800.17' };

  it('is claimed by the call that names the same recording, whichever of the two is stored last', () => {
    const byCdr = claimsOf(work({ callId: 'c1', recordingId: 'r1' }), [own], SHOP);
    const byRecording = claimsOf(work(), [{ callId: 'c1', recordingId: 'r1' }], SHOP);
    expect(byCdr).toEqual(byRecording);
    expect(byCdr).toMatchObject([{ callId: own.callId, source: 'recording' }]);
    expect(JSON.parse(byCdr[0]?.payload ?? '')).toMatchObject({ event: 'claimed', claimedBy: 'c1' });
  });

  it('is nobody’s while no other call names the recording', () => {
    expect(claimsOf(work(), [], SHOP)).toEqual([]);
  });

  it('alone can be claimed: two calls that name one recording both stay', () => {
    expect(claimsOf(work({ callId: 'c1' }), [{ callId: 'c2', recordingId: 'r1' }], SHOP)).toEqual([]);
  });
});
