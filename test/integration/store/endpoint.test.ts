import { createClient } from '@clickhouse/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine, type Engine } from '../../../store/chdb.ts';
import { serveEngine, type Endpoint } from '../../../store/endpoint.ts';

/** The client of other programs, as it comes, against the socket of the owner. */
const folder = mkdtempSync(join(tmpdir(), 'etalon-endpoint-'));
let engine: Engine | null;
let endpoint: Endpoint;

beforeAll(async () => {
  engine = openEngine(folder);
  if (engine === null) throw new Error('the folder is new');
  endpoint = await serveEngine(engine, folder);
});

afterAll(async () => {
  await endpoint.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Settings = Parameters<typeof createClient>[0];

function client(settings: Settings = {}): ReturnType<typeof createClient> {
  const agent: AgentOptions & { readonly socketPath: string } = { socketPath: endpoint.path };
  return createClient({ url: 'http://localhost', http_agent: new Agent(agent), log: { level: 127 }, ...settings });
}

describe('the endpoint of the owner', () => {
  it('answers a ping', async () => {
    expect(await client().ping()).toEqual({ success: true });
  });

  it.each([
    ['plain', { request: false, response: false }],
    ['compressed both ways', { request: true, response: true }],
  ])('takes inserts and gives them back, %s', async (_, compression) => {
    const at = client({ compression });
    await at.command({ query: 'CREATE OR REPLACE TABLE pairs (k UInt32, v String) ENGINE = MergeTree ORDER BY k' });
    const values = Array.from({ length: 500 }, (_, k) => ({ k, v: `'"\\;\n\n\t${k} – щ 🙂` }));
    await at.insert({ table: 'pairs', values, format: 'JSONEachRow' });
    const back = await at.query({ query: 'SELECT k, v FROM pairs ORDER BY k', format: 'JSONEachRow' });
    expect(await back.json()).toEqual(values);
  });

  it.each([
    ['String', "it's \\ a\ttab\nand a ; semicolon"],
    ['Array(String)', ["a'b", 'c\\d', 'e\nf', '']],
    ['Nullable(Float64)', null],
    ['Int64', -5],
    ['Array(UInt32)', []],
  ])('binds a parameter of type %s', async (type, value) => {
    const result = await client().query({
      query: `SELECT {p:${type}} AS p`,
      query_params: { p: value },
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ p: value }]);
  });

  it('keeps databases apart', async () => {
    await client().command({ query: 'CREATE DATABASE IF NOT EXISTS second' });
    const result = await client({ database: 'second' }).query({
      query: 'SELECT currentDatabase() AS d',
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ d: 'second' }]);
  });

  it('keeps the settings of a request to that request', async () => {
    const ask = async (settings: Record<string, number>): Promise<unknown> => {
      const query = 'SELECT toUInt64(1) AS n';
      return (await client().query({ query, format: 'JSONEachRow', clickhouse_settings: settings })).json();
    };
    const before = await ask({});
    const quoted = await ask({ output_format_json_quote_64bit_integers: 1 });
    const plain = await ask({ output_format_json_quote_64bit_integers: 0 });
    expect([quoted, plain]).toEqual([[{ n: '1' }], [{ n: 1 }]]);
    expect(await ask({})).toEqual(before);
  });

  it('answers in the format that was asked for', async () => {
    const result = await client().query({ query: 'SELECT 1 AS a, 2 AS b', format: 'CSVWithNames' });
    expect(await result.text()).toBe('"a","b"\n1,2\n');
  });

  it('takes an insert without rows for done', async () => {
    await client().command({ query: 'CREATE OR REPLACE TABLE nothing (k UInt32) ENGINE = MergeTree ORDER BY k' });
    await client().insert({ table: 'nothing', values: [], format: 'JSONEachRow' });
    const result = await client().query({ query: 'SELECT count() AS n FROM nothing', format: 'JSONEachRow' });
    expect(await result.json()).toEqual([{ n: 0 }]);
  });

  it('refuses with the code of the engine, also a database that is not there', async () => {
    await expect(client().query({ query: 'SELECT * FROM nowhere' })).rejects.toMatchObject({ code: '60' });
    await expect(client({ database: 'absent' }).query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81' });
  });
});
