import { describe, expect, it } from 'vitest';
import { unscored } from '../../../queries/calls-to-score.ts';
import { listCalls, type CallsParams } from '../../../queries/calls.ts';
import { provisionalOperators } from '../../../queries/operator-aliases.ts';
import { reconciliation } from '../../../queries/queue-numbers.ts';
import { expectedRecordings, recordingsWithoutCdr } from '../../../queries/recordings.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { JUDGING, answerOf, callOf, evaluationOf, NOON, toneOf, transcriptOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const all: CallsParams = {
  project: '',
  operatorId: '',
  channel: '',
  fromMs: 0,
  toMs: NOON * 2,
  minScore: null,
  maxScore: null,
  failedCriterion: '',
  limit: 10,
  offset: 0,
};

const leg = {
  legId: 'l1',
  operatorId: 'boris',
  operatorAlias: 'SIP/102',
  queue: 'sales',
  startedAt: NOON,
  answeredAt: NOON,
  endedAt: NOON + 1_000,
  ringMs: null,
  talkMs: 1_000,
  holdMs: null,
  acwMs: null,
  outcome: 'completed' as const,
};

const recording = { recordingId: 'r1', uri: 'inbox:shop/r1.wav', offsetMs: 0, failure: null };

async function threeCalls(): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertCalls([
    callOf('good', { startedAt: NOON + 2, recordings: [{ ...recording, state: 'present' }] }),
    callOf('bad', { startedAt: NOON + 1, legs: [leg] }),
    callOf('chat', { startedAt: NOON, channel: 'chat', project: 'other' }),
    callOf('gone', { mergedInto: 'good' }),
  ]);
  await store.insertEvaluations([
    evaluationOf('good', 95, { answers: [answerOf('greeting', 'yes')] }),
    evaluationOf('bad', 40, { operatorId: 'boris', answers: [answerOf('greeting', 'no'), answerOf('close', 'na')] }),
  ]);
  return store;
}

describe('the list of calls', () => {
  it('shows each call with its scores, failed criteria and recordings, newest first', async () => {
    const store = await threeCalls();
    expect(await store.run(listCalls, all)).toMatchObject([
      {
        callId: 'good',
        recordingStates: ['present'],
        total: 3,
        evaluations: [{ operatorId: 'anna', score: 95, failedCriteria: [] }],
      },
      { callId: 'bad', operatorIds: ['boris'], evaluations: [{ score: 40, failedCriteria: ['greeting'] }] },
      { callId: 'chat', evaluations: [] },
    ]);
  });

  it.each<[string, Partial<CallsParams>, readonly string[]]>([
    ['project', { project: 'other' }, ['chat']],
    ['operator', { operatorId: 'boris' }, ['bad']],
    ['channel', { channel: 'chat' }, ['chat']],
    ['lowest score', { minScore: 50 }, ['good']],
    ['highest score', { maxScore: 50 }, ['bad']],
    ['failed criterion', { failedCriterion: 'greeting' }, ['bad']],
    ['start', { fromMs: NOON + 1, toMs: NOON + 2 }, ['bad']],
    ['page', { limit: 1, offset: 1 }, ['bad']],
  ])('is narrowed by %s', async (_, filter, expected) => {
    const store = await threeCalls();
    expect((await store.run(listCalls, { ...all, ...filter })).map(({ callId }) => callId)).toEqual(expected);
  });
});

describe('the sweep of unscored calls', () => {
  it('finds calls whose present version no machine evaluation has seen, and only those with a transcript', async () => {
    const store = await openTestStore();
    const version = '18446744073709551610';
    await store.insertCalls([
      callOf('scored', { version }),
      callOf('older', { version }),
      callOf('old-rules', { version }),
      callOf('never'),
      callOf('silent'),
      callOf('by-a-person'),
      callOf('merged', { mergedInto: 'scored' }),
    ]);
    const heard = ['scored', 'old-rules', 'older', 'never', 'by-a-person', 'merged'];
    await store.insertTranscripts(heard.map((callId) => transcriptOf(callId)));
    await store.insertEvaluations([
      evaluationOf('scored', 1, { revision: version, madeWith: { scorecard: 'now' } }),
      evaluationOf('old-rules', 1, { revision: version, madeWith: { scorecard: 'before' } }),
      evaluationOf('older', 1, { revision: '18446744073709551609', madeWith: { scorecard: 'now' } }),
      evaluationOf('by-a-person', 1, { evaluator: 'supervisor', rater: 'vera' }),
      evaluationOf('never', 1, { run: 'what-if' }),
    ]);
    await store.insertTones(heard.map((callId) => toneOf(callId, callId === 'never' ? '1' : version)));
    const found = await store.run(unscored, JUDGING);
    expect(found.map(({ callId }) => callId)).toEqual(['by-a-person', 'never', 'old-rules', 'older']);
  });

  it('finds calls that were scored, and whose tone is not of their present version by the lists as they stand', async () => {
    const store = await openTestStore();
    const calls = ['told', 'untold', 'old-lists', 'old-version', 'other-model'];
    await store.insertCalls(calls.map((callId) => callOf(callId, { version: '2' })));
    await store.insertTranscripts(calls.map((callId) => transcriptOf(callId)));
    const now = { revision: '2', madeWith: { scorecard: 'now' } };
    await store.insertEvaluations(calls.map((callId) => evaluationOf(callId, 1, now)));
    await store.insertTones([
      toneOf('told', '2'),
      toneOf('old-lists', '2', { lists: 'before' }),
      toneOf('old-version', '1'),
      toneOf('other-model', '2', { toneModel: 'another' }),
    ]);
    const found = (await store.run(unscored, JUDGING)).map(({ callId }) => callId);
    expect(found).toEqual(['old-lists', 'old-version', 'other-model', 'untold']);
  });

  it('finds a call that turned out to be part of another while its score still counts', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      callOf('scored-before', { mergedInto: 'other', version: '2' }),
      callOf('withdrawn', { mergedInto: 'other', version: '2' }),
      callOf('never-scored', { mergedInto: 'other', version: '2' }),
    ]);
    await store.insertTranscripts(['scored-before', 'withdrawn', 'never-scored'].map((callId) => transcriptOf(callId)));
    const now = { madeWith: { scorecard: 'now' } };
    await store.insertEvaluations([
      evaluationOf('scored-before', 1, { ...now, revision: '1' }),
      evaluationOf('withdrawn', 1, { ...now, revision: '2', withdrawn: true }),
    ]);
    expect((await store.run(unscored, JUDGING)).map(({ callId }) => callId)).toEqual(['scored-before']);
  });

  it('leaves out calls that no scorecard is meant for, and those in which only the customer speaks', async () => {
    const store = await openTestStore();
    const entry = {
      queue: 'sales',
      nth: 1,
      enteredAt: NOON,
      position: null,
      waitMs: 0,
      outcome: 'answered' as const,
      flowOut: null,
    };
    await store.insertCalls([
      callOf('meant', { queueEntries: [entry] }),
      callOf('outbound', { direction: 'outbound', queueEntries: [entry] }),
      callOf('other-queue', { queueEntries: [{ ...entry, queue: 'support' }] }),
      callOf('other-project', { project: 'clinic', queueEntries: [entry] }),
      callOf('one-sided', { queueEntries: [entry] }),
    ]);
    const heard = ['meant', 'outbound', 'other-queue'].map((callId) => transcriptOf(callId));
    const [first] = transcriptOf('one-sided').utterances;
    const said = first === undefined ? [] : [{ ...first, speaker: 'customer' as const }];
    await store.insertTranscripts([
      ...heard,
      { ...transcriptOf('other-project'), project: 'clinic' },
      { ...transcriptOf('one-sided'), utterances: said },
    ]);
    const rules = { ...JUDGING, ruleDirections: [['inbound']], ruleQueues: [['sales', 'orders']] };
    expect((await store.run(unscored, rules)).map(({ callId }) => callId)).toEqual(['meant']);
  });

  it('finds a call that a correction moved to where no scorecard is meant, until its evaluation is withdrawn', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('moved', { version: '2', direction: 'outbound' })]);
    await store.insertTranscripts([transcriptOf('moved')]);
    const evaluation = evaluationOf('moved', 1, { revision: '1', madeWith: { scorecard: 'now' } });
    const rules = { ...JUDGING, ruleDirections: [['inbound']] };
    await store.insertEvaluations([evaluation]);
    expect((await store.run(unscored, rules)).map(({ callId }) => callId)).toEqual(['moved']);
    await store.insertEvaluations([{ ...evaluation, revision: '2', withdrawn: true }]);
    expect(await store.run(unscored, rules)).toEqual([]);
  });

  it('finds a call that was scored, and yet has an evaluation of somebody who was on it before', async () => {
    const store = await openTestStore();
    const scorecard = { madeWith: { scorecard: 'now' } };
    await store.insertCalls([callOf('stale', { version: '9' }), callOf('rescored', { version: '9' })]);
    await store.insertTranscripts([transcriptOf('stale'), transcriptOf('rescored')]);
    const late = evaluationOf('stale', 1, { ...scorecard, operatorId: 'before', revision: '7' });
    await store.insertEvaluations([
      late,
      evaluationOf('stale', 1, { ...scorecard, revision: '9' }),
      // By an earlier version of the scorecard: history, and not what counts.
      evaluationOf('rescored', 1, { ...scorecard, revision: '7' }),
      evaluationOf('rescored', 1, { ...scorecard, revision: '9', scorecardVersion: 2 }),
      evaluationOf('rescored', 1, { ...scorecard, operatorId: 'before', revision: '8', withdrawn: true }),
    ]);
    await store.insertTones([toneOf('stale', '9'), toneOf('rescored', '9')]);
    expect((await store.run(unscored, JUDGING)).map(({ callId }) => callId)).toEqual(['stale']);
    await store.insertEvaluations([{ ...late, revision: '9', withdrawn: true }]);
    expect(await store.run(unscored, JUDGING)).toEqual([]);
  });
});

describe('what does not fit together', () => {
  it('recordings are listed by the call whose CDR names them, and those without a CDR apart', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      callOf('named', { sources: ['record'], recordings: [{ ...recording, state: 'expected' }] }),
      callOf('alone', {
        sources: ['recording'],
        marks: ['WITHOUT_CDR'],
        recordings: [{ ...recording, recordingId: 'r2', state: 'present' }],
      }),
    ]);
    expect((await store.run(expectedRecordings, {})).map((row) => [row.callId, row.recordingId, row.state])).toEqual([
      ['named', 'r1', 'expected'],
    ]);
    expect(await store.run(recordingsWithoutCdr, all)).toMatchObject([{ callId: 'alone', startedMs: NOON }]);
  });

  it('aliases that belong to nobody are listed with their legs', async () => {
    const store = await openTestStore();
    const unknown = { ...leg, operatorId: 'provisional:SIP/999', operatorAlias: 'SIP/999' };
    await store.insertCalls([callOf('c1', { legs: [leg, unknown] }), callOf('c2', { legs: [unknown, unknown] })]);
    expect(await store.run(provisionalOperators, { project: '' })).toMatchObject([
      { alias: 'SIP/999', legCount: 3, callCount: 2, firstMs: NOON },
    ]);
  });

  it('queue entries that contradict themselves are named with what is wrong', async () => {
    const store = await openTestStore();
    const entry = { queue: 'sales', position: 1, waitMs: 1_000, flowOut: null };
    const at = (minute: number): number => NOON + minute * 60_000;
    const endedAt = at(60);
    await store.insertCalls([
      callOf('c1', {
        endedAt,
        legs: [leg],
        queueEntries: [
          { ...entry, nth: 1, enteredAt: at(1), outcome: 'answered' },
          { ...entry, nth: 2, enteredAt: at(2), outcome: 'waiting' },
          { ...entry, nth: 3, enteredAt: at(3), outcome: 'flow_out' },
          { ...entry, nth: 4, enteredAt: at(4), outcome: 'abandoned', waitMs: null },
        ],
      }),
      callOf('c2', { endedAt, queueEntries: [{ ...entry, nth: 1, enteredAt: at(5), outcome: 'answered' }] }),
    ]);
    const rows = await store.run(reconciliation, { ...all, project: 'shop', queue: '' });
    expect(rows.map(({ callId, nth, problem }) => [callId, nth, problem])).toEqual([
      ['c1', 2, 'still_waiting'],
      ['c1', 3, 'flow_out_without_kind'],
      ['c1', 4, 'wait_unknown'],
      ['c2', 1, 'answered_without_leg'],
    ]);
  });
});
