import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Credentials } from './endpoint-users.ts';
import { notImplemented, Refusal } from './endpoint-refusal.ts';
import { setsOf } from './sets.ts';

/** What a request asks of the engine, as ClickHouse's HTTP protocol says it. */
export type Asked = {
  readonly query: string;
  readonly database: string;
  readonly queryId: string | null;
  /** The answer may be compressed. */
  readonly compress: boolean;
  /** Revision of the native protocol that the client speaks; 0 = it said none. */
  readonly revision: number;
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
  'client_protocol_version',
]);

/** Throws NOT_IMPLEMENTED for ClickHouse's own way to compress, which is no standard of HTTP. */
export function readRequest(search: URLSearchParams): Asked {
  if (search.get('compress') === '1' || search.get('decompress') === '1')
    throw notImplemented('compress and decompress are not known here: use enable_http_compression=1 with gzip.');
  const entries = [...search];
  return {
    query: search.get('query') ?? '',
    database: search.get('database') ?? 'default',
    queryId: search.get('query_id'),
    compress: search.get('enable_http_compression') === '1',
    revision: Number(search.get('client_protocol_version') ?? 0) || 0,
    parameters: entries.filter(([name]) => /^param_\w+$/.test(name)),
    settings: Object.fromEntries(entries.filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith('param_'))),
  };
}

/** As ClickHouse reads them: headers of its own, or those of HTTP, or the URL; without any `default`, no password. */
export function credentialsOf({ headers }: IncomingMessage, search: URLSearchParams): Credentials {
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return {
    user: user ?? firstOf(headers['x-clickhouse-user']) ?? search.get('user') ?? 'default',
    password: password ?? firstOf(headers['x-clickhouse-key']) ?? search.get('password') ?? '',
  };
}

/** The bytes of a header are UTF-8; Node gives them as Latin-1. */
const firstOf = (header: string | readonly string[] | undefined): string | undefined => {
  const first = typeof header === 'string' ? header : header?.[0];
  return first === undefined ? undefined : Buffer.from(first, 'latin1').toString();
};

/**
 * The body as text, unpacked. Throws QUERY_IS_TOO_LARGE (413) beyond `maxBytes`, unpacked, and NOT_IMPLEMENTED for
 * packings other than gzip.
 */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<string> {
  const packing = request.headers['content-encoding'] ?? 'identity';
  if (packing !== 'gzip' && packing !== 'identity') throw notImplemented('a body may be plain or gzip.');
  const collect = (source: AsyncIterable<unknown>): Promise<string> => collected(source, maxBytes);
  // Through pipeline a request that is cut off ends the unpacking too.
  return packing === 'gzip' ? pipeline(request, createGunzip(), collect) : collect(request);
}

/** What is too large is read to its end and thrown away: a client that is still sending reads no answer. */
async function collected(source: AsyncIterable<unknown>, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of source) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
  }
  if (bytes > maxBytes) throw new Refusal(413, 589, 'QUERY_IS_TOO_LARGE', 'the query is too large.');
  return Buffer.concat(parts).toString();
}

/** URL and body are one statement in two parts. */
export const joined = (query: string, body: string): string => [query, body].filter((part) => part !== '').join('\n');

/**
 * Settings of an owner that SET takes, and those that the connection looks at itself: what is HTTP's, the format of the
 * answer, and names that are none, which it refuses.
 */
export function settingsApart({ settings }: Asked): { readonly set: Settings; readonly passed: Settings } {
  const [set = [], passed = []] = [false, true].map((isPassed) =>
    Object.entries(settings).filter(([name]) => PASSED.test(name) === isPassed),
  );
  return { set: Object.fromEntries(set), passed: Object.fromEntries(passed) };
}
type Settings = Asked['settings'];

const PASSED =
  /^(?:http_\w+|enable_http_compression|send_progress_in_http_headers|wait_end_of_query|default_format)$|\W/;

/**
 * The statement with its parameters, which come in the engine's own text form: SET takes them as they are. An INSERT
 * without rows is a success in ClickHouse and an error here: it becomes nothing.
 */
export function statementOf({ query, parameters }: Asked, settings: Settings, body: string): string {
  // The engine takes an empty line for the end of the data.
  const data = query === '' ? body : body.replace(/\n\s*\n/g, '\n');
  if (/^\s*INSERT\b.*\bFORMAT\s+\w+\s*$/is.test(query) && data.trim() === '') return 'SELECT 1 WHERE 0';
  return `${setsOf([...parameters, ...Object.entries(settings)])}${joined(query, data)}`;
}

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/** A page of another site can point a name of its own at this machine; the name it asks for then is not one of these. */
export const isForLoopback = ({ headers }: IncomingMessage): boolean => LOOPBACK.test(headers.host ?? '');
