import { expect, it } from 'vitest';
import { evaluationOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

it('what everybody said of calls is read together: no withdrawn one, no what-if run, no other call', async () => {
  const store = await openTestStore();
  const said = [
    evaluationOf('one', 80),
    evaluationOf('one', 70, { scorecardVersion: 2 }),
    evaluationOf('one', 60, { evaluator: 'self', rater: 'anna' }),
    evaluationOf('one', 50, { evaluator: 'supervisor', rater: 'vera' }),
    evaluationOf('two', 40, { operatorId: 'boris' }),
  ];
  await store.insertEvaluations([
    ...said,
    evaluationOf('one', 1, { operatorId: 'clara', withdrawn: true }),
    evaluationOf('one', 2, { run: 'what-if' }),
    evaluationOf('three', 3),
    evaluationOf('one', 4, { project: 'bank' }),
  ]);
  await store.insertEvaluations([evaluationOf('two', 45, { operatorId: 'boris', revision: '2' })]);
  const keys = ['one', 'two', 'four'].map((callId) => ({ project: 'shop', callId }));
  const found = await store.readJudgements(keys);
  expect(found.map(({ callId, evaluator, score }) => [callId, evaluator, score])).toEqual([
    ['one', 'machine', 80],
    ['one', 'self', 60],
    ['one', 'supervisor', 50],
    ['one', 'machine', 70],
    ['two', 'machine', 45],
  ]);
});
