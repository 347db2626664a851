import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALERTS } from '../../grafana/alerts.ts';
import { APP_ROUTES } from '../../grafana/app-routes.ts';
import { boardSql } from '../../grafana/board-sql.ts';
import { DATA_SOURCE } from '../../grafana/foundation.ts';
import { askedSql, boardsWith, generatedFiles, panelsOf, REVIEW_ADDRESS } from '../../grafana/generated.ts';
import { boardQueries, readBoardQueries } from '../../store/board-queries.ts';
import { tokensOf } from '../../store/sql-tokens.ts';
import { filledIn } from '../harness/grafana-macros.ts';

const text = (path: string): string => readFileSync(path, 'utf8');

const Target = z.object({ datasource: z.object({ uid: z.string() }), rawSql: z.string(), format: z.number() });
const Override = z.object({ properties: z.array(z.object({ id: z.string(), value: z.unknown() })) });
const Panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  targets: z.array(Target).optional(),
  fieldConfig: z
    .object({
      defaults: z.object({ unit: z.string().optional(), noValue: z.string().optional() }),
      overrides: z.array(Override).optional(),
    })
    .optional(),
});
const Variable = z.object({
  name: z.string(),
  type: z.string(),
  hide: z.number().optional(),
  allowCustomValue: z.boolean(),
  allValue: z.string().optional(),
  includeAll: z.boolean(),
});
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.literal(42),
  editable: z.literal(false),
  weekStart: z.literal('monday'),
  refresh: z.literal('5m'),
  panels: z.array(Panel),
  templating: z.object({ list: z.array(Variable) }),
});

const boards = boardsWith(REVIEW_ADDRESS);
const dashboards = boards.map(({ uid }) => Dashboard.parse(JSON.parse(text(`grafana/dashboards/${uid}.json`))));
const drawn = dashboards.flatMap(({ panels }) => panels.filter(({ type }) => type !== 'row'));
const nameOf = ({ id, title }: z.infer<typeof Panel>): string => `${id} ${title}`;

describe('the files of the boards', () => {
  it.each([...generatedFiles(REVIEW_ADDRESS)])('%s is what grafana/generate.ts makes of the sources', (path, made) => {
    expect(text(`grafana/${path}`)).toBe(made);
  });

  it('lead to the review app that was named', () => {
    const made = [...generatedFiles('https://review.example.org').values()].join('');
    expect(made).toContain('"query": "https://review.example.org"');
    expect(made).not.toContain(REVIEW_ADDRESS);
  });
});

describe('every board', () => {
  it('has an address of its own, and ids that no other panel of it has', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { uid, panels } of dashboards) {
      expect(uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
      expect(new Set(panels.map(({ id }) => id)).size, uid).toBe(panels.length);
    }
  });

  it('asks the one data source that is provisioned', () => {
    const source = z
      .object({ datasources: z.array(z.object({ uid: z.string(), type: z.string() })) })
      .parse(parse(text('grafana/provisioning/datasources/clickhouse.yaml')));
    expect(source.datasources.map(({ uid, type }) => ({ uid, type }))).toEqual([DATA_SOURCE]);
    const asked = drawn.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource.uid));
    expect([...new Set(asked)]).toEqual([DATA_SOURCE.uid]);
  });

  it('says of each panel what it means, in which unit, and what it shows when there is nothing', () => {
    const mute = drawn.filter(({ description = '', fieldConfig }) => {
      const { unit = '', noValue = '' } = fieldConfig?.defaults ?? {};
      return description.length < 20 || unit === '' || noValue === '';
    });
    expect(mute.map(nameOf)).toEqual([]);
  });

  it('lets nobody type a value, and takes "All" as the empty string that its queries know', () => {
    for (const { name, type, allowCustomValue, includeAll, allValue, hide } of dashboards.flatMap(
      ({ templating }) => templating.list,
    )) {
      expect(allowCustomValue, name).toBe(false);
      expect(['query', 'constant'], name).toContain(type);
      if (includeAll) expect(allValue, name).toBe("''");
      if (type === 'constant') expect(hide, name).toBe(2);
    }
  });

  it('links to pages that the review app has', () => {
    const links = drawn.flatMap(({ fieldConfig }) =>
      (fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties.filter(({ id }) => id === 'links')),
    );
    const Links = z.array(z.object({ title: z.string().min(1), url: z.string(), targetBlank: z.literal(true) }));
    const urls = links.flatMap(({ value }) => Links.parse(value).map(({ url }) => url));
    expect(urls.length).toBeGreaterThan(3);
    expect(urls.filter((url) => !isPage(url))).toEqual([]);
    expect(isPage('${review_url}/call/x')).toBe(false);
  });

  it('links from each row with a call by columns that the row has', () => {
    for (const panel of drawn.filter((of) => JSON.stringify(of.fieldConfig).includes('__data.fields')))
      for (const { rawSql } of panel.targets ?? [])
        expect(rawSql, nameOf(panel)).toMatch(/ AS `Call`, .* AS project\n/);
  });
});

/** `${…}` of one part of a path stands for one part of a route. */
function isPage(url: string): boolean {
  const path = /^\$\{review_url\}(\/.*)$/.exec(url)?.[1]?.replace(/\$\{[^}/]*\}/g, ':value') ?? '';
  return APP_ROUTES.some((route) => route.replace(/:\w+/g, ':value') === path);
}

describe('the SQL of the boards', () => {
  const asked = askedSql(boards);

  it('takes variables in quotes only, for a bare one breaks on a name with an apostrophe', () => {
    const bare = /\$(?!__(?:from|to)Time(?:_ms)?\b|\{\w+:singlequote\})/;
    expect(asked.filter((sql) => bare.test(sql))).toEqual([]);
    expect(bare.test('team = $team')).toBe(true);
    expect(bare.test('team = ${team}')).toBe(true);
  });

  it('names a variable only where its board has it', () => {
    for (const [nth, board] of boards.entries()) {
      const known = board.variables.map(({ name }) => name);
      const named = askedSqlOf(nth).flatMap((sql) => [...sql.matchAll(/\$\{(\w+):/g)].map(([, name]) => name ?? ''));
      expect(
        [...new Set(named)].filter((name) => !known.includes(name)),
        board.uid,
      ).toEqual([]);
    }
  });

  const askedSqlOf = (nth: number): readonly string[] => {
    const board = boards[nth];
    if (board === undefined) return [];
    const ofVariables = board.variables.flatMap((of) => (of.kind === 'query' ? [of.sql] : []));
    return [...ofVariables, ...panelsOf(board).flatMap(({ questions }) => questions.map(({ sql }) => sql))];
  };

  it('is what the token of the boards may run, whatever was chosen, and nothing beside it', async () => {
    const isBoardQuery = boardQueries(await readBoardQueries());
    const may = (sql: string): boolean => {
      const tokens = tokensOf(sql);
      return tokens !== null && isBoardQuery(tokens);
    };
    const chosen = { project: "Дем'янчук", queue: "Дем'янчук", scorecard: 'inbound', team: 'A', operator: 'anna' };
    const all = { ...chosen, queue: null, team: null, operator: null };
    for (const variables of [chosen, all])
      expect(asked.filter((sql) => !may(filledIn(sql, { fromMs: 1_000, toMs: 2_000, variables })))).toEqual([]);
    expect(may('SELECT * FROM boards_calls')).toBe(false);
  });

  it('has no comment, in which the data source would fill in macros', () => {
    expect(asked.filter((sql) => /--|\/\*/.test(sql.replace(/'(?:[^'\\]|\\.)*'/g, '')))).toEqual([]);
  });

  it('is refused when a parameter has nothing to stand for it, or when it reads what boards may not see', () => {
    const query = (sql: string) => ({ name: 'planted', sql });
    expect(() => boardSql(query('SELECT {toMs:Int64}'), {})).toThrow(
      'planted: nothing is known to stand for {toMs:Int64}',
    );
    expect(() => boardSql(query('SELECT 1 FROM transcripts FINAL'), {})).toThrow('may not read transcripts');
    expect(boardSql(query("SELECT 'FROM {x}' FROM calls AS c FINAL -- {y:String}"), {})).toBe(
      "SELECT 'FROM {x}' FROM boards_calls AS c",
    );
  });
});

describe('the alerts', () => {
  it('have no $, which Grafana would take for a variable of its environment', () => {
    expect(text('grafana/provisioning/alerting/rules.yaml')).not.toContain('$');
  });

  it('have names of their own, and lead to a panel that is there', () => {
    expect(new Set(ALERTS.map(({ uid }) => uid)).size).toBe(ALERTS.length);
    const panels = dashboards.flatMap(({ uid, panels: of }) => of.map(({ id }) => `${uid} ${id}`));
    expect(ALERTS.filter(({ board, panelId }) => !panels.includes(`${board} ${panelId}`))).toEqual([]);
  });

  it('compare one number with what they fire above', () => {
    const Rules = z.object({
      groups: z.array(
        z.object({
          rules: z.array(
            z.object({
              uid: z.string(),
              condition: z.literal('C'),
              data: z.array(z.object({ refId: z.string(), datasourceUid: z.string() })),
            }),
          ),
        }),
      ),
    });
    const { groups } = Rules.parse(parse(text('grafana/provisioning/alerting/rules.yaml')));
    for (const { uid, data } of groups.flatMap(({ rules }) => rules))
      expect(
        data.map(({ refId, datasourceUid }) => `${refId} ${datasourceUid}`),
        uid,
      ).toEqual([`A ${DATA_SOURCE.uid}`, ...['B __expr__', 'C __expr__']]);
  });
});
