import { describe, expect, it } from 'vitest';
import type { Transcript, Utterance } from '../../../../ingest/transcript.ts';
import { toneJudgeOf } from '../../../../score/tone/call-tone.ts';
import { changedTone } from '../../../../score/tone/changed-tone.ts';
import { lexiconsOf } from '../../../../score/tone/lexicon.ts';
import { callOf } from '../../../harness/scored-calls.ts';
import { LEXICONS, toneListOf } from '../../../harness/tone.ts';

const tone = toneJudgeOf(LEXICONS);

function said(nth: number, speaker: Utterance['speaker'], operatorId: string, text: string): Utterance {
  const none = { language: 'en', words: [], confidence: null, doubts: [] };
  return {
    ...none,
    utteranceId: `u${String(nth)}`,
    speaker,
    operatorId,
    startMs: nth * 1_000,
    endMs: nth * 1_000 + 900,
    text,
  };
}

function heard(...utterances: readonly Utterance[]): Transcript {
  return {
    ...{ schemaVersion: 1, project: 'shop', callId: 'c1', recordingId: 'r1', engine: 'written', model: '' },
    ...{ options: '{}', optionsHash: '', version: '1', audioSha256: '', language: 'en', durationMs: 60_000 },
    ...{ speakersSeparated: true, complete: true, speech: [], utterances },
  };
}

const call = callOf('c1', { version: '7', channel: 'chat' });
const talk = heard(
  said(1, 'operator', 'anna', 'Good morning, how may I help you?'),
  said(2, 'customer', '', 'I am very annoyed.'),
  said(3, 'operator', 'boris', 'We are so sorry for the delay.'),
  said(4, 'customer', '', 'Thank you so much.'),
);

describe('the tone of a call', () => {
  it('tells of each operator by their own words, under the version of the call that was read', () => {
    const told = tone(call, [talk]);
    expect(told).toMatchObject({ callId: 'c1', toneModel: 'words', version: '7', lists: LEXICONS.hash });
    expect(told.operators.map(({ operatorId, operatorUtterances }) => [operatorId, operatorUtterances])).toEqual([
      ['anna', 1],
      ['boris', 1],
    ]);
    expect(told.findings.filter(({ kind }) => kind === 'apology').map(({ operatorId }) => operatorId)).toEqual([
      'boris',
    ]);
    expect(told.moods.map(({ utteranceId, valence }) => [utteranceId, Math.sign(valence)])).toEqual([
      ['u2', -1],
      ['u4', 1],
    ]);
  });

  it('is equal for equal input, and another by other words or other lists', () => {
    const told = tone(call, [talk]);
    expect(tone(call, [talk])).toEqual(told);
    expect(tone(call, [heard(...talk.utterances.slice(0, 3))]).inputHash).not.toBe(told.inputHash);
    const fewer = toneJudgeOf(lexiconsOf([toneListOf('en')]))(call, [talk]);
    expect(fewer.lists).not.toBe(told.lists);
    expect(fewer.inputHash).not.toBe(told.inputHash);
  });

  it('is written when it is new, when its input changed or its call moved on, and else not', () => {
    const told = tone(call, [talk]);
    expect(changedTone([], told)).toEqual([told]);
    expect(changedTone([told], told)).toEqual([]);
    const later = tone({ ...call, version: '10' }, [talk]);
    expect(changedTone([told], later)).toEqual([later]);
    expect(changedTone([later], told), 'a newer row is left alone').toEqual([]);
    expect(changedTone([{ ...told, toneModel: 'another' }], told), 'a model has its own row').toEqual([told]);
  });

  it('is taken back by a row that says nothing, once there is nothing to tell of', () => {
    const silent = tone(call, []);
    expect(silent).toMatchObject({ operators: [], findings: [], moods: [] });
    expect(changedTone([], silent)).toEqual([]);
    expect(changedTone([tone(call, [talk])], silent)).toEqual([silent]);
  });
});
