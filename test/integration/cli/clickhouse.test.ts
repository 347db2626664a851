import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickhouseCommand } from '../../../cli/clickhouse.ts';
import type { ClickHouseOptions } from '../../../cli/command-line.ts';
import { readConfig } from '../../../config.ts';
import { openStore, type OpenedStore } from '../../../store/open-store.ts';
import { freePort } from '../../harness/free-ports.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'etalon-clickhouse-command-'));
let port: number;

beforeAll(async () => {
  port = await freePort();
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function said(options: ClickHouseOptions = {}, env: NodeJS.ProcessEnv = {}): Promise<[number, string]> {
  let text = '';
  const out = { write: (more: string) => (text += more) };
  const code = await clickhouseCommand(options, readConfig({ dataDir }, env), { out });
  return [code, text];
}

const serve = (): Promise<OpenedStore> =>
  openStore({
    at: { kind: 'embedded', folder: join(dataDir, 'clickhouse'), ownerOnly: true, tcpPort: port },
    database: 'etalon',
    attempts: 1,
    signal: new AbortController().signal,
  });

const tokenIn = (text: string): string => /^ {2}(\S+)$/m.exec(text)?.[1] ?? '';

describe('clickhouse', () => {
  it('says what to set when nothing asks for a port', async () => {
    const [code, text] = await said();
    expect(code).toBe(0);
    expect(text).toContain('It is not served: set ETALON_CLICKHOUSE_PORT');
    expect(text).not.toContain('curl');
  });

  it('says that the line serves it while it runs', async () => {
    const [, text] = await said({}, { ETALON_CLICKHOUSE_PORT: String(port) });
    expect(text).toContain(`It is not served now: ETALON_CLICKHOUSE_PORT is ${String(port)}`);
    expect(text).toContain(`curl -u owner:TOKEN 'http://127.0.0.1:${String(port)}/?database=etalon'`);
  });

  it('makes tokens that count at once, shows each once, and tells how to connect to what is served', async () => {
    const store = await serve();
    const [, first] = await said({ newToken: 'owner' });
    const count = async (token: string): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${String(port)}/?database=etalon&user=owner&password=${token}`, {
        method: 'POST',
        body: 'SELECT count() FROM calls FINAL',
      });
      return response.text();
    };
    expect(await count(tokenIn(first))).toBe('0\n');
    const [, second] = await said({ newToken: 'owner' });
    expect(await count(tokenIn(second))).toBe('0\n');
    expect(await count(tokenIn(first))).toContain('Code: 516');
    const [, text] = await said();
    expect(text).toContain(`It is served now at http://127.0.0.1:${String(port)}`);
    expect(text).toMatch(/boards .* has no token yet/);
    expect(text).toMatch(/owner .* has a token/);
    expect(text).not.toContain(tokenIn(second));
    expect(text).toContain(`server address 127.0.0.1 · server port ${String(port)} · protocol HTTP`);
    await store.close();
    expect((await said())[1]).toContain('It is not served');
  });

  it('runs the queries of the boards that were generated, and only those', async () => {
    const store = await serve();
    const token = tokenIn((await said({ newToken: 'boards' }))[1]);
    const ask = async (sql: string): Promise<number> => {
      const address = `http://127.0.0.1:${String(port)}/?database=etalon&user=boards&password=${token}`;
      return (await fetch(address, { method: 'POST', body: sql })).status;
    };
    const templates: unknown = JSON.parse(readFileSync('grafana/board-queries.json', 'utf8'));
    const filled = (Array.isArray(templates) ? templates : []).map((template) =>
      String(template)
        .replaceAll('{{number}}', '1700000000')
        .replace(/\{\{strings?\}\}/g, "'Дем\\'янчук'"),
    );
    expect(filled.length).toBeGreaterThan(0);
    for (const sql of filled) expect([sql, await ask(sql)]).toEqual([sql, 200]);
    expect(await ask('SELECT count() FROM calls')).toBe(403);
    await store.close();
  });

  it('says of a server how to reach it and how its reading user is made, and makes no token there', async () => {
    const env = { CLICKHOUSE_URL: 'https://clickhouse.example', CLICKHOUSE_USER: 'etalon' };
    const [code, text] = await said({}, env);
    expect(code).toBe(0);
    expect(text).toContain('The store is the ClickHouse server at https://clickhouse.example, database etalon');
    expect(text).toContain('server port 8443 · protocol HTTP · secure connection on');
    expect(text).toMatch(/readonly = 1[^]*CHANGEABLE_IN_READONLY/);
    expect((await said({ newToken: 'boards' }, env))[0]).toBe(2);
  });
});
