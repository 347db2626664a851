import { createHash } from 'node:crypto';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import type { Engine } from './chdb.ts';

/** ClickHouse's HTTP protocol on a local socket, for other processes of the same user. */
export type Endpoint = { readonly path: string; readonly close: () => Promise<void> };

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

/** Serves `engine`; only the process that holds the lock of `folder` may call it, so an old socket is a dead one. */
export async function serveEngine(engine: Engine, folder: string): Promise<Endpoint> {
  const path = socketPath(folder);
  await rm(path, { force: true });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, answerer(engine));
  await listen(server, path);
  await chmod(path, OWNER_ONLY);
  await writeFile(addressFile(folder), path, { mode: OWNER_ONLY });
  return {
    path,
    close: async () => {
      await rm(addressFile(folder), { force: true });
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject);
  server.listen(path, () => {
    resolve(undefined);
  });
  await promise;
}

function answerer(engine: Engine): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response, engine).catch((error: unknown) => {
      refuse(response, error);
    });
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, engine: Engine): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
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
