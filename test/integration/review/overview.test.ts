import { describe, expect, it } from 'vitest';
import type { Operator } from '../../../ingest/operator.ts';
import type { Overview } from '../../../review/contract/overview.ts';
import { openedNumberOf } from '../../../review/overview/opened-number.ts';
import { overviewOf, type OverviewAsked } from '../../../review/overview/overview.ts';
import type { NumbersViewer } from '../../../review/overview/viewer.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { GOLDEN_PROJECT, goldenMs, storeGolden } from '../../harness/golden.ts';
import { answerOf, callOf, evaluationOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const EVER = Number.MAX_SAFE_INTEGER;
const everybody: NumbersViewer = {
  ...{ operators: 'all', names: true, queues: true, calls: true, unowned: true, blind: [], blindFromMs: EVER },
};
const operatorA: NumbersViewer = { ...everybody, operators: ['A'], queues: false, unowned: false };
const supervisorOfB: NumbersViewer = { ...everybody, operators: ['B'] };
const client: NumbersViewer = { ...everybody, names: false, calls: false, unowned: false };

const NAMES = { A: 'Anna Testova', B: 'Boris Testov', C: 'Vera Testova' };
const operators: readonly Operator[] = Object.entries(NAMES).map(([operatorId, name]) => ({
  ...{
    operatorId,
    project: 'golden',
    name,
    team: 'sales',
    site: '',
    role: 'operator',
    hired: '',
    left: '',
    aliases: [],
  },
}));

/** Machine scores of the golden calls: A 60 and 100, B 80, C a critical failure. */
const machineScores = [
  scoreOf('c1', 'A', 60, { answers: [answerOf('greeting', 'no')] }),
  scoreOf('c8', 'A', 100, { answers: [answerOf('greeting', 'yes')] }),
  scoreOf('c2', 'B', 80),
  scoreOf('c9', 'C', 0, { autoFail: true }),
];

function scoreOf(callId: string, operatorId: string, score: number | null, of: Partial<Evaluation> = {}): Evaluation {
  return evaluationOf(callId, score, { project: 'golden', operatorId, ...of });
}

async function goldenStore(evaluations: readonly Evaluation[] = machineScores): Promise<OpenedStore> {
  const store = await openTestStore();
  await storeGolden(store);
  await store.insertOperators(operators);
  await store.insertEvaluations(evaluations);
  return store;
}

function askedBy(viewer: NumbersViewer, store: OpenedStore, of: Partial<OverviewAsked> = {}): OverviewAsked {
  return {
    ...{ store, project: GOLDEN_PROJECT, queue: '', viewer, period: { from: '', to: '' }, operators, judging: null },
    ...{ remarksOpen: 0, reviewsWaiting: 0, nowMs: goldenMs(24 * 30), ...of },
  };
}

function valuesOf({ numbers }: Overview): Readonly<Record<string, number | null>> {
  return Object.fromEntries(numbers.map(({ id, value }) => [id, value === null ? null : Math.round(value * 10) / 10]));
}

describe('the overview', () => {
  it('shows the golden hour of a queue as it was computed by hand, in the seven days that end with it', async () => {
    const store = await goldenStore();
    const overview = await overviewOf(askedBy(everybody, store, { queue: 'sales' }));
    expect([overview.period.fromDay, overview.period.toDay]).toEqual(['2026-02-24', '2026-03-02']);
    expect(valuesOf(overview)).toMatchObject({
      ...{ 'service-level': 20, asa: 45_250, 'abandon-rate': 30, lost: 60 },
    });
    const [level] = overview.numbers;
    expect(level).toMatchObject({ variant: 'offered', n: 10, previous: null, target: 80, better: 'more' });
    expect(overview.days).toHaveLength(7);
    expect(overview.days.at(-1)).toEqual({ day: '2026-03-02', offered: 10, serviceLevelPercent: 20, abandoned: 3 });
    expect(overview.weekdayHours.filter(({ calls }) => calls > 0)).toMatchObject([{ weekday: 1, hour: 9, calls: 10 }]);
  });

  it('keeps the quality by the machine apart from that by supervisors, each with its n and interval', async () => {
    const byPerson = { evaluator: 'supervisor', rater: 'vera' } as const;
    const store = await goldenStore([...machineScores, scoreOf('c2', 'B', 50, byPerson)]);
    const { quality, operators: rows } = await overviewOf(askedBy(everybody, store));
    expect(quality).toMatchObject([
      { source: 'machine', scorecardId: 'inbound', n: 4, mean: 60, autoFails: 1 },
      { source: 'supervisor', scorecardId: 'inbound', n: 1, mean: 50, low: null, high: null },
    ]);
    // Legs of A: 120 and 90 s, of B: 200 and 60 s, of C: 300 s.
    expect(
      rows.map(({ name, answered, ahtMs, machine, supervisor }) => [
        name,
        answered,
        ahtMs,
        machine.mean,
        supervisor.mean,
      ]),
    ).toEqual([
      ['Anna Testova', 2, 105_000, 80, null],
      ['Boris Testov', 2, 130_000, 80, 50],
      ['Vera Testova', 1, 300_000, 0, null],
    ]);
  });

  it('says first that the days that are asked for have no call, with the day of the last one', async () => {
    const store = await goldenStore();
    const later = { from: '2026-03-10', to: '2026-03-12' };
    const { findings } = await overviewOf(askedBy(everybody, store, { period: later, remarksOpen: 1 }));
    expect(findings.map(({ code }) => code)).toEqual(['NO_CALLS', 'REMARKS_OPEN']);
    expect(findings[0]?.link).toContain('from=2026-03-02&to=2026-03-02');
  });

  it('begins with what to look at: who called in vain, then what a customer was done', async () => {
    const store = await goldenStore();
    const { findings } = await overviewOf(askedBy(everybody, store, { remarksOpen: 2 }));
    expect(findings.map(({ code }) => code)).toEqual(['MISSED_NOT_REACHED', 'CRITICAL_FAILURES', 'REMARKS_OPEN']);
  });

  it('says that nothing is known where nothing is', async () => {
    const { findings, numbers } = await overviewOf(askedBy(everybody, await openTestStore()));
    expect(findings).toEqual([{ code: 'NOTHING_KNOWN', params: {}, link: '' }]);
    expect(numbers.filter(({ value }) => value !== null && value !== 0)).toEqual([]);
  });

  it('shows an operator their own numbers, and none of the queues or of others', async () => {
    const overview = await overviewOf(askedBy(operatorA, await goldenStore()));
    expect(valuesOf(overview)).toEqual({
      aht: 105_000,
      occupancy: expect.any(Number) as number,
      'target-calls': 100,
      quality: 80,
    });
    expect(overview.operators.map(({ operatorId }) => operatorId)).toEqual(['A']);
    expect([overview.days, overview.teams]).toEqual([[], []]);
    // One more rang at their telephone.
    expect(overview.weekdayHours.map(({ calls, answered }) => [calls, answered]).filter(([calls]) => calls)).toEqual([
      [3, 3],
    ]);
    expect(JSON.stringify(overview)).not.toMatch(/Boris|Vera/);
  });

  it('shows a supervisor the queues, and of people their own teams', async () => {
    const overview = await overviewOf(askedBy(supervisorOfB, await goldenStore(), { queue: 'sales' }));
    expect(valuesOf(overview)).toMatchObject({ 'service-level': 20, quality: 80 });
    expect(overview.quality).toMatchObject([{ n: 1, mean: 80, autoFails: 0 }]);
    expect(overview.operators.map(({ operatorId }) => operatorId)).toEqual(['B']);
  });

  it('shows somebody without any operator no figure of people', async () => {
    const overview = await overviewOf(askedBy({ ...operatorA, operators: [] }, await goldenStore()));
    expect(valuesOf(overview)).toEqual({ aht: null, occupancy: null, 'target-calls': null, quality: null });
    expect([overview.operators, overview.quality]).toEqual([[], []]);
  });

  it('names nobody to a client, and shows teams of five people who took calls', async () => {
    const store = await goldenStore();
    const small = await overviewOf(askedBy(client, store));
    expect([small.operators, small.teams]).toEqual([[], []]);
    expect(JSON.stringify(small)).not.toMatch(/Testov/);

    const more = ['D', 'E'].map(
      (operatorId) => ({ ...operators[0], operatorId, name: `Testov ${operatorId}` }) as Operator,
    );
    const leg = { legId: 'l', operatorAlias: '', queue: 'sales', startedAt: goldenMs(9), answeredAt: goldenMs(9) };
    const talk = { endedAt: goldenMs(9, 1), ringMs: null, talkMs: 60_000, holdMs: null, acwMs: null };
    await store.insertOperators(more);
    await store.insertCalls(
      more.map(({ operatorId }) =>
        callOf(`of-${operatorId}`, {
          ...{ project: 'golden', startedAt: goldenMs(9) },
          legs: [{ ...leg, ...talk, operatorId, outcome: 'completed' }],
        }),
      ),
    );
    const big = await overviewOf(askedBy(client, store, { operators: [...operators, ...more] }));
    // Seven legs of 770 s and 120 s; of five people only three were judged, so that their quality is not told.
    expect(big.teams).toMatchObject([{ team: 'sales', people: 5, answered: 7, machine: { n: 0, mean: null } }]);
    expect(big.teams[0]?.ahtMs).toBeCloseTo(890_000 / 7, 6);
    await store.insertEvaluations(more.map(({ operatorId }) => scoreOf(`of-${operatorId}`, operatorId, 60)));
    const judged = await overviewOf(askedBy(client, store, { operators: [...operators, ...more] }));
    expect(judged.teams).toMatchObject([{ machine: { n: 6, mean: 60 }, supervisor: { n: 0 } }]);
    // Less than the project's by one person's scores, the team's would tell them.
    const lone = { ...operators[0], operatorId: 'F', name: 'Testov F', team: 'claims' } as Operator;
    await store.insertOperators([lone]);
    await store.insertEvaluations([scoreOf('of-D', 'F', 10)]);
    const beside = await overviewOf(askedBy(client, store, { operators: [...operators, ...more, lone] }));
    expect(beside.teams).toMatchObject([{ team: 'sales', machine: { n: 0, mean: null } }]);
  });

  it('is the same, also with its quality opened, whatever the score that the operator must not see yet', async () => {
    const seen: string[] = [];
    const hidden = [
      { score: 0, of: { autoFail: true, answers: [answerOf('greeting', 'no')] } },
      { score: 100, of: { answers: [answerOf('greeting', 'yes')] } },
      { score: null, of: { coverage: 0.1 } },
    ];
    for (const { score, of } of hidden) {
      const store = await goldenStore([scoreOf('c1', 'A', score, of), scoreOf('c8', 'A', 100)]);
      const drawn = { ...operatorA, blind: [{ project: 'golden', callId: 'c1', operatorId: 'A' }] };
      const overview = await overviewOf(askedBy(drawn, store));
      const opened = await openedNumberOf({ ...askedBy(drawn, store), id: 'quality', variant: '' });
      expect(overview.quality).toMatchObject([{ n: 1, mean: 100, withheld: 0, autoFails: 0 }]);
      seen.push(JSON.stringify([overview, opened]));
      // What the draw has not passed yet is hidden as well.
      const later = await overviewOf(askedBy({ ...operatorA, blindFromMs: goldenMs(9) }, store));
      expect([later.quality, later.operators[0]?.machine.n]).toEqual([[], 0]);
    }
    expect(new Set(seen).size).toBe(1);
  });
});

describe('a number opened', () => {
  it('has the parts and calls that add up to it', async () => {
    const store = await goldenStore();
    const asked = askedBy(everybody, store, { queue: 'sales' });
    const level = await openedNumberOf({ ...asked, id: 'service-level', variant: '' });
    expect(level.parts).toContainEqual({ name: 'answeredWithin', value: 2 });
    expect(level.variants).toContainEqual({ variant: 'answered_only', value: 50 });
    expect(level.definition).toMatchObject({ numerator: 'A', denominator: 'offered', version: 1 });
    expect(level.definition.sql).toContain('Question: how much of the demand');
    const sums = (of: 'numerator' | 'denominator'): number | undefined =>
      level.calls?.rows.reduce((sum, call) => sum + call[of], 0);
    expect([sums('numerator'), sums('denominator'), level.calls?.total]).toEqual([2, 10, 10]);

    const quality = await openedNumberOf({ ...asked, id: 'quality', variant: '' });
    expect(quality.calls?.rows.map(({ callId }) => callId).sort()).toEqual(['c1', 'c2', 'c8', 'c9']);
    expect(quality.shown).toMatchObject({ value: 60, n: 4, target: 80 });
  });

  it('by another formula shows the calls of that one', async () => {
    const asked = askedBy(everybody, await goldenStore(), { queue: 'sales' });
    const { calls, definition } = await openedNumberOf({ ...asked, id: 'service-level', variant: 'answered_only' });
    expect(definition.denominator).toBe('answered');
    expect(calls?.rows.map(({ callId }) => callId).sort()).toEqual(['c1', 'c2', 'c8', 'c9']);
  });

  it('counts for a supervisor the legs of their people, and lists no call of others', async () => {
    const asked = askedBy(supervisorOfB, await goldenStore());
    const aht = await openedNumberOf({ ...asked, id: 'aht', variant: '' });
    expect(aht.shown).toMatchObject({ value: 130_000, n: 2 });
    expect(aht.calls?.rows.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(2);
    const level = await openedNumberOf({ ...asked, id: 'service-level', variant: '' });
    const ids = level.calls?.rows.map(({ callId }) => callId) ?? [];
    expect(ids).toContain('c2');
    expect(ids).not.toContain('c1');
    expect(level.calls?.total).toBeGreaterThan(ids.length);
  });

  it('is not there for who may not see it, nor by a formula that it does not have', async () => {
    const store = await goldenStore();
    const open = (viewer: NumbersViewer, id: string, variant = ''): Promise<unknown> =>
      openedNumberOf({ ...askedBy(viewer, store), id, variant });
    await expect(open(operatorA, 'service-level')).rejects.toMatchObject({ code: 'KPI_UNKNOWN' });
    await expect(open(everybody, 'luck')).rejects.toMatchObject({ code: 'KPI_UNKNOWN' });
    await expect(open(everybody, 'asa', 'lucky')).rejects.toMatchObject({ code: 'KPI_UNKNOWN' });
    expect(await open(client, 'asa')).toMatchObject({ calls: null });
  });
});
