import { describe, expect, it } from 'vitest';
import type { CallFilters, CallViewer } from '../../../queries/call-list.ts';
import type { CallSort } from '../../../queries/call-order.ts';
import { callCount, callPage, callsByKey, otherContacts } from '../../../queries/call-page.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { EVERY_CALL, ofShop, legOf, SEES_ALL } from '../../harness/listed-calls.ts';
import { answerOf, callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

/** Anna's second call waits for her own review. */
const BLIND = { project: 'shop', callId: 'second', operatorId: 'anna' };
const VIEWERS: Readonly<Record<string, CallViewer>> = {
  'its operator': { ...SEES_ALL, visible: ofShop('anna'), blind: [BLIND] },
  'a supervisor who is to score it blind': { ...SEES_ALL, visible: null, blind: [BLIND] },
};
const SORTS: readonly CallSort[] = ['newest', 'oldest', 'worst', 'best', 'longest', 'shortest'];
const FILTERS: readonly Partial<CallFilters>[] = [
  {},
  { operators: ofShop('anna') },
  { minScore: 50 },
  { maxScore: 50 },
  { minScore: 0, maxScore: 100, operators: ofShop('anna') },
  { failedCriterion: 'close' },
  { failedCriterion: 'close', operators: ofShop('anna'), maxScore: 60 },
  { withoutScore: true },
  { operators: ofShop('boris'), unowned: true },
  { withoutScore: true, operators: ofShop('anna') },
];

/** What the secret may be: the evaluations of the blind call and operator. */
const SECRETS: Readonly<Record<string, readonly Evaluation[]>> = {
  'a score of 0': [evaluationOf('second', 0, { autoFail: true, answers: [answerOf('close', 'no')] })],
  'a score of 100': [evaluationOf('second', 100, { answers: [answerOf('close', 'yes')] })],
  'no evaluation': [],
  "a supervisor's word": [
    evaluationOf('second', 100, { answers: [answerOf('close', 'yes')] }),
    evaluationOf('second', 7, { evaluator: 'supervisor', rater: 'vera', answers: [answerOf('close', 'no')] }),
  ],
};

async function storeWith(secret: readonly Evaluation[]): Promise<OpenedStore> {
  const store = await openTestStore();
  const of = (callId: string, minutes: number, operators: readonly string[]): ReturnType<typeof callOf> =>
    callOf(callId, {
      startedAt: NOON + minutes * 60_000,
      endedAt: NOON + minutes * 60_000 + 5_000,
      legs: operators.map((operatorId) => legOf(operatorId)),
      customerKey: 'k1',
    });
  await store.insertCalls([
    of('first', 1, ['anna']),
    of('second', 2, []),
    of('third', 3, ['boris']),
    of('fourth', 4, ['anna']),
  ]);
  await store.insertEvaluations([
    evaluationOf('first', 60, { answers: [answerOf('close', 'no')] }),
    evaluationOf('third', 40, { operatorId: 'boris', answers: [answerOf('close', 'no')] }),
    ...secret,
  ]);
  return store;
}

/** Everything that a viewer can ask of the calls, as one text. */
async function everyAnswer(store: OpenedStore, viewer: CallViewer): Promise<string> {
  const answers: unknown[] = [];
  for (const filter of FILTERS) {
    const filters = { ...EVERY_CALL, ...filter };
    answers.push(await callCount(store, filters, viewer));
    for (const sort of SORTS)
      for (const limit of sort === 'newest' || sort === 'worst' ? [1] : [10]) {
        let page = await callPage(store, filters, viewer, { sort, after: null, limit });
        answers.push(page);
        while (page.next !== null) {
          page = await callPage(store, filters, viewer, { sort, after: page.next, limit });
          answers.push(page);
        }
      }
    answers.push(await callsByKey(store, [BLIND], filters, viewer));
    answers.push(await otherContacts(store, { project: 'shop', callId: 'first' }, filters, viewer, 20));
  }
  return JSON.stringify(answers);
}

describe.each(Object.entries(VIEWERS))('a call that is blind for %s', (_, viewer) => {
  it('answers every list, filter, sort, cursor and count alike, whatever its score is and whether it has one', async () => {
    const told: string[] = [];
    for (const secret of Object.values(SECRETS)) told.push(await everyAnswer(await storeWith(secret), viewer));
    expect(new Set(told).size).toBe(1);
  });

  it('is listed, as one without a score, also among the calls of its operator', async () => {
    const store = await storeWith(SECRETS['a score of 100'] ?? []);
    for (const filter of [{}, { operators: ofShop('anna') }, { withoutScore: true, operators: ofShop('anna') }]) {
      const asked = { sort: 'newest', after: null, limit: 10 } as const;
      const { rows } = await callPage(store, { ...EVERY_CALL, ...filter }, viewer, asked);
      expect(rows.find(({ callId }) => callId === 'second')).toMatchObject({ lowestScore: null, evaluations: [] });
    }
  });
});

it('the same questions tell who may see the score what it is', async () => {
  const told: string[] = [];
  for (const secret of Object.values(SECRETS)) told.push(await everyAnswer(await storeWith(secret), SEES_ALL));
  expect(new Set(told).size).toBe(told.length);
});

it('of a blind call another operator is judged as ever', async () => {
  const store = await storeWith([evaluationOf('second', 33, { operatorId: 'boris' }), evaluationOf('second', 66)]);
  const asked = { sort: 'worst', after: null, limit: 1 } as const;
  const { rows } = await callPage(store, EVERY_CALL, { ...SEES_ALL, visible: null, blind: [BLIND] }, asked);
  expect(rows).toMatchObject([{ callId: 'second', lowestScore: 33, evaluations: [{ operatorId: 'boris' }] }]);
});
