import { createClient } from '@clickhouse/client';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardTemplate } from '../../../store/board-template.ts';
import { openEngine, type Engine } from '../../../store/chdb.ts';
import { serveEngine, type Endpoint } from '../../../store/endpoint.ts';
import { makeToken, tokenUsers } from '../../../store/endpoint-users.ts';
import { eventually } from '../../harness/eventually.ts';

/** The embedded store over TCP, with the real engine: asked by curl, @clickhouse/client and bare HTTP. */
const BOARD = `SELECT $__timeInterval(at) AS time, count() AS n FROM spoken -- per minute
  WHERE at >= $__fromTime AND at < $__toTime AND $__conditionalAll(team IN (\${team:singlequote}), $team)
  GROUP BY time ORDER BY time`;
const LONG = 'SELECT sum(cityHash64(number)) FROM numbers(1000000000000)';

const folder = mkdtempSync(join(tmpdir(), 'etalon-boards-'));
const secret = join(folder, 'secret.csv');
let engine: Engine;
let endpoint: Endpoint;
let boards: string;
let owner: string;

const serve = (port = 0): Promise<Endpoint> =>
  serveEngine(engine, folder, {
    host: '127.0.0.1',
    port,
    users: tokenUsers(folder),
    boardQueries: boardTemplate(BOARD),
  });

beforeAll(async () => {
  const opened = openEngine(folder);
  if (opened === null) throw new Error('the folder is new');
  engine = opened;
  writeFileSync(secret, 'not for readers\n');
  for (const query of [
    'CREATE TABLE spoken (team String, at DateTime, words String) ENGINE = MergeTree ORDER BY at',
    "INSERT INTO spoken SELECT if(number % 2, 'sales', 'Дем\\'янчук'), toDateTime(1700000000 + number), 'hello' FROM numbers(100)",
  ])
    await engine.within('default', (connection) => connection.command({ query }));
  endpoint = await serve();
  boards = await makeToken(folder, 'boards');
  owner = await makeToken(folder, 'owner');
});

afterAll(async () => {
  await endpoint.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const url = (): string => `http://127.0.0.1:${String(endpoint.port)}`;

type Answer = { readonly status: number; readonly code: string | null; readonly text: string };

async function ask(user: 'boards' | 'owner', sql: string | Buffer, search = '', headers = {}): Promise<Answer> {
  const token = user === 'boards' ? boards : owner;
  const response = await fetch(`${url()}/?${search}`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`, ...headers },
    body: typeof sql === 'string' ? sql : new Uint8Array(sql),
  });
  const code = response.headers.get('x-clickhouse-exception-code');
  return { status: response.status, code, text: await response.text() };
}

/** By Node's own client, which lets a test break off, read slowly or name another host. */
async function begin(sql: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  const path = `/?user=owner&password=${owner}&query=${encodeURIComponent(sql)}`;
  const asked = get({ host: '127.0.0.1', port: endpoint.port, path, ...options });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

async function running(): Promise<readonly string[]> {
  const { stream } = await engine.within('default', (connection) =>
    connection.exec({ query: "SELECT query FROM system.processes WHERE query NOT LIKE '%system.processes%'" }),
  );
  return (await text(stream)).split('\n').filter((line) => line !== '');
}

const nothingRuns = (): Promise<void> => eventually(30_000, running);

describe('who asks', () => {
  const curl = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('curl', ['-sS', '-w', ' %{http_code}', ...args])).stdout;

  it('is told by curl in each way that ClickHouse takes', async () => {
    expect(await curl('-u', `boards:${boards}`, url(), '--data-binary', 'SELECT 1')).toBe('1\n 200');
    const headers = ['-H', 'X-ClickHouse-User: owner', '-H', `X-ClickHouse-Key: ${owner}`];
    expect(await curl(...headers, `${url()}/?query=SELECT+1,2`)).toBe('1\t2\n 200');
    expect(await curl(`${url()}/?user=owner&password=${owner}`, '--data-binary', "SELECT 'щ'")).toBe('щ\n 200');
  });

  it.each([
    ['nobody', ''],
    ['a wrong token', 'user=owner&password=x'],
    ['no such user', 'user=nobody&password=x'],
    ['the default user', 'user=default'],
    ['a name of JavaScript', 'user=__proto__&password=x'],
  ])('%s is refused in the same words', async (_, search) => {
    const response = await fetch(`${url()}/?${search}`, { method: 'POST', body: 'SELECT 1' });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('516');
    expect(await response.text()).toBe(
      'Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)\n',
    );
  });

  it("is not the owner with the boards' token, nor the other way round", async () => {
    for (const search of [`user=owner&password=${boards}`, `user=boards&password=${owner}`])
      expect((await fetch(`${url()}/?${search}&query=SELECT+1`)).status).toBe(403);
  });

  it('keeps digests only, for the eyes of one user, and a new token voids the old one while it serves', async () => {
    const file = join(folder, 'endpoint-tokens.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toMatch(new RegExp(`${boards}|${owner}`));
    const old = boards;
    boards = await makeToken(folder, 'boards');
    expect((await ask('boards', 'SELECT 1')).status).toBe(200);
    expect((await ask('owner', 'SELECT 1')).status).toBe(200);
    expect((await fetch(`${url()}/?user=boards&password=${old}&query=SELECT+1`)).status).toBe(403);
  });

  it('asks this machine by its own name only, whatever a page of another site resolves to', async () => {
    for (const [host, status] of [
      ['boards.example', 403],
      ['localhost', 200],
      [`127.0.0.1:1`, 200],
    ] as const) {
      const response = await begin('SELECT 1', { headers: { host } });
      response.resume();
      expect([host, response.statusCode]).toEqual([host, status]);
    }
  });
});

describe('the owner over TCP', () => {
  const client = (settings = {}): ReturnType<typeof createClient> =>
    createClient({ url: url(), username: 'owner', password: owner, log: { level: 127 }, ...settings });

  it('is answered through the client of ClickHouse: ping, formats, parameters, compression, typed errors', async () => {
    const at = client({ compression: { request: true, response: true } });
    expect(await at.ping()).toEqual({ success: true });
    const json = await at.query({
      query: 'SELECT {team:String} AS who, count() AS n FROM spoken WHERE team = {team:String}',
      query_params: { team: "Дем'янчук" },
      format: 'JSON',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    expect(await json.json()).toMatchObject({ data: [{ who: "Дем'янчук", n: 50 }], rows: 1 });
    const lines = await at.query({ query: 'SELECT number FROM numbers(100000)', format: 'JSONEachRow' });
    expect(await lines.json()).toHaveLength(100_000);
    await expect(at.query({ query: 'SELECT * FROM nowhere' })).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
    await at.close();
  });

  it.each(['CSVWithNames', 'JSON', 'JSONCompact', 'TabSeparatedWithNamesAndTypes', 'Pretty'])(
    'gets one whole answer in %s however many blocks it has',
    async (format) => {
      const sql = 'SELECT number AS n FROM numbers(7)';
      const whole = await ask('owner', sql, `default_format=${format}`);
      const blocks = await ask('owner', sql, `default_format=${format}&max_block_size=2`);
      const asked = await ask('owner', `${sql} FORMAT ${format}`, 'max_block_size=2');
      const plain = ({ text: said }: Answer): string => said.replace(/"elapsed": [\d.e-]+/, '');
      expect([plain(blocks), plain(asked)]).toEqual([plain(whole), plain(whole)]);
    },
  );

  it('is shown what there is', async () => {
    expect((await ask('owner', 'SHOW TABLES')).text).toBe('spoken\n');
    expect((await ask('owner', 'DESCRIBE TABLE spoken')).text).toContain('words\tString');
    expect((await ask('owner', 'EXPLAIN SELECT 1;')).status).toBe(200);
    expect((await ask('owner', "SELECT value FROM system.settings WHERE name = 'readonly'")).text).toBe('1\n');
    expect((await ask('owner', 'WITH 1 AS x SELECT x')).text).toBe('1\n');
  });

  it.each([
    ['no statement', 'SELEC 1', 62],
    ['an open quote', "SELECT 'a", 62],
    ['nothing', '', 62],
    ['an unknown table', 'SELECT * FROM nowhere', 60],
    ['a wrong expression', 'SELECT 1 +', 62],
    ['an insert', 'INSERT INTO spoken VALUES (1)', 164],
    ['a table', 'CREATE TABLE x (a Int8) ENGINE = Memory', 164],
    ['a setting', 'SET readonly = 0', 164],
    ['the end of another query', 'KILL QUERY WHERE 1', 164],
    ['two statements', 'SELECT 1; DROP TABLE spoken', 164],
    ['a setting in the query', 'SELECT 1 SETTINGS readonly = 0', 164],
    ['a setting in a subquery', 'SELECT * FROM (SELECT 1 SETTINGS max_memory_usage = 0)', 164],
    ['a file by a setting in a subquery', "SELECT * FROM (SELECT * FROM 'SECRET' SETTINGS readonly = 0)", 164],
    [
      'a file by the second setting in a subquery',
      "SELECT * FROM (SELECT * FROM 'SECRET' SETTINGS final, readonly = 0)",
      164,
    ],
    ['a template of the boards', 'SELECT {{number}}', 164],
    ['a file of the machine', "SELECT file('SECRET')", 497],
    ['a file by a quoted name', "SELECT `file`('SECRET')", 497],
    ['a file by an escaped name', 'SELECT "f\\x69le"(\'SECRET\')', 497],
    ['a file by the bare name of the function', "SELECT arrayMap(file, ['SECRET'])", 497],
    ['a file by a transformer', "SELECT * APPLY(file) FROM (SELECT 'SECRET')", 497],
    ['a file as a table', "SELECT * FROM file('SECRET', 'LineAsString')", 497],
    ['a file as a name', "SELECT * FROM 'SECRET'", 164],
    ['a file as a quoted name', 'SELECT * FROM `SECRET`', 164],
    ['the columns of a file', "DESCRIBE file('SECRET')", 497],
    ['the columns of a file as a name', 'DESCRIBE TABLE `SECRET`', 164],
    ['another server', "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')", 497],
    ['the columns of another server', "DESCRIBE url('http://127.0.0.1:1/')", 497],
    ['a bucket', "SELECT * FROM s3('http://127.0.0.1:1/b/k')", 497],
    ['another ClickHouse', "SELECT * FROM remote('127.0.0.1:1', system.one)", 497],
    ['a program', "SELECT * FROM executable('ls', 'TSV', 'a String')", 497],
    ['a comment before the name', "SELECT * FROM /* */ s3 /* */ ('http://127.0.0.1:1/b/k')", 497],
    ['SQL in a string', "SELECT * FROM eval('SELECT 1')", 497],
    ['a file for the answer', "SELECT 1 INTO OUTFILE 'SECRET.out'", 497],
    ['a file of a format', "SELECT 1 FORMAT Template SETTINGS format_template_row = 'SECRET'", 164],
  ])('is refused %s', async (_, sql, code) => {
    const answer = await ask('owner', sql.replace('SECRET', secret));
    expect([answer.code, answer.status >= 400]).toEqual([String(code), true]);
    expect(answer.text).toMatch(new RegExp(`^Code: ${String(code)}\\. DB::Exception: `));
    expect(answer.text).not.toContain('not for readers');
    expect(existsSync(`${secret}.out`)).toBe(false);
    expect((await ask('owner', 'SELECT count() FROM spoken')).text).toBe('100\n');
  });

  it('is read-only for the engine too: what the endpoint would let through is refused there', async () => {
    const refused = async (query: string): Promise<unknown> =>
      engine.within('default', async (connection) => {
        await connection.command({ query: 'SET readonly = 1' });
        return connection.command({ query }).catch((error: unknown) => error);
      });
    for (const query of [
      "INSERT INTO spoken VALUES ('a', 0, '')",
      'DROP TABLE spoken',
      'CREATE TABLE y (a Int8) ENGINE = Memory',
      'SET readonly = 0',
      'SELECT 1 SETTINGS readonly = 0',
      "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    ])
      expect(await refused(query)).toMatchObject({ code: '164' });
  });

  it('may tighten the limits of a query and not loosen them', async () => {
    const limit = async (search: string): Promise<string> =>
      (await ask('owner', "SELECT getSetting('max_execution_time')", search)).text;
    expect(await limit('')).toBe('300\n');
    expect(await limit('max_execution_time=5')).toBe('5\n');
    expect(await limit('max_execution_time=0')).toBe('300\n');
    expect(await limit('max_execution_time=100000')).toBe('300\n');
    expect(await ask('owner', LONG, 'max_execution_time=0.2')).toMatchObject({ status: 500, code: '159' });
    expect(
      await ask('owner', 'SELECT groupArray(number) FROM numbers(100000000)', 'max_memory_usage=50000000'),
    ).toMatchObject({ code: '241' });
  });

  it.each([
    'dialect=kusto',
    "additional_table_filters={'spoken':'1'}",
    'format_template_row=/etc/passwd',
    'allow_ddl=1',
  ])('may not set %s', async (setting) => {
    expect(await ask('owner', 'SELECT 1', setting)).toMatchObject({ status: 403, code: '452' });
  });

  it('is answered in its own writing by a parameter that holds SQL', async () => {
    const search = new URLSearchParams({ param_p: "'; SET readonly = 0; --" });
    expect((await ask('owner', "SELECT length({p:String}), getSetting('readonly')", String(search))).text).toMatch(
      /\t1\n$/,
    );
  });
});

describe('the boards', () => {
  const board = (filter: string, to = '1700000090'): string =>
    `SELECT toStartOfInterval(toDateTime(at), INTERVAL 60 second) AS time, count() AS n FROM spoken
     WHERE at >= toDateTime(1700000000) AND at < toDateTime(${to}) AND ${filter} GROUP BY time ORDER BY time`;

  it('run their queries as Grafana fills them in', async () => {
    const at = 'session_timezone=UTC';
    expect((await ask('boards', board('1=1'), at)).text).toBe('2023-11-14 22:13:00\t40\n2023-11-14 22:14:00\t50\n');
    expect((await ask('boards', board("team IN ('Дем\\'янчук','other')"), at)).text).toBe(
      '2023-11-14 22:13:00\t20\n2023-11-14 22:14:00\t25\n',
    );
    expect(await ask('boards', board("team IN ('x')"))).toMatchObject({ status: 200, text: '' });
    for (const sql of ['SELECT 1', 'SELECT version()', 'SELECT displayName(), version(), revision(), timezone()'])
      expect((await ask('boards', sql)).status).toBe(200);
  });

  it.each([
    ['another query', 'SELECT words FROM spoken'],
    ['the tables', 'SHOW TABLES'],
    ['a union', board('1=1 UNION ALL SELECT now(), words FROM spoken')],
    ['a subquery as a value', board('team IN (SELECT words FROM spoken)')],
    ['a value that closes its quote', board("team IN ('a') OR (team != '')")],
    ['a backslash before the last quote', board("team IN ('a\\\\') OR 1=1 --')")],
    ['settings', `${board('1=1')} SETTINGS readonly = 0`],
    ['a file for the answer', `${board('1=1')} INTO OUTFILE '/tmp/x'`],
    ['a second statement', `${board('1=1')}; SELECT words FROM spoken`],
    ['a function for a moment', board('1=1', "file('/etc/passwd')")],
    ['a part in a comment', board('1=1 /*').replace('GROUP', '*/ OR 1=1 GROUP')],
    ['an insert', "INSERT INTO spoken VALUES ('a', 0, '')"],
  ])('are refused %s', async (_, sql) => {
    expect(await ask('boards', sql)).toEqual({
      status: 403,
      code: '497',
      text: "Code: 497. DB::Exception: the boards' token runs only the boards' queries. (ACCESS_DENIED)\n",
    });
  });

  it('may not change what their queries mean by a setting', async () => {
    const filters = new URLSearchParams({ additional_table_filters: "{'spoken': 'words = \\'hello\\''}" });
    expect(await ask('boards', board('1=1'), String(filters))).toMatchObject({ status: 403, code: '452' });
  });

  it('are greeted in the protocol of their data source', async () => {
    const search = 'default_format=Native&client_protocol_version=54460';
    const said = (await ask('boards', 'SELECT displayName(), version(), revision(), timezone()', search)).text;
    expect(said).toMatch(/^\u0001\u0000\u0002.*\u0004\u0001\u000ddisplayName\(\)\u0006String\u0000\u0006Etalon/s);
    expect(said).toContain('revision()\u0006UInt32\u0000\u0000\u0000\u0000\u0000');
  });
});

describe('as a server', () => {
  it('answers paths and methods as ClickHouse does', async () => {
    const answered = async (method: string, path: string): Promise<unknown> => {
      const response = await fetch(`${url()}${path}`, { method });
      return [response.status, await response.text()];
    };
    expect(await answered('GET', '/')).toEqual([200, 'Ok.\n']);
    expect(await answered('GET', '/ping')).toEqual([200, 'Ok.\n']);
    expect(await answered('HEAD', '/')).toEqual([200, '']);
    expect(await answered('OPTIONS', '/')).toEqual([204, '']);
    expect(await answered('PUT', '/')).toEqual([405, 'Ask with GET or POST.\n']);
    expect(await answered('GET', '/play')).toEqual([404, 'Nothing is at /play: queries go to /.\n']);
  });

  it('takes no query larger than ClickHouse does, also when it is small on the way, nor packings it does not know', async () => {
    const large = `SELECT '${'a'.repeat(300_000)}'`;
    expect(await ask('owner', large)).toMatchObject({ status: 413 });
    const packed = gzipSync(`SELECT '${'a'.repeat(50_000_000)}'`);
    expect(await ask('owner', packed, '', { 'Content-Encoding': 'gzip' })).toMatchObject({ status: 413 });
    const small = gzipSync('SELECT 1');
    expect(await ask('owner', small, '', { 'Content-Encoding': 'gzip' })).toMatchObject({ status: 200, text: '1\n' });
    expect(await ask('owner', 'x', '', { 'Content-Encoding': 'br' })).toMatchObject({ status: 501, code: '48' });
    expect(await ask('owner', 'SELECT 1', 'compress=1')).toMatchObject({ status: 501, code: '48' });
    expect((await ask('owner', small.subarray(0, 10), '', { 'Content-Encoding': 'gzip' })).status).toBe(500);
  });

  it('sends ten million rows in bounded memory', async () => {
    const before = process.memoryUsage.rss();
    let most = before;
    let bytes = 0;
    const response = await begin('SELECT number, toString(number) FROM numbers(10000000)');
    for await (const part of response) {
      if (Buffer.isBuffer(part)) bytes += part.length;
      most = Math.max(most, process.memoryUsage.rss());
    }
    expect(bytes).toBe(157_777_780);
    expect((most - before) / 1e6).toBeLessThan(150);
  });

  it('breaks an answer off when the query fails in its middle: nobody takes a part for the whole', async () => {
    const response = await begin('SELECT number, throwIf(number = 9000000) FROM numbers(10000000)');
    expect(response.statusCode).toBe(200);
    await expect(text(response)).rejects.toThrow('aborted');
  });

  it('answers others while some read slowly and some ask much', async () => {
    const slow = await Promise.all(Array.from({ length: 6 }, () => begin('SELECT number FROM numbers(100000000)')));
    expect((await ask('owner', 'SELECT count() FROM spoken')).text).toBe('100\n');
    expect((await ask('boards', 'SELECT 1')).text).toBe('1\n');
    for (const response of slow) response.destroy();
    await nothingRuns();
  });

  it('ends the query of a client that is gone, fifty times in a row, and answers the next', async () => {
    for (let n = 0; n < 50; n += 1) {
      const asked = request({
        host: '127.0.0.1',
        port: endpoint.port,
        path: `/?user=owner&password=${owner}&query=${encodeURIComponent(n % 2 === 0 ? LONG : 'SELECT number FROM numbers(100000000)')}`,
      });
      asked.on('error', () => undefined).end();
      const [socket] = (await once(asked, 'socket')) as [Socket];
      if (n % 2 === 0) await eventually(30_000, async () => ((await running()).length > 0 ? [] : ['the query']));
      else if (socket.connecting) await once(socket, 'connect');
      asked.destroy();
    }
    await nothingRuns();
    expect((await ask('owner', 'SELECT count() FROM spoken')).text).toBe('100\n');
  });

  it('stops without waiting for a client that reads nothing, and leaves nothing running', async () => {
    const response = await begin('SELECT number FROM numbers(100000000)');
    response.on('error', () => undefined);
    const cut = new Promise((resolve) => response.once('close', resolve));
    await endpoint.close();
    response.resume();
    await cut;
    expect(await running()).toEqual([]);
    endpoint = await serve();
    expect((await ask('owner', 'SELECT 1')).text).toBe('1\n');
  });

  it('says which port it cannot have', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await endpoint.close();
    await expect(serve(port)).rejects.toMatchObject({
      code: 'CLICKHOUSE_PORT_UNUSABLE',
      params: { address: `127.0.0.1:${String(port)}`, why: 'EADDRINUSE' },
    });
    await once(other.close(), 'close');
    endpoint = await serve();
  });
});
