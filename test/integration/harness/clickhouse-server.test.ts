import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openStore, type OpenedStore, type StoreOptions } from '../../../store/open-store.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { freshDatabase } from '../../harness/store.ts';

const user = 'etalon';
const password = 'pass: "word" щ';

let server: ClickHouseServer;
beforeAll(async () => {
  server = await startClickHouse({ user, password });
});
afterAll(() => server.stop());

async function open(database: string, options: Partial<StoreOptions> = {}): Promise<OpenedStore> {
  const stop = new AbortController();
  const at = { kind: 'server', url: server.url, user, password, cluster: '' } as const;
  const store = await openStore({ at, database, attempts: 1, signal: stop.signal, ...options });
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await store.close();
  });
  return store;
}

const insert = (store: OpenedStore, version: number, yaml = `scorecard ${version}`): Promise<void> =>
  store.insertScorecards([{ scorecardId: 'inbound', version, hash: String(version), yaml }]);

const counted = z.object({ rows: z.coerce.number(), versions: z.coerce.number() });
async function count(store: OpenedStore): Promise<z.infer<typeof counted>> {
  const sql = 'SELECT count() AS rows, uniqExact(version) AS versions FROM scorecards FINAL';
  const [row] = await store.run({ name: 'count', sql, parse: (found) => counted.parse(found) }, {});
  return row ?? { rows: 0, versions: 0 };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, nth) => nth);

describe('ClickHouse as a server', () => {
  it('takes and gives rows by the store as it is, and its folder is still shared by the socket', async () => {
    const database = freshDatabase();
    const store = await open(database);
    expect([store.role, await store.ping()]).toEqual(['server', true]);
    await insert(store, 1, "it's \\ a\ttab\n\n;");
    const guest = await open(database, {
      at: { kind: 'embedded', folder: join(server.folder, 'data'), ownerOnly: false },
    });
    expect(guest.role).toBe('guest');
    await insert(guest, 2);
    expect([await count(store), await count(guest)]).toEqual(Array(2).fill({ rows: 2, versions: 2 }));
  });

  it('takes 10,000 rows of 2 KB in one insert', async () => {
    const store = await open(freshDatabase());
    const yaml = 'оценка\t"\\'.repeat(140);
    await store.insertScorecards(upTo(10_000).map((version) => ({ scorecardId: 'large', version, hash: '', yaml })));
    const sql = 'SELECT DISTINCT yaml FROM scorecards';
    const parse = (row: unknown): string => z.object({ yaml: z.string() }).parse(row).yaml;
    expect(await store.run({ name: 'large', sql, parse }, {})).toEqual([yaml]);
    expect(await count(store)).toEqual({ rows: 10_000, versions: 10_000 });
  });

  it('serves many clients at once', async () => {
    const database = freshDatabase();
    await open(database);
    const stores = await Promise.all(upTo(8).map(() => open(database)));
    await Promise.all(
      stores.map(async (store, nth) => {
        for (const turn of upTo(20)) await insert(store, nth * 20 + turn);
      }),
    );
    expect(await count(await open(database))).toEqual({ rows: 160, versions: 160 });
  });

  it('loses no acknowledged row by a kill in the middle of inserts, and comes back on its port', async () => {
    const store = await open(freshDatabase());
    const acknowledged: number[] = [];
    const { promise: many, resolve } = Promise.withResolvers<undefined>();
    const writers = upTo(4).map(async (writer) => {
      for (let turn = 0; ; turn++) {
        await insert(store, turn * 4 + writer);
        if (acknowledged.push(turn * 4 + writer) === 100) resolve(undefined);
      }
    });
    const ends = Promise.allSettled(writers);
    await many;
    const before = server.pid;
    await server.kill();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'STORE_AWAY' } });
    await server.restart();
    expect(server.pid).not.toBe(before);
    const parse = (row: unknown): number => z.object({ version: z.number() }).parse(row).version;
    const found = new Set(await store.run({ name: 'found', sql: 'SELECT version FROM scorecards', parse }, {}));
    expect(acknowledged.filter((version) => !found.has(version))).toEqual([]);
  });

  it('is waited for by who waits for ever, and the rows are there once', async () => {
    const store = await open(freshDatabase(), { attempts: 'forever' });
    await insert(store, 1);
    await server.kill();
    const waiting = insert(store, 2);
    await server.restart();
    await waiting;
    expect(await count(store)).toEqual({ rows: 2, versions: 2 });
  });
});

const basic = (of: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(of).toString('base64')}`,
});

describe('the port of ClickHouse', () => {
  it.each([
    ['by HTTP', basic(`${user}:${password}`)],
    ['by headers of its own', { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': encoded(password) }],
  ])('lets in who shows user and password, %s', async (_, headers) => {
    const answer = await fetch(`${server.url}/?query=${encodeURIComponent('SELECT 1')}`, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, '1\n']);
  });

  it.each([
    ['nothing', {}],
    ['a wrong password', basic(`${user}:wrong`)],
    ['another user', basic(`default:${password}`)],
    ['a wrong key', { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': 'wrong' }],
    ['what is no login', { authorization: 'Basic ???' }],
  ])('refuses who shows %s, as ClickHouse does and whatever is sent', async (_, headers) => {
    const answer = await fetch(server.url, { method: 'POST', headers, body: `SELECT '${'a'.repeat(3_000_000)}'` });
    expect([answer.status, answer.headers.get('X-ClickHouse-Exception-Code')]).toEqual([403, '516']);
    expect(await answer.text()).toMatch(/^Code: 516\. DB::Exception: .* \(AUTHENTICATION_FAILED\)\n$/);
  });

  it('answers a ping of anybody', async () => {
    expect(await (await fetch(`${server.url}/ping`)).text()).toBe('Ok.\n');
  });

  it('is reported by the store as refused, with the code and without the password', async () => {
    const at = { kind: 'server', url: server.url, user, password: 'wrong-secret', cluster: '' } as const;
    const refused = open(freshDatabase(), { at });
    await expect(refused).rejects.toMatchObject({ code: 'STORE_REFUSED', params: { clickhouseCode: 516 } });
    await expect(refused).rejects.not.toThrow(/wrong-secret/);
  });

  it('is open to the default user without a password when nothing else was said', async () => {
    const plain = await startClickHouse();
    onTestFinished(() => plain.stop());
    const answer = await fetch(`${plain.url}/?query=${encodeURIComponent('SELECT 1')}`);
    expect([answer.status, await answer.text()]).toEqual([200, '1\n']);
  });
});

it('the process of ClickHouse ends when its standard input does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'etalon-clickhouse-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = new URL('../../harness/clickhouse-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, folder, '0', user, password], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(await once(child.stdout, 'data'))));
  expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(200);
  child.stdin.end();
  await ended;
  await expect(fetch(`http://127.0.0.1:${port}/ping`)).rejects.toThrow();
});

/** A header's value holds bytes: UTF-8, as ClickHouse reads it. */
function encoded(value: string): string {
  return Buffer.from(value).toString('latin1');
}
