import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../ingest/dead-letter.ts';
import { callsInPeriod, type RescoreParams } from '../../../queries/calls-to-score.ts';
import {
  deadLetterCounts,
  deadLetterMessages,
  deadLetters,
  EVERY_LETTER,
  type LettersParams,
} from '../../../queries/dead-letters.ts';
import { overdueScores, overdueTranscripts, overdueWithoutCdr } from '../../../queries/overdue.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { JUDGING, callOf, evaluationOf, NOON, toneOf, transcriptOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const DIGEST = { old: 'a'.repeat(64), young: `a${'b'.repeat(63)}`, clinic: 'c'.repeat(64), nobody: 'd'.repeat(64) };

function letterOf(letterId: string, of: Partial<DeadLetter> = {}): DeadLetter {
  return {
    project: 'shop',
    letterId,
    stage: 'ingest',
    reason: { code: 'MESSAGE_INVALID', params: { file: 'calls.cdr/0/5', field: 'callId', problem: 'is missing' } },
    origin: 'calls.cdr/0/5',
    callId: '',
    bytesBase64: Buffer.from('{"type":"call"}').toString('base64'),
    headers: {},
    at: NOON,
    ...of,
  };
}

const redriveOf = (letterId: string, at: number, by = 'vera') => {
  return { project: 'shop', letterId, at, by, target: 'calls.cdr' };
};

/** Two letters of the shop, the older one sent again twice; one of the clinic, one of nobody. */
async function fourLetters(): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertDeadLetters([
    letterOf(DIGEST.old, { at: NOON - 2 }),
    letterOf(DIGEST.young, { at: NOON - 1 }),
    letterOf(DIGEST.clinic, { project: 'clinic', stage: 'speech', callId: 'c9', at: NOON }),
    letterOf(DIGEST.nobody, { project: '', reason: { code: 'JSON_INVALID', params: {} }, at: NOON + 1 }),
  ]);
  await store.insertRedrives([redriveOf(DIGEST.old, NOON + 20, 'ivan'), redriveOf(DIGEST.old, NOON + 10)]);
  return store;
}

async function idsOf(store: OpenedStore, filter: Partial<LettersParams>): Promise<string> {
  const rows = await store.run(deadLetters, { ...EVERY_LETTER, ...filter });
  const names = new Map(Object.entries(DIGEST).map(([name, id]) => [id, name]));
  return rows.map(({ id }) => names.get(id) ?? id).join(' ');
}

describe('the list of dead letters', () => {
  it('has each with its reason, its size and its redrives in their order, newest letter first', async () => {
    const store = await fourLetters();
    const rows = await store.run(deadLetters, EVERY_LETTER);
    expect(rows.map(({ id }) => id)).toEqual([DIGEST.nobody, DIGEST.clinic, DIGEST.young, DIGEST.old]);
    expect(rows[3]).toMatchObject({
      project: 'shop',
      code: 'MESSAGE_INVALID',
      params: { field: 'callId' },
      sizeBytes: 15,
      atMs: NOON - 2,
      redrives: [
        { atMs: NOON + 10, by: 'vera', target: 'calls.cdr' },
        { atMs: NOON + 20, by: 'ivan' },
      ],
      open: false,
      total: 4,
    });
  });

  it('is narrowed by project, stage, code, time, id, call, being open, and number', async () => {
    const store = await fourLetters();
    const narrowed: readonly (readonly [Partial<LettersParams>, string])[] = [
      [{ project: 'shop' }, 'young old'],
      [{ project: '' }, 'nobody'],
      [{ stage: 'speech' }, 'clinic'],
      [{ code: 'JSON_INVALID' }, 'nobody'],
      [{ fromMs: NOON - 1, toMs: NOON + 1 }, 'clinic young'],
      [{ ids: ['aa', 'c'] }, 'clinic old'],
      [{ ids: [DIGEST.young] }, 'young'],
      [{ callIds: ['c9'] }, 'clinic'],
      [{ openOnly: 1 }, 'nobody clinic young'],
      [{ limit: 1 }, 'nobody'],
    ];
    for (const [filter, expected] of narrowed) expect([filter, await idsOf(store, filter)]).toEqual([filter, expected]);
  });

  it('knows the size of each message, and gives its bytes apart', async () => {
    const store = await openTestStore();
    const texts = ['', 'a', 'ab', 'abc', 'abcd'].map((text) => Buffer.from(text).toString('base64'));
    const letters = texts.map((bytesBase64, nth) => letterOf(String(nth).repeat(64), { bytesBase64, at: NOON - nth }));
    await store.insertDeadLetters(letters);
    expect((await store.run(deadLetters, EVERY_LETTER)).map(({ sizeBytes }) => sizeBytes)).toEqual([0, 1, 2, 3, 4]);
    const letterIds = letters.slice(2, 4).map(({ letterId }) => letterId);
    const messages = await store.run(deadLetterMessages, { projects: ['shop', 'clinic'], letterIds });
    expect(messages.map(({ bytesBase64 }) => bytesBase64)).toEqual([texts[2]]);
  });

  it('counts the open ones by project, stage and code', async () => {
    const store = await fourLetters();
    await store.insertDeadLetters([letterOf('e'.repeat(64))]);
    expect(await store.run(deadLetterCounts, {})).toEqual([
      { project: 'shop', stage: 'ingest', code: 'MESSAGE_INVALID', letters: 2 },
      { project: '', stage: 'ingest', code: 'JSON_INVALID', letters: 1 },
      { project: 'clinic', stage: 'speech', code: 'MESSAGE_INVALID', letters: 1 },
    ]);
  });
});

describe('a letter whose id is made of a recording', () => {
  const letterId = 'speech:https://pbx.example/r1.wav:7';
  const speech = (headers: Readonly<Record<string, string>>): DeadLetter =>
    letterOf(letterId, { stage: 'speech', origin: 'calls.recordings/0/1', headers });

  async function openAfter(headers: Readonly<Record<string, string>>): Promise<readonly boolean[]> {
    const store = await openTestStore();
    await store.insertDeadLetters([speech(headers)]);
    await store.insertRedrives([redriveOf(letterId, NOON)]);
    const listed = await store.run(deadLetters, EVERY_LETTER);
    const counted = await store.run(deadLetterCounts, {});
    return [...listed.map(({ open }) => open), counted.length > 0];
  }

  it('is settled once it was sent again', async () => {
    expect(await openAfter({})).toEqual([false, false]);
    expect(await openAfter({ 'etalon-first-at': String(NOON - 1) })).toEqual([false, false]);
    expect(await openAfter({ 'etalon-redriven-at': String(NOON - 1) })).toEqual([false, false]);
  });

  it('is open again when it came again, at once or after it was waited for in vain', async () => {
    expect(await openAfter({ 'etalon-redriven-at': String(NOON) })).toEqual([true, true]);
    expect(await openAfter({ 'etalon-first-at': String(NOON + 1) })).toEqual([true, true]);
  });

  it('is named by the digest of its id', async () => {
    const store = await openTestStore();
    await store.insertDeadLetters([speech({})]);
    // printf 'speech:https://pbx.example/r1.wav:7' | sha256sum
    const id = '7a007b681a817ea10f508cb931bff75edf605bc98340f436aca2965c97842975';
    expect(await store.run(deadLetters, { ...EVERY_LETTER, ids: [id.slice(0, 12)] })).toMatchObject([{ id, letterId }]);
    expect(await store.run(deadLetters, { ...EVERY_LETTER, ids: [letterId] })).toHaveLength(1);
  });
});

describe('a letter of the score line', () => {
  it('has no time of its own and counts from the end of its call', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('c1', { endedAt: NOON + 60_000 }), callOf('c2', { endedAt: null })]);
    const score = { stage: 'score', bytesBase64: '', at: 0 } as const;
    await store.insertDeadLetters([
      letterOf('1'.repeat(64), { ...score, callId: 'c1', origin: 'call:c1' }),
      letterOf('2'.repeat(64), { ...score, callId: 'c2', origin: 'call:c2' }),
      letterOf('3'.repeat(64), { ...score, callId: 'gone', origin: 'call:gone' }),
    ]);
    const rows = await store.run(deadLetters, EVERY_LETTER);
    expect(rows.map(({ callId, atMs }) => [callId, atMs])).toEqual([
      ['c1', NOON + 60_000],
      ['c2', NOON],
      ['gone', 0],
    ]);
  });
});

describe('what has waited too long', () => {
  const recording = { recordingId: 'r1', uri: 'https://pbx.example/r1.wav', offsetMs: 0, failure: null };
  const page = { project: 'shop', beforeMs: NOON + 60_001, limit: 10 };

  it('recordings without a CDR count from the start of their call, the oldest first, and all are counted', async () => {
    const store = await openTestStore();
    const lone = { marks: ['WITHOUT_CDR'], recordings: [{ ...recording, state: 'present' }] } as const;
    await store.insertCalls([
      callOf('second', { ...lone, startedAt: NOON - 1 }),
      callOf('first', { ...lone, startedAt: NOON - 2 }),
      callOf('third', { ...lone, startedAt: NOON }),
      callOf('too-young', { ...lone, startedAt: NOON + 1 }),
      callOf('with-cdr', { ...lone, marks: [], startedAt: NOON - 2 }),
      callOf('other', { ...lone, project: 'clinic', startedAt: NOON - 2 }),
    ]);
    const rows = await store.run(overdueWithoutCdr, {
      project: 'shop',
      fromMs: 0,
      toMs: NOON + 1,
      beforeMs: NOON + 1,
      limit: 2,
    });
    expect(rows).toEqual([
      { project: 'shop', callId: 'first', recordingId: 'r1', sinceMs: NOON - 2, total: 3 },
      { project: 'shop', callId: 'second', recordingId: 'r1', sinceMs: NOON - 1, total: 3 },
    ]);
  });

  it('recordings that are expected or failed count from the end of their call, with why they failed', async () => {
    const store = await openTestStore();
    const failure = { code: 'AUDIO_EMPTY', params: { file: 'r2.wav' } } as const;
    await store.insertCalls([
      callOf('waits', { endedAt: NOON + 10, recordings: [{ ...recording, state: 'expected' }] }),
      callOf('failed', {
        endedAt: NOON + 20,
        recordings: [
          { ...recording, recordingId: 'r2', state: 'failed', failure },
          { ...recording, recordingId: 'r3', state: 'present' },
        ],
      }),
      callOf('no-end', { endedAt: null, startedAt: NOON + 5, recordings: [{ ...recording, state: 'expected' }] }),
      callOf('merged', { mergedInto: 'waits', recordings: [{ ...recording, state: 'expected' }] }),
      callOf('erased', { recordings: [{ ...recording, state: 'erased' }] }),
      callOf('young', { endedAt: NOON + 60_001, recordings: [{ ...recording, state: 'expected' }] }),
    ]);
    expect(await store.run(overdueTranscripts, page)).toEqual([
      {
        project: 'shop',
        callId: 'no-end',
        recordingId: 'r1',
        state: 'expected',
        code: '',
        sinceMs: NOON + 5,
        total: 3,
      },
      {
        project: 'shop',
        callId: 'waits',
        recordingId: 'r1',
        state: 'expected',
        code: '',
        sinceMs: NOON + 10,
        total: 3,
      },
      {
        project: 'shop',
        callId: 'failed',
        recordingId: 'r2',
        state: 'failed',
        code: 'AUDIO_EMPTY',
        sinceMs: NOON + 20,
        total: 3,
      },
    ]);
  });

  it('unscored calls are those of the sweep', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      callOf('waits', { endedAt: NOON + 2 }),
      callOf('moved-on', { endedAt: NOON + 1, version: '2' }),
      callOf('scored'),
      callOf('silent'),
    ]);
    await store.insertTranscripts(['waits', 'moved-on', 'scored'].map((callId) => transcriptOf(callId)));
    await store.insertEvaluations(
      ['moved-on', 'scored'].map((callId) => evaluationOf(callId, 1, { madeWith: { scorecard: 'now' } })),
    );
    await store.insertTones([toneOf('scored')]);
    expect(await store.run(overdueScores, { ...page, ...JUDGING })).toEqual([
      { project: 'shop', callId: 'moved-on', sinceMs: NOON + 1, total: 2 },
      { project: 'shop', callId: 'waits', sinceMs: NOON + 2, total: 2 },
    ]);
  });
});

describe('calls to be scored again', () => {
  const leg = {
    ...{ legId: 'l1', operatorId: 'boris', operatorAlias: 'SIP/102', queue: 'sales', startedAt: NOON },
    ...{ answeredAt: NOON, endedAt: NOON, ringMs: null, talkMs: 0, holdMs: null, acwMs: null },
    outcome: 'completed' as const,
  };
  const entry = { nth: 1, enteredAt: NOON, position: 1, waitMs: 0, outcome: 'answered' as const, flowOut: null };
  const all: RescoreParams = { project: 'shop', fromMs: 0, toMs: NOON * 2, queue: '', operatorId: '', scorecard: '' };

  it('are narrowed by period, queue, operator, and the scorecard of the run that counts', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      callOf('c', { startedAt: NOON + 2 }),
      callOf('a', { queueEntries: [{ ...entry, queue: 'sales' }] }),
      callOf('b', { startedAt: NOON + 1, legs: [leg] }),
      callOf('silent'),
      callOf('merged', { mergedInto: 'a' }),
      callOf('other', { project: 'clinic' }),
    ]);
    await store.insertTranscripts([
      ...['a', 'b', 'c', 'merged'].map((callId) => transcriptOf(callId)),
      { ...transcriptOf('other'), project: 'clinic' },
    ]);
    await store.insertEvaluations([
      evaluationOf('c', 1),
      evaluationOf('a', 1, { run: 'what-if' }),
      evaluationOf('b', 1, { withdrawn: true }),
    ]);
    const narrowed: readonly (readonly [Partial<RescoreParams>, readonly string[]])[] = [
      [{}, ['a', 'b', 'c']],
      [{ fromMs: NOON + 1, toMs: NOON + 2 }, ['b']],
      [{ queue: 'sales' }, ['a']],
      [{ operatorId: 'boris' }, ['b']],
      [{ scorecard: 'inbound' }, ['c']],
    ];
    for (const [filter, expected] of narrowed) {
      const calls = await store.run(callsInPeriod, { ...all, ...filter });
      expect([filter, calls.map(({ callId }) => callId)]).toEqual([filter, expected]);
    }
  });
});
