import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALERTS } from '../../grafana/alerts.ts';
import { boardsWith, panelsOf, REVIEW_ADDRESS } from '../../grafana/generated.ts';
import type { Panel } from '../../grafana/panel.ts';
import { missedNotReached, workingTimeOf } from '../../queries/call-numbers.ts';
import type { Call } from '../../ingest/call.ts';
import { MACHINE_JUDGED, qualityPerOperator } from '../../queries/quality-numbers.ts';
import { abandonRate, serviceLevel } from '../../queries/queue-numbers.ts';
import type { OpenedStore } from '../../store/open-store.ts';
import { PEOPLE, SECRET, storeBoardWorld } from '../harness/board-world.ts';
import { goldenMs } from '../harness/golden.ts';
import { callOf, evaluationOf } from '../harness/scored-calls.ts';
import { filledIn, type Asked } from '../harness/grafana-macros.ts';
import { openTestStore } from '../harness/store.ts';

const boards = boardsWith(REVIEW_ADDRESS);
const queries = boards.flatMap((board) => [
  ...board.variables.flatMap((of) => (of.kind === 'query' ? [{ name: `${board.uid} ${of.name}`, sql: of.sql }] : [])),
  ...panelsOf(board).flatMap(({ id, questions }) =>
    questions.map(({ sql }, nth) => ({ name: `${board.uid} ${id}/${nth}`, sql })),
  ),
]);
const everySql = [...queries, ...ALERTS.map(({ uid, sql }) => ({ name: uid, sql }))];

const all = { project: 'golden', queue: null, scorecard: 'inbound', team: null, operator: null } as const;
const hour: Asked = { fromMs: goldenMs(9), toMs: goldenMs(10), variables: all };
const APOSTROPHE = "Дем'янчук";
const choices: readonly (readonly [string, Asked])[] = [
  ['All', hour],
  ['one value', { ...hour, variables: { ...all, queue: 'sales', team: 'nobody', operator: 'anna' } }],
  [
    'a value with an apostrophe',
    {
      ...hour,
      variables: {
        project: APOSTROPHE,
        queue: APOSTROPHE,
        scorecard: APOSTROPHE,
        team: APOSTROPHE,
        operator: APOSTROPHE,
      },
    },
  ],
  ['an empty period', { ...hour, fromMs: goldenMs(3), toMs: goldenMs(4) }],
  ['the same moment twice', { ...hour, toMs: goldenMs(9) }],
];

const anyRow = z.record(z.string(), z.unknown());
type Row = z.infer<typeof anyRow>;
const run = (store: OpenedStore, name: string, sql: string): Promise<readonly Row[]> =>
  store.run({ name, sql, parse: (row) => anyRow.parse(row) }, {});

const column = z.object({ name: z.string(), type: z.string() });
async function columnsOf(store: OpenedStore, sql: string): Promise<ReadonlyMap<string, string>> {
  const rows = await store.run(
    { name: 'columns', sql: `DESCRIBE (\n${sql}\n)`, parse: (row) => column.parse(row) },
    {},
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

async function world(): Promise<OpenedStore> {
  const store = await openTestStore();
  await storeBoardWorld(store);
  return store;
}

/** The board's panel by its title. */
function panelOf(uid: string, title: string): Panel {
  const panel = boards.filter((board) => board.uid === uid).flatMap((board) => [...panelsOf(board)]);
  const found = panel.find((of) => of.title === title);
  if (found === undefined) throw new Error(`${uid} has no panel ${title}`);
  return found;
}

/** What a stat shows of its first query: the last row. */
async function shown(store: OpenedStore, title: string, asked: Asked): Promise<unknown> {
  const rows = await run(store, title, filledIn(panelOf('etalon-executive', title).questions[0]?.sql ?? '', asked));
  return rows.at(-1)?.[title];
}

async function beside(store: OpenedStore, title: string, asked: Asked): Promise<Row | undefined> {
  const [row] = await run(store, title, filledIn(panelOf('etalon-executive', title).questions[1]?.sql ?? '', asked));
  return row;
}

describe('every query of the boards', () => {
  it.each(choices)('runs and has its columns with %s', async (_, asked) => {
    const store = await world();
    for (const { name, sql } of everySql) {
      const full = filledIn(sql, asked);
      await expect(run(store, name, full), name).resolves.toBeInstanceOf(Array);
      expect((await columnsOf(store, full)).size, name).toBeGreaterThan(0);
    }
  });

  it('gives a series its time, and a panel every column that it formats', async () => {
    const store = await world();
    for (const panel of boards.flatMap((board) => [...panelsOf(board)])) {
      const columns = await Promise.all(
        panel.questions.map(async ({ sql, as }) => {
          const of = await columnsOf(store, filledIn(sql, hour));
          if (as === 'series') expect(of.get('time'), panel.title).toMatch(/^DateTime/);
          return [...of.keys()];
        }),
      );
      expect(columns.flat(), panel.title).toEqual(expect.arrayContaining(Object.keys(panel.fields ?? {})));
    }
  });

  it('finds something in the golden hour, unless it is about what processes told', async () => {
    const store = await world();
    const empty: string[] = [];
    for (const { name, sql } of queries.filter((of) => !of.sql.includes('pipeline_figures')))
      if ((await run(store, name, filledIn(sql, hour))).length === 0) empty.push(name);
    expect(empty).toEqual([]);
  });

  it('reads the views of the boards and nothing else', async () => {
    const store = await world();
    const tables = new Set<string>();
    for (const { name, sql } of everySql)
      for (const table of await tablesOf(store, name, filledIn(sql, hour))) tables.add(table);
    const views = await run(store, 'views', "SELECT name FROM system.tables WHERE startsWith(name, 'boards_')");
    expect(tables.size).toBeGreaterThan(5);
    expect(views.map(({ name }) => name)).toEqual(expect.arrayContaining([...tables]));
  });
});

/** The tables that the engine reads for a query, without their database; `one` stands for none. */
async function tablesOf(store: OpenedStore, name: string, sql: string): Promise<readonly string[]> {
  const tree = await run(store, name, `EXPLAIN QUERY TREE run_passes = 1 ${sql}`);
  const named = [...JSON.stringify(tree).matchAll(/table_name: \w+\.(\w+)/g)].map(([, table]) => table ?? '');
  return named.filter((table) => table !== 'one');
}

describe('the views of the boards', () => {
  it('show no text, address, file name, alias or evidence, whatever stands in them', async () => {
    const store = await world();
    const views = await run(
      store,
      'views',
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'boards_')",
    );
    expect(views.length).toBe(8);
    for (const { name } of views) {
      const rows = await run(store, String(name), `SELECT * FROM ${String(name)}`);
      // What figures are told is young or gone: their view is the only one that may be empty here.
      if (name !== 'boards_pipeline_figures') expect(rows.length, String(name)).toBeGreaterThan(0);
      expect(JSON.stringify(rows), String(name)).not.toContain(SECRET);
    }
    expect(JSON.stringify(await run(store, 'calls', 'SELECT * FROM calls'))).toContain(SECRET);
  });

  it('know nothing of self-scores', async () => {
    const store = await world();
    const [before] = await run(store, 'evaluations', 'SELECT count() AS n FROM boards_evaluations');
    await store.insertEvaluations([
      evaluationOf('judged-0', 100, { project: 'golden', evaluator: 'self', rater: 'anna' }),
    ]);
    expect(await run(store, 'evaluations', 'SELECT count() AS n FROM boards_evaluations')).toEqual([before]);
    expect(await run(store, 'evaluations', "SELECT count() AS n FROM evaluations WHERE evaluator = 'self'")).toEqual([
      { n: '1' },
    ]);
  });
});

describe('the headline numbers', () => {
  const period = { project: 'golden', queue: 'sales', fromMs: goldenMs(9), toMs: goldenMs(10) };
  const ofSales: Asked = { ...hour, variables: { ...all, queue: 'sales' } };

  it('are those of the same queries as the app and the command line ask them', async () => {
    const store = await world();
    const level = { thresholdMs: 20_000, shortMs: 5_000, attribution: 'cohort', intervalMs: 0, byQueue: 0 } as const;
    const [service] = await store.run(serviceLevel, { ...period, ...level });
    expect(await shown(store, 'Service level', ofSales)).toBe(service?.percent.offered);
    expect(service?.percent.offered).toBe(20);
    const [lost] = await store.run(abandonRate, { ...period, shortMs: 5_000 });
    expect(await shown(store, 'Abandoned', ofSales)).toBe(lost?.abandonedPercent);
    const always = workingTimeOf([{ fromMs: -9e15, toMs: 9e15 }]);
    const missed = { ...always, shortMs: 5_000, windowMs: 7 * 86_400_000, asOfMs: period.toMs };
    const open = await store.run(missedNotReached, { ...period, ...missed });
    expect(await shown(store, 'Customers not reached', ofSales)).toBe(open.length);
    const judged = { ...MACHINE_JUDGED, ...period, queue: '', scorecardId: 'inbound', grain: 'all' } as const;
    const [quality] = await store.run(qualityPerOperator, judged);
    expect(await shown(store, 'Quality', hour)).toBe(quality?.meanScore);
    expect(await shown(store, 'Critical points failed', hour)).toBe(100 * (quality?.autoFailShare ?? NaN));
  });

  it('stand beside their target, the change against the period before, and n', async () => {
    const store = await world();
    const second: Asked = { ...ofSales, fromMs: goldenMs(9, 30), toMs: goldenMs(10) };
    // 8 of the 10 came before half past: golden.test.ts.
    const [before, after] = [
      await shown(store, 'Service level', { ...ofSales, toMs: goldenMs(9, 30) }),
      await shown(store, 'Service level', second),
    ];
    const row = await beside(store, 'Service level', second);
    expect(row).toMatchObject({ Target: 80, 'Queue entries': '2' });
    expect(row?.['Change']).toBeCloseTo(Number(after) - Number(before), 9);
    expect(await beside(store, 'Quality', hour)).toEqual({ Target: 80, Change: null, Conversations: '6' });
  });

  it('of days add up to the period: a day that is the whole period is the number itself', async () => {
    const store = await world();
    for (const title of ['Service level', 'Abandoned', 'Quality', 'Critical points failed', 'Customers not reached']) {
      const rows = await run(store, title, filledIn(panelOf('etalon-executive', title).questions[0]?.sql ?? '', hour));
      expect(rows, title).toHaveLength(2);
      expect(rows[0]?.[title], title).toBeCloseTo(Number(rows[1]?.[title]), 9);
      expect(rows[0]?.['time'], title).toBe('2026-03-01T22:00:00Z');
    }
  });
});

describe('the boards', () => {
  const table = async (store: OpenedStore, uid: string, title: string, asked: Asked): Promise<readonly Row[]> =>
    run(store, title, filledIn(panelOf(uid, title).questions[0]?.sql ?? '', asked));

  it('put the worst queue first', async () => {
    const rows = await table(await world(), 'etalon-executive', 'Queues, worst first', hour);
    expect(rows).toMatchObject([
      { Queue: 'sales', 'Service level': 20, Offered: '10' },
      { Queue: 'support', 'Service level': 100, Offered: '1' },
    ]);
  });

  it('show executives a team of five judged operators, and none of four', async () => {
    const store = await world();
    expect(await table(store, 'etalon-executive', 'Teams, worst first', hour)).toMatchObject([{ Operators: '6' }]);
    // Four of them were judged from 9:12 on.
    const four: Asked = { ...hour, fromMs: goldenMs(9, 12) };
    expect(await table(store, 'etalon-executive', 'Teams, worst first', four)).toEqual([]);
    expect(await table(store, 'etalon-operators', 'Quality of teams', four)).toMatchObject([{ Operators: '4' }]);
  });

  it('keep to the operator and the team that were chosen', async () => {
    const store = await world();
    const of = (chosen: Asked['variables']): Promise<readonly Row[]> =>
      table(store, 'etalon-operators', 'Quality of operators', { ...hour, variables: { ...all, ...chosen } });
    expect(await of({ operator: PEOPLE[0] })).toMatchObject([{ Operator: APOSTROPHE, Quality: 40 }]);
    expect(await of({ team: "Зміна Дем'янчука" })).toHaveLength(6);
    expect(await of({ team: 'nobody' })).toEqual([]);
  });

  it('show how processes fared from what they told', async () => {
    const store = await world();
    const now = Date.now();
    const figure = (process: string, minutesAgo: number, value: number) => {
      const labels = JSON.stringify({ code: 'UNEXPECTED', stage: 'score' });
      return { at: now - minutesAgo * 60_000, process, name: 'etalon_dead_letters_total', labels, value };
    };
    // 3 before the restart, 2 after it, 4 of another process.
    await store.insertPipelineFigures([
      ...[figure('score@a', 40, 1), figure('score@a', 30, 3), figure('score@a', 20, 2), figure('score@b', 10, 4)],
      {
        at: now - 60_000,
        process: 'score@a',
        name: 'etalon_oldest_unscored_call_seconds',
        labels: '{}',
        value: 99_999,
      },
      { at: now - 60_000, process: 'score@a', name: 'etalon_build_info', labels: '{"version":"0"}', value: 1 },
    ]);
    const day: Asked = { fromMs: now - 86_400_000, toMs: now, variables: {} };
    const refused = await table(store, 'etalon-pipeline', 'Messages refused an hour', day);
    expect(refused.every(({ reason }) => reason === 'score · UNEXPECTED')).toBe(true);
    expect(refused.reduce((sum, { letters }) => sum + Number(letters), 0)).toBe(9);
    expect(await table(store, 'etalon-pipeline', 'Processes that tell', day)).toMatchObject([{ Processes: '1' }]);
  });
});

describe('the alerts', () => {
  const fired = async (store: OpenedStore, uid: string): Promise<readonly Row[]> => {
    const alert = ALERTS.find((of) => of.uid === uid);
    if (alert === undefined) throw new Error(`no alert ${uid}`);
    const number = (row: Row): number => Number(Object.values(row).at(-1));
    return (await run(store, uid, alert.sql)).filter((row) => number(row) > alert.above);
  };

  it('are silent while nothing happens, but for the letter that lies there', async () => {
    const store = await world();
    const loud: string[] = [];
    for (const { uid } of ALERTS) if ((await fired(store, uid)).length > 0) loud.push(uid);
    expect(loud).toEqual(['etalon-dead-letters']);
    expect(await fired(store, 'etalon-dead-letters')).toEqual([{ stage: 'speech', code: 'UNEXPECTED', open: '1' }]);
  });

  it('fire for what they are about, and name the project, the line or the reason', async () => {
    const store = await world();
    await store.insertCalls([...lateCalls(25), lostCall()]);
    const at = Date.now() - 60_000;
    const figure = (name: string, labels: string, value: number) => ({ at, process: 'score@a', name, labels, value });
    await store.insertPipelineFigures([
      figure('etalon_oldest_unscored_call_seconds', '{}', 21_601),
      figure('etalon_lag_messages', '{"line":"speech","topic":"calls.recordings"}', 1_001),
      { ...figure('etalon_build_info', '{"version":"0"}', 1), at: at - 1_200_000 },
    ]);
    expect(await fired(store, 'etalon-service-level')).toEqual([{ project: 'golden', below: 80 }]);
    expect(await fired(store, 'etalon-missed-not-reached')).toEqual([{ project: 'golden', customers: '1' }]);
    expect(await fired(store, 'etalon-oldest-unscored')).toEqual([{ seconds: 21_601 }]);
    expect(await fired(store, 'etalon-lag')).toEqual([{ line: 'speech', topic: 'calls.recordings', messages: 1_001 }]);
    expect(await fired(store, 'etalon-silent')).toHaveLength(1);
  });
});

const waited = { queue: 'sales', nth: 1, position: 1, flowOut: null } as const;

/** Answered ten minutes ago, each after a minute of waiting: in the last hour and beyond the target time. */
function lateCalls(count: number): readonly Call[] {
  return Array.from({ length: count }, (_, nth) => {
    const startedAt = Date.now() - 600_000;
    const entry = { ...waited, enteredAt: startedAt, waitMs: 60_000, outcome: 'answered' as const };
    return callOf(`late-${nth}`, { project: 'golden', startedAt, endedAt: startedAt + 90_000, queueEntries: [entry] });
  });
}

/** A customer who gave up three hours ago. */
function lostCall(): Call {
  const startedAt = Date.now() - 3 * 3_600_000;
  const entry = { ...waited, enteredAt: startedAt, waitMs: 60_000, outcome: 'abandoned' as const };
  const known = { customerKey: 'key-lost', disposition: '', attributes: {}, parentCallId: '' };
  const times = { startedAt, answeredAt: null, endedAt: startedAt + 60_000 };
  return callOf('lost', { project: 'golden', ...times, ...known, queueEntries: [entry] });
}
