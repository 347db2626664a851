import { describe, expect, it } from 'vitest';
import type { CallFilters, CallViewer } from '../../../queries/call-list.ts';
import { callCount, callPage, callsByKey, otherContacts } from '../../../queries/call-page.ts';
import type { CallSort } from '../../../queries/call-order.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { entryOf, EVERY_CALL, idsOf, legOf, ofShop, saying, SEES_ALL, walk } from '../../harness/listed-calls.ts';
import { answerOf, callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const recording = { recordingId: 'r1', uri: 'inbox:shop/r1.wav', offsetMs: 0, failure: null };
const EVERYWHERE = { ...EVERY_CALL, projects: ['shop', 'bank'] };

/** Five calls a minute apart, the first one the newest; `part` belongs to another call. */
async function fiveCalls(): Promise<OpenedStore> {
  const store = await openTestStore();
  const at = (minutes: number): { startedAt: number; endedAt: number } => {
    return { startedAt: NOON - minutes * 60_000, endedAt: NOON - minutes * 60_000 + (minutes + 1) * 1_000 };
  };
  await store.insertCalls([
    callOf('good', {
      ...at(0),
      legs: [legOf('anna'), legOf('boris')],
      queueEntries: [entryOf('sales', 4_000, { outcome: 'flow_out' }), entryOf('support', 1_000)],
      recordings: [{ ...recording, state: 'present' }],
      marks: ['DOUBTFUL_TIME'],
    }),
    callOf('bad', { ...at(1), legs: [legOf('boris', { queue: 'orders' })], direction: 'outbound' }),
    callOf('chat', { ...at(2), channel: 'chat', queueEntries: [entryOf('sales', null)] }),
    callOf('lost', { ...at(3), endedAt: null, queueEntries: [entryOf('sales', 9_000, { outcome: 'abandoned' })] }),
    callOf('bank', { ...at(4), project: 'bank', legs: [legOf('anna')] }),
    callOf('part', { ...at(0), mergedInto: 'good', legs: [legOf('anna')] }),
  ]);
  await store.insertEvaluations([
    evaluationOf('good', 95, { answers: [answerOf('greeting', 'yes'), answerOf('close', 'no')] }),
    evaluationOf('good', 55, {
      operatorId: 'boris',
      answers: [answerOf('greeting', 'no'), answerOf('close', 'unclear')],
    }),
    evaluationOf('bad', 40, { operatorId: 'boris', answers: [answerOf('greeting', 'no'), answerOf('close', 'na')] }),
    evaluationOf('chat', null, { operatorId: 'clara', answers: [answerOf('greeting', 'unclear')], coverage: 0 }),
    evaluationOf('bank', 70, { project: 'bank', answers: [answerOf('close', 'points')] }),
    evaluationOf('part', 1),
  ]);
  await store.insertTranscripts([
    saying('good', 'Пришлите, пожалуйста, ДОСТАВКУ'),
    saying('bad', 'the delivery is late'),
    saying('part', 'the delivery'),
  ]);
  return store;
}

async function shown(store: OpenedStore, of: Partial<CallFilters>, viewer = SEES_ALL): Promise<readonly string[]> {
  const filters = { ...EVERYWHERE, ...of };
  const { rows } = await callPage(store, filters, viewer, { sort: 'newest', after: null, limit: 10 });
  expect(await callCount(store, filters, viewer)).toBe(rows.length);
  expect(idsOf(await walk(store, filters, viewer, 'oldest', 1))).toEqual(idsOf(rows).toReversed());
  expect(idsOf(await walk(store, filters, viewer, 'worst', 1)).toSorted()).toEqual(idsOf(rows).toSorted());
  return idsOf(rows);
}

describe('a row of the list of calls', () => {
  it('shows what happened and what counts, of each operator who was judged', async () => {
    const store = await fiveCalls();
    const { rows } = await callPage(store, EVERY_CALL, SEES_ALL, { sort: 'newest', after: null, limit: 1 });
    expect(rows).toMatchObject([
      {
        project: 'shop',
        callId: 'good',
        startedMs: NOON,
        endedMs: NOON + 1_000,
        durationMs: 1_000,
        direction: 'inbound',
        channel: 'voice',
        queues: ['sales', 'support'],
        operators: ['anna', 'boris'],
        waitMs: 5_000,
        hasRecording: true,
        marks: ['DOUBTFUL_TIME'],
        lowestScore: 55,
        evaluations: [
          { operatorId: 'anna', scorecardId: 'inbound', scorecardVersion: 1, source: 'machine', score: 95 },
          { operatorId: 'boris', score: 55, judged: 1, applicable: 2, failedCriteria: ['greeting'] },
        ],
      },
    ]);
  });

  it('tells what is unknown from nothing: wait, length and score', async () => {
    const store = await fiveCalls();
    const { rows } = await callPage(store, EVERY_CALL, SEES_ALL, { sort: 'newest', after: null, limit: 10 });
    expect(
      rows.map(({ callId, waitMs, durationMs, lowestScore }) => [callId, waitMs, durationMs, lowestScore]),
    ).toEqual([
      ['good', 5_000, 1_000, 55],
      ['bad', null, 2_000, 40],
      ['chat', null, 3_000, null],
      ['lost', 9_000, null, null],
    ]);
  });
});

describe('the filters of the list of calls', () => {
  const cases: readonly [string, Partial<CallFilters>, readonly string[]][] = [
    ['nothing but the projects', {}, ['good', 'bad', 'chat', 'lost', 'bank']],
    ['one project', { projects: ['bank'] }, ['bank']],
    ['no project at all', { projects: [] }, []],
    ['from a moment on', { fromMs: NOON - 60_000 }, ['good', 'bad']],
    ['until before a moment', { toMs: NOON - 120_000 }, ['lost', 'bank']],
    ['an operator who had a leg', { operators: ofShop('boris') }, ['good', 'bad']],
    ['an operator who was only judged', { operators: ofShop('clara') }, ['chat']],
    ['several operators, each of their project', { operators: ofShop('clara', 'anna') }, ['good', 'chat']],
    ['an operator, and calls of nobody known', { operators: ofShop('anna'), unowned: true }, ['good', 'lost']],
    ['calls of nobody known only', { operators: [], unowned: true }, ['lost']],
    ['no operator at all', { operators: ofShop() }, []],
    ['a queue that the call was in', { queue: 'sales' }, ['good', 'chat', 'lost']],
    ['a queue that only a leg tells of', { queue: 'orders' }, ['bad']],
    ['a direction', { direction: 'outbound' }, ['bad']],
    ['a channel', { channel: 'chat' }, ['chat']],
    ['a lowest score', { minScore: 70 }, ['good', 'bank']],
    ['a highest score', { maxScore: 55 }, ['good', 'bad']],
    ['a range that no single evaluation meets', { minScore: 60, maxScore: 69 }, []],
    ['a failed criterion', { failedCriterion: 'greeting' }, ['good', 'bad']],
    ['a score and a failed criterion of one evaluation', { minScore: 60, failedCriterion: 'greeting' }, []],
    ['a score of the asked operator', { operators: ofShop('boris'), minScore: 60 }, []],
    ['a failed criterion of the asked operator', { operators: ofShop('anna'), failedCriterion: 'greeting' }, []],
    ['no score', { withoutScore: true }, ['chat', 'lost']],
    ['no score of the asked operator', { withoutScore: true, operators: ofShop('clara', 'anna') }, ['chat']],
    ['words, whatever their case', { words: 'доставк' }, ['good']],
    ['words across a space', { words: ' Delivery is ' }, ['bad']],
    ['words that nobody said', { words: 'delivery late' }, []],
    [
      'all of it together',
      { operators: ofShop('boris'), maxScore: 50, failedCriterion: 'greeting', words: 'late' },
      ['bad'],
    ],
  ];

  it('leave what meets them, the same calls in every order and as many as are counted', async () => {
    const store = await fiveCalls();
    const left: [string, readonly string[]][] = [];
    for (const [name, filters] of cases) left.push([name, await shown(store, filters)]);
    expect(left).toEqual(cases.map(([name, , expected]) => [name, expected]));
  });
});

describe('the order of the list of calls', () => {
  const orders: readonly [CallSort, readonly string[]][] = [
    ['newest', ['good', 'bad', 'chat', 'lost', 'bank']],
    ['oldest', ['bank', 'lost', 'chat', 'bad', 'good']],
    ['worst', ['bad', 'good', 'bank', 'chat', 'lost']],
    ['best', ['bank', 'good', 'bad', 'chat', 'lost']],
    ['longest', ['bank', 'chat', 'bad', 'good', 'lost']],
    ['shortest', ['good', 'bad', 'chat', 'bank', 'lost']],
  ];

  it('puts last what is not known, page by page', async () => {
    const store = await fiveCalls();
    for (const [sort, expected] of orders)
      for (const limit of [1, 2, 10])
        expect([sort, idsOf(await walk(store, EVERYWHERE, SEES_ALL, sort, limit))]).toEqual([sort, expected]);
  });

  it('goes by the score of the asked operators', async () => {
    const annas = [...ofShop('anna'), { project: 'bank', operatorId: 'anna' }];
    const rows = await walk(await fiveCalls(), { ...EVERYWHERE, operators: annas }, SEES_ALL, 'worst', 10);
    expect(rows.map(({ callId, lowestScore }) => [callId, lowestScore])).toEqual([
      ['bank', 70],
      ['good', 95],
    ]);
  });
});

describe('which evaluation counts', () => {
  const byRank = ['machine', 'supervisor', 'dispute', 'agreed'] as const;

  it.each(byRank)('%s before those below it, whatever their revision, and a self-score never', async (source) => {
    const store = await openTestStore();
    const below = byRank.slice(0, byRank.indexOf(source) + 1);
    await store.insertCalls([callOf('one')]);
    await store.insertEvaluations([
      ...below.map((evaluator, nth) => evaluationOf('one', 10 * nth, { evaluator, revision: String(9 - nth) })),
      evaluationOf('one', 100, { evaluator: 'self', rater: 'anna', revision: '99' }),
    ]);
    const [row] = (await callPage(store, EVERY_CALL, SEES_ALL, { sort: 'newest', after: null, limit: 1 })).rows;
    expect(row?.evaluations).toMatchObject([{ source, score: 10 * (below.length - 1) }]);
    expect(row?.evaluations).toHaveLength(1);
  });

  it('a missing score of the evaluation that counts stays missing', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('one')]);
    await store.insertEvaluations([
      evaluationOf('one', 80),
      evaluationOf('one', null, { evaluator: 'supervisor', rater: 'vera', coverage: null }),
    ]);
    const [row] = (await callPage(store, EVERY_CALL, SEES_ALL, { sort: 'newest', after: null, limit: 1 })).rows;
    expect(row).toMatchObject({
      lowestScore: null,
      evaluations: [{ source: 'supervisor', score: null, coverage: null }],
    });
    expect(await shown(store, { minScore: 0 })).toEqual([]);
    expect(await shown(store, { withoutScore: true })).toEqual(['one']);
  });

  it('of one evaluator the newest scorecard, then the greatest revision; withdrawn ones and what-if runs do not count', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('rolled-back'), callOf('new-card'), callOf('raters'), callOf('gone')]);
    await store.insertEvaluations([
      evaluationOf('rolled-back', 1, { scorecardVersion: 2, revision: '5' }),
      evaluationOf('rolled-back', 2, { scorecardVersion: 1, revision: '7' }),
      evaluationOf('new-card', 1, { scorecardVersion: 1, revision: '5' }),
      evaluationOf('new-card', 2, { scorecardVersion: 2, revision: '5' }),
      evaluationOf('raters', 1, { evaluator: 'supervisor', rater: 'vera', revision: '3' }),
      evaluationOf('raters', 2, { evaluator: 'supervisor', rater: 'adam', revision: '4' }),
      evaluationOf('gone', 1, { withdrawn: true }),
      evaluationOf('gone', 2, { run: 'what-if' }),
    ]);
    const { rows } = await callPage(store, EVERY_CALL, SEES_ALL, { sort: 'newest', after: null, limit: 10 });
    expect(Object.fromEntries(rows.map(({ callId, lowestScore }) => [callId, lowestScore]))).toEqual({
      'rolled-back': 1,
      'new-card': 2,
      raters: 2,
      gone: null,
    });
    expect(await shown(store, { operators: ofShop('anna'), fromMs: NOON })).not.toContain('gone');
  });
});

describe('who sees what in the list of calls', () => {
  const boris: CallViewer = { ...SEES_ALL, visible: ofShop('boris'), unowned: false };

  it('an operator sees and filters by no evaluation of another', async () => {
    const store = await fiveCalls();
    const { rows } = await callPage(store, EVERY_CALL, boris, { sort: 'newest', after: null, limit: 1 });
    expect(rows[0]?.evaluations.map(({ operatorId }) => operatorId)).toEqual(['boris']);
    expect(await shown(store, { minScore: 90 }, boris)).toEqual([]);
    expect(await shown(store, { failedCriterion: 'close' }, boris)).toEqual([]);
    expect(await shown(store, { operators: ofShop('clara') }, boris)).toEqual([]);
  });

  it('of a call that began when nothing was drawn yet no evaluation is seen', async () => {
    const store = await fiveCalls();
    const early: CallViewer = { ...SEES_ALL, blindFromMs: NOON - 60_000 };
    const rows = await walk(store, EVERYWHERE, early, 'worst', 2);
    expect(rows.map(({ callId, lowestScore }) => [callId, lowestScore])).toEqual([
      ['bank', 70],
      ['good', null],
      ['bad', null],
      ['chat', null],
      ['lost', null],
    ]);
    expect(await shown(store, { maxScore: 60 }, early)).toEqual([]);
    expect(await shown(store, { failedCriterion: 'greeting' }, early)).toEqual([]);
    expect(await shown(store, { withoutScore: true }, early)).toEqual(['good', 'bad', 'chat', 'lost']);
  });

  it('who may see nobody judged sees calls without scores', async () => {
    const rows = await walk(await fiveCalls(), EVERYWHERE, { ...SEES_ALL, visible: ofShop(), blind: [] }, 'worst', 2);
    expect(rows.map(({ evaluations, lowestScore }) => [evaluations, lowestScore])).toEqual(rows.map(() => [[], null]));
  });
});

describe('words in a transcript', () => {
  it('that was heard anew are those of the newest version, in whichever order they came', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('one'), callOf('two')]);
    const heard = (callId: string, text: string, version: string): ReturnType<typeof saying> => {
      return { ...saying(callId, text), version };
    };
    await store.insertTranscripts([heard('one', 'the old delivery', '1'), heard('two', 'your new parcel', '2')]);
    await store.insertTranscripts([heard('one', 'your new parcel', '2'), heard('two', 'the old delivery', '1')]);
    expect(await shown(store, { words: 'delivery' })).toEqual([]);
    expect(await shown(store, { words: 'parcel' })).toEqual(['two', 'one']);
  });

  it('are looked for as they are written: signs of patterns stand for themselves', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('one'), callOf('two')]);
    await store.insertTranscripts([saying('one', 'a 5% discount'), saying('two', 'a 5 euro discount')]);
    expect(await shown(store, { words: '5%' })).toEqual(['one']);
    expect(await shown(store, { words: '5_' })).toEqual([]);
  });
});

describe('calls by key', () => {
  it('are shown as in the list, those that the viewer may reach', async () => {
    const store = await fiveCalls();
    const keys = ['bad', 'part', 'good', 'bank'].map((callId) => ({
      project: callId === 'bank' ? 'bank' : 'shop',
      callId,
    }));
    expect(idsOf(await callsByKey(store, keys, EVERY_CALL, SEES_ALL))).toEqual(['good', 'bad']);
    expect(await callsByKey(store, [], EVERY_CALL, SEES_ALL)).toEqual([]);
  });
});

describe("a customer's other contacts", () => {
  it('are those of the same customer, newest first; of an unknown customer none', async () => {
    const store = await openTestStore();
    const of = (callId: string, customerKey: string, more = {}): ReturnType<typeof callOf> =>
      callOf(callId, { customerKey, ...more });
    await store.insertCalls([
      of('this', 'k1'),
      of('older', 'k1', { startedAt: NOON - 2 }),
      of('newer', 'k1', { startedAt: NOON + 2 }),
      of('other', 'k2'),
      of('part', 'k1', { mergedInto: 'this' }),
      of('moved', 'k1', { version: '1' }),
      of('elsewhere', 'k1', { project: 'bank' }),
      of('nobody', ''),
      of('nobody-too', ''),
    ]);
    await store.insertCalls([of('moved', 'k2', { version: '2' })]);
    const contacts = async (callId: string, filters = EVERY_CALL, limit = 20): Promise<readonly string[]> =>
      idsOf(await otherContacts(store, { project: 'shop', callId }, filters, SEES_ALL, limit));
    expect(await contacts('this')).toEqual(['newer', 'older']);
    expect(await contacts('this', EVERY_CALL, 1)).toEqual(['newer']);
    expect(await contacts('other')).toEqual(['moved']);
    expect(await contacts('this', EVERYWHERE)).toEqual(['newer', 'elsewhere', 'older']);
    expect(await contacts('nobody')).toEqual([]);
    expect(await contacts('never-heard-of')).toEqual([]);
  });
});
