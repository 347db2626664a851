import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { mustOnlyRead } from './allowed-sql.ts';
import type { IsBoardQuery } from './board-queries.ts';
import type { Connection, Engine } from './chdb.ts';
import { NAME } from './endpoint-port.ts';
import { formatOf } from './answer-format.ts';
import { begun, inTurns, type Chunks } from './answer-pieces.ts';
import { accessDenied, Refusal, syntaxError } from './endpoint-refusal.ts';
import type { Asked } from './endpoint-request.ts';
import { send, type Exchange } from './endpoint-response.ts';
import type { Access } from './endpoint-users.ts';
import { HELLO, helloBlock } from './native-hello.ts';
import { readingSettings } from './reading-settings.ts';
import { setsOf } from './sets.ts';
import { textOf, tokensOf, withoutEnd, type SqlToken } from './sql-tokens.ts';
import { turns, type TakeTurn } from './turns.ts';

/** Answers those who only read. Throws Refusal, and the errors of the engine. */
export type AnswerReader = (asked: Asked, sql: string, access: Reader, exchange: Exchange) => Promise<void>;
type Reader = Exclude<Access, 'everything'>;

/**
 * The engine works in the few threads that this process has for files and names too. Readers take two of them at most,
 * and for one piece of an answer at a time: who reads slowly holds none.
 */
const AT_ONCE = 2;
const WAITING = 100;

/** What the data source asks beside the boards: who is there, and whether it answers. */
const ALWAYS = new Set([HELLO, 'SELECT 1', 'SELECT version()']);

export function readersOf(engine: Engine, isBoardQuery: IsBoardQuery): AnswerReader {
  const takeTurn = turns(AT_ONCE, WAITING, () => new Refusal(503, 202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'come later.'));
  const tableFunctions = onlyOnce(() => tableFunctionsOf(engine));
  const about = onlyOnce(() => aboutOf(engine));
  return async (asked, sql, access, exchange) => {
    const tokens = readable(sql);
    const statement = textOf(tokens);
    if (access === 'reads') mustOnlyRead(tokens, await tableFunctions());
    else if (!ALWAYS.has(statement) && !isBoardQuery(tokens))
      throw accessDenied("the boards' token runs only the boards' queries.");
    const queryId = asked.queryId ?? randomUUID();
    if (statement === HELLO && asked.settings['default_format'] === 'Native')
      await send(helloBlock(await about(), asked.revision), asked, queryId, exchange);
    else await run(engine, { asked, statement, tokens, access, queryId }, exchange, takeTurn);
  };
}

function readable(sql: string): readonly SqlToken[] {
  const tokens = tokensOf(sql);
  if (tokens === null || tokens.length === 0)
    throw syntaxError('Syntax error: a quote or comment is open, or letters outside quotes are none of SQL.');
  return withoutEnd(tokens);
}

type Reading = {
  readonly asked: Asked;
  readonly statement: string;
  readonly tokens: readonly SqlToken[];
  readonly access: Reader;
  readonly queryId: string;
};

/** A client that goes away ends its query: the engine is told by the mark that the query carries. */
async function run(engine: Engine, reading: Reading, exchange: Exchange, takeTurn: TakeTurn): Promise<void> {
  const mark = randomUUID();
  const { response } = exchange;
  let stopped = Promise.resolve();
  const gone = (): void => {
    if (!response.writableFinished) stopped = stop(engine, mark);
  };
  response.once('close', gone);
  try {
    await engine.within(reading.asked.database, (connection) =>
      runOn(engine, connection, reading, mark, exchange, (work) =>
        takeTurn(() => (response.destroyed ? Promise.reject(new Error('the client is gone')) : work())),
      ),
    );
  } finally {
    response.off('close', gone);
    await stopped;
  }
}

async function runOn(
  engine: Engine,
  connection: Connection,
  { asked, statement, tokens, access, queryId }: Reading,
  mark: string,
  exchange: Exchange,
  turn: TakeTurn,
): Promise<void> {
  const { format, inPieces } = formatOf(tokens, asked);
  const settings = readingSettings(asked.settings, access, inPieces);
  // Last comes what closes the door: after it no statement changes a setting or writes.
  const sets = setsOf([...asked.parameters, ...settings, ['log_comment', mark], ['readonly', '1']]);
  await connection.command({ query: sets });
  if (!inPieces) {
    const whole = await turn(() => connection.chdb.queryAsync(statement, { format }));
    await send(Buffer.from(whole.bytes()), asked, queryId, exchange);
    return;
  }
  const start = (): Chunks => connection.chdb.queryStream(statement, { format });
  const pieces = inTurns(start, turn, () => stop(engine, mark));
  try {
    await send(await begun(pieces), asked, queryId, exchange);
  } finally {
    // Also when the client has gone: the connection may not end before the engine's last piece.
    await pieces.return(undefined);
  }
}

async function stop(engine: Engine, mark: string): Promise<void> {
  const query = `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`;
  // Nobody is left to be told; a query that cannot be ended runs into its own limit.
  await engine.within('default', (connection) => connection.command({ query })).catch(() => undefined);
}

/** The engine's own words about itself do not change while it runs. */
function onlyOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () =>
    (answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    }));
}

async function tableFunctionsOf(engine: Engine): Promise<ReadonlySet<string>> {
  const names = await lines(engine, 'SELECT lower(name) FROM system.table_functions FORMAT TabSeparated');
  return new Set(names);
}

async function aboutOf(engine: Engine): Promise<Parameters<typeof helloBlock>[0]> {
  const [version = '', timeZone = 'UTC'] = await lines(
    engine,
    'SELECT arrayJoin([version(), timezone()]) FORMAT TabSeparated',
  );
  return { displayName: NAME, version, timeZone };
}

async function lines(engine: Engine, query: string): Promise<readonly string[]> {
  const answer = await engine.within('default', async (connection) => text((await connection.exec({ query })).stream));
  return answer.trimEnd().split('\n');
}
