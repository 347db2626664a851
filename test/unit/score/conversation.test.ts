import { describe, expect, it } from 'vitest';
import type { CallRecording, Leg } from '../../../ingest/call.ts';
import { conversationsOf } from '../../../score/conversation.ts';
import { call, transcript, type Line } from './conversations.ts';

const START = call().startedAt;

function leg(operatorId: string, fromS: number, toS: number): Leg {
  return {
    legId: `${operatorId}-${String(fromS)}`,
    operatorId,
    operatorAlias: '',
    queue: null,
    startedAt: START + fromS * 1000,
    answeredAt: START + fromS * 1000,
    endedAt: START + toS * 1000,
    ringMs: null,
    talkMs: null,
    holdMs: null,
    acwMs: null,
    outcome: 'completed',
  };
}

function recording(recordingId: string, offsetMs: number): CallRecording {
  return { recordingId, state: 'present', uri: '', offsetMs, failure: null };
}

const TRANSFER: readonly Line[] = [
  ['O', 1, 5, 'first operator'],
  ['C', 6, 9, 'customer to the first'],
  ['O', 21, 25, 'second operator'],
  ['C', 26, 29, 'customer to the second'],
];

describe('the conversations of a call', () => {
  it('are none without transcripts', () => {
    expect(conversationsOf(call(), [])).toEqual([]);
  });

  it('are one without a name when no leg tells the operator', () => {
    const [only, ...more] = conversationsOf(call(), [transcript(TRANSFER, 'en')]);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ operatorId: '', startMs: 0, endMs: 29_000 });
    expect(only?.turns).toHaveLength(4);
  });

  it('are one for each operator who spoke, each with the turns of their leg', () => {
    const legs = [leg('ann', 0, 15), leg('bob', 20, 30), leg('silent', 31, 90)];
    const found = conversationsOf(call({ legs }), [transcript(TRANSFER, 'en')]);
    expect(found.map((one) => [one.operatorId, one.turns.map((turn) => turn.utteranceId)])).toEqual([
      ['ann', ['u1', 'u2']],
      ['bob', ['u3', 'u4']],
    ]);
  });

  it('give a lone operator all that was said, though the clocks disagree by seconds', () => {
    const [only] = conversationsOf(call({ legs: [leg('ann', 3, 27)] }), [transcript(TRANSFER, 'en')]);
    expect(only).toMatchObject({ operatorId: 'ann', startMs: 1000, endMs: 29_000 });
    expect(only?.turns).toHaveLength(4);
  });

  it('put several recordings on the timeline of the call by their offsets', () => {
    const first = transcript(TRANSFER.slice(0, 2), 'en');
    const second = transcript([['O', 1, 2, 'later']], 'en', { recordingId: 'r2' });
    const of = call({ recordings: [recording('r1', 0), recording('r2', 60_000)] });
    const [only] = conversationsOf(of, [second, first]);
    expect(only?.turns.map((turn) => [turn.recordingId, turn.startMs])).toEqual([
      ['r1', 1000],
      ['r1', 6000],
      ['r2', 61_000],
    ]);
  });

  it('read one transcript a recording, the newest', () => {
    const old = transcript([['O', 1, 2, 'old']], 'en', { version: '9' });
    const fresh = transcript([['O', 1, 2, 'fresh']], 'en', { version: '10' });
    for (const given of [
      [old, fresh],
      [fresh, old],
    ])
      expect(conversationsOf(call(), given)[0]?.turns.map((turn) => turn.text)).toEqual(['fresh']);
  });
});
