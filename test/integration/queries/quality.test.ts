import { describe, expect, it } from 'vitest';
import type { Operator } from '../../../ingest/operator.ts';
import { failedCriteria, MACHINE_JUDGED, qualityPerOperator } from '../../../queries/quality-numbers.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { answerOf, callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const judged = { ...MACHINE_JUDGED, project: 'shop', fromMs: NOON, toMs: NOON + 86_400_000 };
const period = { ...judged, grain: 'operator' } as const;

const operatorOf = (operatorId: string, name: string, team: string): Operator => ({
  ...{ operatorId, project: 'shop', name, team, site: '', role: 'operator', hired: '', left: '', aliases: [] },
});

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
    await store.insertOperators([operatorOf('anna', 'Anna Testova', '')]);
    await store.insertCalls([callOf('c1'), callOf('c2')]);
    await store.insertEvaluations([evaluationOf('c1', 60), evaluationOf('c2', 80, { scorecardId: 'chat' })]);
    const rows = await store.run(qualityPerOperator, period);
    expect(rows.map(({ operatorName, scorecardId, meanScore }) => [operatorName, scorecardId, meanScore])).toEqual([
      ['Anna Testova', 'chat', 80],
      ['Anna Testova', 'inbound', 60],
    ]);
  });

  it('of supervisors is a number of its own: of one call the judgement of the greatest revision', async () => {
    const store = await openTestStore();
    await store.insertCalls([callOf('c1'), callOf('c2')]);
    const byPerson = { evaluator: 'supervisor', rater: 'vera' } as const;
    await store.insertEvaluations([
      evaluationOf('c1', 100),
      evaluationOf('c2', 100),
      evaluationOf('c1', 40, byPerson),
      evaluationOf('c1', 60, { ...byPerson, rater: 'boris', revision: '2' }),
    ]);
    const rows = await store.run(qualityPerOperator, { ...period, evaluator: 'supervisor' });
    expect(rows).toMatchObject([{ source: 'supervisor', n: 1, meanScore: 60 }]);
    expect(await store.run(qualityPerOperator, period)).toMatchObject([{ source: 'machine', n: 2, meanScore: 100 }]);
  });

  it('of a team or of all is the mean of the evaluations, not of the operators, and says of how many people', async () => {
    const store = await openTestStore();
    await store.insertOperators([
      operatorOf('anna', 'Anna Testova', 'sales'),
      operatorOf('boris', 'Boris Testov', 'sales'),
      operatorOf('vera', 'Vera Testova', 'support'),
    ]);
    await store.insertCalls(['c1', 'c2', 'c3', 'c4'].map((id) => callOf(id)));
    await store.insertEvaluations([
      evaluationOf('c1', 90),
      evaluationOf('c2', 90),
      evaluationOf('c3', 30, { operatorId: 'boris' }),
      evaluationOf('c4', 50, { operatorId: 'vera' }),
    ]);
    const teams = await store.run(qualityPerOperator, { ...period, grain: 'team' });
    expect(teams.map(({ team, people, n, meanScore }) => [team, people, n, meanScore])).toEqual([
      ['sales', 2, 3, 70],
      ['support', 1, 1, 50],
    ]);
    const all = { ...period, grain: 'all' } as const;
    expect(await store.run(qualityPerOperator, all)).toMatchObject([
      { operatorId: '', people: 3, n: 4, meanScore: 65 },
    ]);
    const some = await store.run(qualityPerOperator, { ...all, operatorIds: ['boris', 'vera'] });
    expect(some).toMatchObject([{ people: 2, n: 2, meanScore: 40 }]);
  });

  it('of a queue is that of the calls that entered it', async () => {
    const store = await openTestStore();
    const entry = { nth: 1, enteredAt: NOON, position: null, waitMs: 0, outcome: 'answered', flowOut: null } as const;
    await store.insertCalls([callOf('c1', { queueEntries: [{ ...entry, queue: 'sales' }] }), callOf('c2')]);
    await store.insertEvaluations([evaluationOf('c1', 60), evaluationOf('c2', 80)]);
    expect(await store.run(qualityPerOperator, { ...period, queue: 'sales' })).toMatchObject([{ n: 1, meanScore: 60 }]);
  });

  it('cannot depend on what the reader must not see: whatever is hidden, each figure is the same', async () => {
    const blind = { blindCallIds: ['c2', 'c3'], blindOperatorIds: ['anna', 'boris'] };
    const readings: unknown[] = [];
    for (const hidden of [0, 100, null]) {
      const store = await openTestStore();
      await store.insertCalls(['c1', 'c2', 'c3'].map((id) => callOf(id)));
      const answers = [answerOf('greeting', hidden === 0 ? 'no' : 'yes')];
      await store.insertEvaluations([
        evaluationOf('c1', 70, { answers: [answerOf('greeting', 'yes')] }),
        evaluationOf('c2', hidden, { answers, autoFail: hidden === 0 }),
        // The same call, judged of somebody else, is not hidden.
        evaluationOf('c3', 70, { answers: [answerOf('greeting', 'yes')] }),
      ]);
      readings.push([
        await store.run(qualityPerOperator, { ...period, ...blind }),
        await store.run(qualityPerOperator, { ...period, ...blind, grain: 'all' }),
        await store.run(failedCriteria, { ...judged, ...blind }),
      ]);
    }
    expect(readings[0]).toMatchObject([[{ n: 2, unscoredCount: 0, autoFails: 0 }], [{ n: 2 }], [{ n: 2, failed: 0 }]]);
    expect(readings).toEqual([readings[0], readings[0], readings[0]]);
  });
});

describe('failed criteria', () => {
  it('are answers no over answers yes and no, the most failed first', async () => {
    const store = await openTestStore();
    await store.insertCalls(['c1', 'c2', 'c3'].map((id) => callOf(id)));
    await store.insertEvaluations([
      evaluationOf('c1', 50, { answers: [answerOf('greeting', 'yes'), answerOf('farewell', 'no')] }),
      evaluationOf('c2', 50, { answers: [answerOf('greeting', 'no'), answerOf('farewell', 'no')] }),
      evaluationOf('c3', 50, { answers: [answerOf('greeting', 'na'), answerOf('farewell', 'unclear')] }),
    ]);
    expect(await store.run(failedCriteria, judged)).toEqual([
      { scorecardId: 'inbound', criterionId: 'farewell', n: 2, failed: 2, failedShare: 1 },
      { scorecardId: 'inbound', criterionId: 'greeting', n: 2, failed: 1, failedShare: 0.5 },
    ]);
  });
});
