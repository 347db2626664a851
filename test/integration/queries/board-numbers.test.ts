import { describe, expect, it } from 'vitest';
import { callsBegun, pipelineGauge, pipelineGrowth, pipelineLatest } from '../../../queries/board-numbers.ts';
import { judgedCalls, scriptAdherence } from '../../../queries/quality-numbers.ts';
import { missedNotReached, workingTimeOf } from '../../../queries/call-numbers.ts';
import { MACHINE_JUDGED } from '../../../queries/quality-numbers.ts';
import { serviceLevel } from '../../../queries/queue-numbers.ts';
import type { Answer, Evaluation } from '../../../score/evaluation.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { answerOf, callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const period = { project: 'shop', fromMs: NOON, toMs: NOON + 86_400_000 };
const judged = { ...MACHINE_JUDGED, ...period, grain: 'all' } as const;

const answer = (sectionId: string, criterionId: string, verdict: Answer['verdict'], share: number | null): Answer => {
  return { ...answerOf(criterionId, verdict), sectionId, share };
};
const greeting = (share: 0 | 1): Answer => answer('start', 'greeting', share === 1 ? 'yes' : 'no', share);
const company = (share: number): Answer => answer('start', 'company', 'points', share);
const farewell = answer('end', 'farewell', 'unclear', null);

async function storeJudged(store: OpenedStore, evaluations: readonly Evaluation[]): Promise<void> {
  await store.insertCalls(evaluations.map(({ callId }) => callOf(callId)));
  await store.insertEvaluations(evaluations);
}

const evaluated = (callId: string, operatorId: string, answers: readonly Answer[], score = 50): Evaluation =>
  evaluationOf(callId, score, { operatorId, answers });

/** Anna: greeting 1, 1; company ½, 1. Boris: greeting 0. */
async function shop(): Promise<OpenedStore> {
  const store = await openTestStore();
  const person = { project: 'shop', site: '', role: 'operator', hired: '', left: '', aliases: [] } as const;
  await store.insertOperators([{ ...person, operatorId: 'anna', name: 'Anna Testova', team: 'A' }]);
  await storeJudged(store, [
    evaluated('c1', 'anna', [greeting(1), company(0.5), farewell], 70),
    evaluated('c2', 'anna', [greeting(1), company(1), farewell], 90),
    evaluated('c3', 'boris', [greeting(0), farewell], 20),
  ]);
  return store;
}

describe('script adherence', () => {
  it('of a point is the share of what was judged, with Wilson, and unclear stands beside', async () => {
    const rows = await (await shop()).run(scriptAdherence, judged);
    const of = (criterionId: string) => rows.find((row) => row.criterionId === criterionId);
    // 2 of 3 by Wilson: 0.208–0.939. Points: (0.5 + 1) / 2.
    expect(of('greeting')).toMatchObject({ sectionId: 'start', n: 3, unclear: 0, people: 2 });
    expect(of('greeting')?.metShare).toBeCloseTo(2 / 3, 9);
    expect(of('greeting')?.metShareLow).toBeCloseTo(0.2077, 4);
    expect(of('greeting')?.metShareHigh).toBeCloseTo(0.9385, 4);
    expect(of('company')).toMatchObject({ n: 2, metShare: 0.75 });
    expect(of('farewell')).toMatchObject({ n: 0, unclear: 3, metShare: null, metShareLow: null, metShareHigh: null });
  });

  it('of a section and of the script asks that every judged point of it was met in full', async () => {
    const rows = await (await shop()).run(scriptAdherence, judged);
    const whole = rows.filter(({ criterionId }) => criterionId === '');
    expect(whole.map(({ sectionId, n, metShare }) => [sectionId, n, metShare])).toEqual([
      ['', 3, expect.closeTo(1 / 3, 9)],
      ['end', 0, null],
      ['start', 3, expect.closeTo(1 / 3, 9)],
    ]);
  });

  it('is told of each operator and of each team by itself', async () => {
    const store = await shop();
    const greetings = (rows: Awaited<ReturnType<typeof allOf>>) =>
      rows
        .filter(({ criterionId }) => criterionId === 'greeting')
        .map(({ operatorName, operatorId, team, n, metShare }) => [operatorName, operatorId, team, n, metShare]);
    const allOf = (grain: 'operator' | 'team') => store.run(scriptAdherence, { ...judged, grain });
    expect(greetings(await allOf('operator'))).toEqual([
      ['Anna Testova', 'anna', '', 2, 1],
      ['', 'boris', '', 1, 0],
    ]);
    expect(greetings(await allOf('team'))).toEqual([
      ['', '', '', 1, 0],
      ['', '', 'A', 2, 1],
    ]);
  });
});

it('judged calls come with their failed points, the lowest score first and those without a score last', async () => {
  const store = await shop();
  await storeJudged(store, [evaluationOf('c4', null, { operatorId: 'anna' })]);
  const rows = await store.run(judgedCalls, { ...MACHINE_JUDGED, ...period });
  expect(
    rows.map(({ callId, operatorName, score, failedCriteria }) => [callId, operatorName, score, failedCriteria]),
  ).toEqual([
    ['c3', '', 20, ['greeting']],
    ['c1', 'Anna Testova', 70, []],
    ['c2', 'Anna Testova', 90, []],
    ['c4', 'Anna Testova', null, []],
  ]);
});

it('calls are counted where they began, by project, interval and direction, and merged ones nowhere', async () => {
  const store = await openTestStore();
  await store.insertCalls([
    ...[callOf('a'), callOf('b', { startedAt: NOON + 3_600_000 }), callOf('c', { startedAt: NOON + 3_599_999 })],
    ...[callOf('d', { direction: 'outbound' }), callOf('e', { project: 'other' }), callOf('f', { mergedInto: 'a' })],
  ]);
  const all = await store.run(callsBegun, { ...period, project: '', intervalMs: 3_600_000 });
  expect(all).toEqual([
    { project: 'other', intervalStartMs: NOON, direction: 'inbound', calls: 1 },
    { project: 'shop', intervalStartMs: NOON, direction: 'inbound', calls: 2 },
    { project: 'shop', intervalStartMs: NOON, direction: 'outbound', calls: 1 },
    { project: 'shop', intervalStartMs: NOON + 3_600_000, direction: 'inbound', calls: 1 },
  ]);
});

describe('of all projects at once', () => {
  const entry = { queue: 'sales', nth: 1, position: 1, flowOut: null, waitMs: 60_000 } as const;
  const called = (project: string, callId: string, outcome: 'answered' | 'abandoned') =>
    callOf(callId, {
      ...{ project, customerKey: 'same', parentCallId: '', disposition: '', attributes: {} },
      queueEntries: [{ ...entry, enteredAt: NOON, outcome }],
    });

  it('each is the number that it has by itself', async () => {
    const store = await openTestStore();
    await store.insertCalls([
      ...[called('shop', 'c1', 'answered'), called('shop', 'c2', 'abandoned'), called('other', 'c1', 'abandoned')],
    ]);
    const level = {
      thresholdMs: 60_000,
      shortMs: 0,
      attribution: 'cohort',
      intervalMs: 0,
      byQueue: 0,
      queue: '',
    } as const;
    const always = { ...workingTimeOf([{ fromMs: -9e15, toMs: 9e15 }]), asOfMs: period.toMs, shortMs: 0, windowMs: 1 };
    const of = async (project: string) => [
      await store.run(serviceLevel, { ...period, ...level, project }),
      await store.run(missedNotReached, { ...period, ...level, ...always, project }),
    ];
    const [levels, missed] = await of('');
    const [[own, ownMissed], [others, othersMissed]] = [await of('shop'), await of('other')];
    expect(levels).toEqual([...(others ?? []), ...(own ?? [])]);
    expect(levels).toHaveLength(2);
    // One key in two projects is two customers.
    expect(missed).toEqual([...(othersMissed ?? []), ...(ownMissed ?? [])]);
    expect(missed).toHaveLength(2);
  });
});

describe('figures of the pipeline', () => {
  const NOW = Date.now();
  const told = (process: string, secondsAgo: number, value: number, name = 'etalon_audio_seconds_total') => {
    return { at: NOW - secondsAgo * 1_000, process, name, labels: '{}', value };
  };
  const lately = { name: 'etalon_audio_seconds_total', fromMs: NOW - 3_600_000, toMs: NOW + 1, intervalMs: 0 };

  it('grow by what each process counted, from 0 on after a restart, and not by what it had counted before', async () => {
    const store = await openTestStore();
    await store.insertPipelineFigures([
      // 100 before the period; 30 in it; 5 since the restart; 2 more.
      ...[told('a', 4_000, 100), told('a', 1_000, 130), told('a', 900, 5), told('a', 800, 7)],
      // Begun within the period.
      ...[told('b', 500, 40), told('b', 400, 40)],
      told('b', 100, 999, 'etalon_hearing_seconds_total'),
    ]);
    expect(await store.run(pipelineGrowth, lately)).toEqual([
      { labels: '{}', intervalStartMs: lately.fromMs, growth: 30 + 7 + 40 },
    ]);
    const halves = await store.run(pipelineGrowth, { ...lately, fromMs: NOW - 2_000_000, intervalMs: 1_150_000 });
    expect(halves.map(({ growth }) => growth)).toEqual([30 + 5, 2 + 40]);
  });

  it('stand as they were told last, of processes that still tell', async () => {
    const store = await openTestStore();
    await store.insertPipelineFigures([told('a', 500, 1), told('a', 60, 2), told('gone', 700, 3)]);
    const rows = await store.run(pipelineLatest, { name: lately.name, asOfMs: NOW, withinMs: 600_000 });
    expect(rows).toEqual([{ process: 'a', labels: '{}', value: 2, atMs: NOW - 60_000 }]);
  });

  it('go over time by the greatest of an interval', async () => {
    const store = await openTestStore();
    await store.insertPipelineFigures([told('a', 3_500, 1), told('b', 3_400, 9), told('a', 10, 4)]);
    const rows = await store.run(pipelineGauge, { ...lately, intervalMs: 1_800_000 });
    expect(rows.map(({ greatest }) => greatest)).toEqual([9, 4]);
  });
});
