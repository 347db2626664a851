import type { Engine } from './chdb.ts';
import type { AnswerReader } from './endpoint-reading.ts';
import { Refusal, unknownUser } from './endpoint-refusal.ts';
import {
  bodyOf,
  credentialsOf,
  isForLoopback,
  joined,
  readRequest,
  settingsApart,
  statementOf,
  type Asked,
} from './endpoint-request.ts';
import { say, send, type Exchange } from './endpoint-response.ts';
import type { Users } from './endpoint-users.ts';

/** Who may come in over TCP, and how those are answered who only read. */
export type Doors = { readonly users: Users; readonly answerReader: AnswerReader };

/** SQL without rows: ClickHouse itself takes a query of this length. */
const MAX_READING_BYTES = 262_144;

/** Answers as ClickHouse's HTTP protocol has it. Throws Refusal, and the errors of the engine. */
export async function answer(exchange: Exchange, engine: Engine, doors: Doors | null): Promise<void> {
  const { request, response } = exchange;
  if (doors !== null && !isForLoopback(request))
    throw new Refusal(403, 195, 'IP_ADDRESS_NOT_ALLOWED', 'ask by the name localhost or 127.0.0.1.');
  const url = urlOf(request.url);
  const plain = withoutUser(request.method, url);
  if (plain !== null) {
    say(response, ...plain);
    return;
  }
  // Who can open the socket is its owner: it asks for no password.
  const access = doors === null ? 'everything' : await doors.users(credentialsOf(request, url.searchParams));
  if (access === null) throw unknownUser();
  const asked = readRequest(url.searchParams);
  if (doors === null || access === 'everything')
    await answerOwner(asked, await bodyOf(request, Infinity), engine, exchange);
  else {
    const sql = joined(asked.query, await bodyOf(request, MAX_READING_BYTES));
    await doors.answerReader(asked, sql, access, exchange);
  }
}

function urlOf(url = '/'): URL {
  try {
    return new URL(url, 'http://localhost');
  } catch {
    throw new Refusal(400, 36, 'BAD_ARGUMENTS', 'this is no address.');
  }
}

/** What anybody is answered: whether the engine is there, which methods it takes, and that a path leads nowhere. */
function withoutUser(method: string | undefined, url: URL): readonly [status: number, text: string] | null {
  if (method === 'OPTIONS') return [204, ''];
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return [405, 'Ask with GET or POST.\n'];
  if (url.pathname === '/ping') return [200, 'Ok.\n'];
  if (url.pathname !== '/') return [404, `Nothing is at ${url.pathname}: queries go to /.\n`];
  return method === 'HEAD' || (method === 'GET' && !url.searchParams.has('query')) ? [200, 'Ok.\n'] : null;
}

async function answerOwner(asked: Asked, body: string, engine: Engine, exchange: Exchange): Promise<void> {
  const { set, passed } = settingsApart(asked);
  const { stream, query_id } = await engine.within(asked.database, (connection) =>
    connection.exec({
      query: statementOf(asked, set, body),
      clickhouse_settings: passed,
      ...(asked.queryId === null ? {} : { query_id: asked.queryId }),
    }),
  );
  await send(stream, asked, query_id, exchange);
}
