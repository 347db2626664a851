import { describe, expect, it } from 'vitest';
import { qualityPerOperator } from '../../../queries/queries.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const period = { project: 'shop', scorecardId: '', fromMs: NOON, toMs: NOON + 86_400_000 };

async function scored(scores: readonly (number | null)[]): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertCalls(scores.map((_, i) => callOf(`c${i}`)));
  await store.insertEvaluations(
    scores.map((score, i) => evaluationOf(`c${i}`, score, { autoFail: score === 0, coverage: 0.5 })),
  );
  return store;
}

describe('quality per operator', () => {
  it('is the mean with its t interval and the auto-fail share with Wilson, beside n', async () => {
    const store = await scored([0, 70, 80, 90, 100]);
    const [row] = await store.run(qualityPerOperator, period);
    // mean 68, s = √1570 = 39.6232, t(0.975, 4) = 2.776445: half = 49.1987; 1 of 5 by Wilson: 0.036–0.624.
    expect(row).toMatchObject({ source: 'machine', operatorId: 'anna', n: 5, unscoredCount: 0, autoFails: 1 });
    expect(row?.meanScore).toBeCloseTo(68, 6);
    expect(row?.meanScoreLow).toBeCloseTo(18.8013, 3);
    expect(row?.meanScoreHigh).toBe(100);
    expect(row?.autoFailShare).toBeCloseTo(0.2, 6);
    expect(row?.autoFailShareLow).toBeCloseTo(0.036, 3);
    expect(row?.autoFailShareHigh).toBeCloseTo(0.624, 3);
    expect(row?.meanCoverage).toBeCloseTo(0.5, 6);
  });

  it('has no interval for one score and no mean for none, and counts what could not be scored', async () => {
    const one = await (await scored([80, null])).run(qualityPerOperator, period);
    expect(one).toMatchObject([{ n: 1, unscoredCount: 1, meanScore: 80, meanScoreLow: null, meanScoreHigh: null }]);
    const none = await (await scored([null])).run(qualityPerOperator, period);
    expect(none).toMatchObject([
      { n: 0, unscoredCount: 1, meanScore: null, autoFailShare: null, autoFailShareLow: null },
    ]);
  });

  it('takes t from the expansion beyond thirty degrees of freedom', async () => {
    const store = await scored(Array.from({ length: 41 }, (_, i) => 40 + i));
    const [row] = await store.run(qualityPerOperator, period);
    // s = √(41 · 42 / 12) = 11.97915, t(0.975, 40) = 2.021075: half = 3.7811.
    expect(row?.meanScore).toBeCloseTo(60, 6);
    expect(row?.meanScoreLow).toBeCloseTo(60 - 3.7811, 3);
  });

  it('counts the machine alone, the current run, the newest scorecard version, and nothing provisional, withdrawn or merged', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      ...['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((id) => callOf(id)),
      callOf('m', { mergedInto: 'c1' }),
      callOf('late', { startedAt: period.toMs }),
    ]);
    await store.insertEvaluations([
      evaluationOf('c1', 10),
      evaluationOf('c1', 90, { scorecardVersion: 2 }),
      evaluationOf('c2', 1, { evaluator: 'supervisor', rater: 'vera' }),
      evaluationOf('c3', 2, { run: 'what-if' }),
      evaluationOf('c4', 3, { provisional: true }),
      evaluationOf('c5', 4, { withdrawn: true }),
      evaluationOf('c6', 5, { evaluator: 'self', rater: 'anna' }),
      evaluationOf('m', 6),
      evaluationOf('late', 7),
    ]);
    expect(await store.run(qualityPerOperator, period)).toMatchObject([{ n: 1, meanScore: 90 }]);
  });

  it('never averages different scorecards and names the operator', async () => {
    const store = await openTestStore();
    await store.insertOperators([
      {
        operatorId: 'anna',
        project: 'shop',
        name: 'Anna Testova',
        team: '',
        site: '',
        role: 'operator',
        hired: '',
        left: '',
        aliases: [],
      },
    ]);
    await store.insertCalls([callOf('c1'), callOf('c2')]);
    await store.insertEvaluations([evaluationOf('c1', 60), evaluationOf('c2', 80, { scorecardId: 'chat' })]);
    const rows = await store.run(qualityPerOperator, period);
    expect(rows.map(({ operatorName, scorecardId, meanScore }) => [operatorName, scorecardId, meanScore])).toEqual([
      ['Anna Testova', 'chat', 80],
      ['Anna Testova', 'inbound', 60],
    ]);
  });
});
