import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import type { Engine } from './chdb.ts';

/** ClickHouse's HTTP protocol on a local socket, for other processes of the same user; and over TCP when asked for. */
export type Endpoint = {
  readonly path: string;
  /** Of TCP; null when it was not asked for. */
  readonly port: number | null;
  readonly close: () => Promise<void>;
};

/**
 * Every user of the machine reaches a port, so each request over TCP says who it comes from. `port` 0 = any that is free.
 */
export type TcpAddress = Credentials & { readonly host: '127.0.0.1'; readonly port: number };

type Credentials = { readonly user: string; readonly password: string };

// sun_path of a unix socket holds 108 bytes on Linux, 104 on macOS, with a closing zero.
const MAX_SOCKET_PATH_BYTES = 103;
// Parameters travel in the URL; Node's own limit of 16 KB would refuse a few hundred call ids.
const MAX_HEADER_BYTES = 4_194_304;
const OWNER_ONLY = 0o600;

const addressFile = (folder: string): string => join(folder, 'endpoint');

/** Where the owner of `folder` listens; null when it has not said yet. */
export async function readEndpoint(folder: string): Promise<string | null> {
  return readFile(addressFile(folder), 'utf8').catch(() => null);
}

/** A path in the folder; where that is too long for a socket, one in the temporary folder that is named by its hash. */
function socketPath(folder: string): string {
  const path = join(folder, 'clickhouse.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  return join(tmpdir(), `etalon-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.sock`);
}

/**
 * Serves `engine` on the socket of `folder`, and at `tcp` too; only the process that holds the lock of `folder` may call
 * it, so an old socket is a dead one.
 */
export async function serveEngine(engine: Engine, folder: string, tcp: TcpAddress | null = null): Promise<Endpoint> {
  const path = socketPath(folder);
  await rm(path, { force: true });
  // Who can open the socket is its owner: it asks for no password.
  const local = await listen(engine, null, { path });
  await chmod(path, OWNER_ONLY);
  const remote = tcp === null ? null : await listenOrClose(engine, tcp, local);
  await writeFile(addressFile(folder), path, { mode: OWNER_ONLY });
  const address = remote?.address() ?? null;
  return {
    path,
    port: typeof address === 'string' ? null : (address?.port ?? null),
    close: async () => {
      await rm(addressFile(folder), { force: true });
      await Promise.all((remote === null ? [local] : [local, remote]).map(close));
    },
  };
}

async function listenOrClose(engine: Engine, { host, port, ...allowed }: TcpAddress, local: Server): Promise<Server> {
  return listen(engine, allowed, { host, port }).catch(async (error: unknown) => {
    await close(local);
    throw error;
  });
}

async function listen(engine: Engine, allowed: Credentials | null, at: ListenOptions): Promise<Server> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, answerer(engine, allowed));
  await once(server.listen(at), 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}

function answerer(
  engine: Engine,
  allowed: Credentials | null,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response, engine, allowed).catch((error: unknown) => {
      refuse(response, error);
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  engine: Engine,
  allowed: Credentials | null,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  if (allowed !== null && !isAllowed(credentialsOf(request), allowed)) {
    refuseUnknown(request, response);
    return;
  }
  const asked = readRequest(url.searchParams);
  const body = await text(request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request);
  const { stream, query_id } = await engine.within(asked.database, (connection) =>
    connection.exec({
      query: statementOf(asked, body),
      clickhouse_settings: asked.settings,
      ...(asked.queryId === null ? {} : { query_id: asked.queryId }),
    }),
  );
  response.setHeader('X-ClickHouse-Query-Id', query_id);
  response.setHeader('Content-Type', 'application/octet-stream');
  if (asked.compress && /\bgzip\b/.test(String(request.headers['accept-encoding']))) {
    response.setHeader('Content-Encoding', 'gzip');
    await pipeline(stream, createGzip(), response);
  } else await pipeline(stream, response);
}

/** As ClickHouse reads them: headers of its own, or those of HTTP; without any it is `default` without a password. */
function credentialsOf({ headers }: IncomingMessage): Credentials {
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return {
    user: user ?? firstOf(headers['x-clickhouse-user']) ?? 'default',
    password: password ?? firstOf(headers['x-clickhouse-key']) ?? '',
  };
}

/** The bytes of a header are UTF-8; Node gives them as Latin-1. */
const firstOf = (header: string | readonly string[] | undefined): string | undefined => {
  const first = typeof header === 'string' ? header : header?.[0];
  return first === undefined ? undefined : Buffer.from(first, 'latin1').toString();
};

/** In a time that does not tell how much of it was right. */
function isAllowed(shown: Credentials, allowed: Credentials): boolean {
  const digest = ({ user, password }: Credentials): Buffer =>
    createHash('sha256')
      .update(JSON.stringify([user, password]))
      .digest();
  return timingSafeEqual(digest(shown), digest(allowed));
}

/** The same for a wrong user and a wrong password, and without the name that was shown. */
function refuseUnknown(request: IncomingMessage, response: ServerResponse): void {
  // The body is read to its end: a client that is still sending would see a broken connection and not the answer.
  request.resume();
  response.writeHead(403, { 'X-ClickHouse-Exception-Code': '516' });
  response.end(
    'Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. ' +
      '(AUTHENTICATION_FAILED)\n',
  );
}

type Asked = {
  readonly query: string;
  readonly database: string;
  readonly queryId: string | null;
  readonly compress: boolean;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly settings: Readonly<Record<string, string>>;
};

// Said about the request itself, not about the engine's work.
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'query_id',
  'session_id',
  'role',
  'user',
  'password',
  'compress',
  'decompress',
]);

function readRequest(search: URLSearchParams): Asked {
  const entries = [...search];
  return {
    query: search.get('query') ?? '',
    database: search.get('database') ?? 'default',
    queryId: search.get('query_id'),
    compress: search.get('enable_http_compression') === '1',
    parameters: entries.filter(([name]) => /^param_\w+$/.test(name)),
    settings: Object.fromEntries(entries.filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith('param_'))),
  };
}

/**
 * The statement is what the URL and the body say together, as ClickHouse has it. Parameters come in the engine's own
 * text form, which SET takes as it is. An INSERT without rows is a success there and an error here: it becomes nothing.
 */
function statementOf({ query, parameters }: Asked, body: string): string {
  // The engine takes an empty line for the end of the data.
  const data = query === '' ? body : body.replace(/\n\s*\n/g, '\n');
  if (/^\s*INSERT\b.*\bFORMAT\s+\w+\s*$/is.test(query) && data.trim() === '') return 'SELECT 1 WHERE 0';
  const sets = parameters.map(([name, value]) => `SET ${name} = ${literal(value)}; `);
  return `${sets.join('')}${[query, data].filter((part) => part !== '').join('\n')}`;
}

const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The error as ClickHouse would answer it: code in the header, text in the body, read by the client of the same user only. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code =
    error instanceof Error && 'code' in error && /^\d+$/.test(String(error.code)) ? String(error.code) : null;
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  response.statusCode = 500;
  if (code !== null) response.setHeader('X-ClickHouse-Exception-Code', code);
  const said = error instanceof Error ? error.message : 'unknown';
  response.end(code === null ? said : `Code: ${code}. DB::Exception: ${said} (${type})\n`);
}
