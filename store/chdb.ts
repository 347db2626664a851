import { join } from 'node:path';
import { createChdbConnection, type ChdbConnection } from 'chdb/connection';
import { EtalonError } from '../errors.ts';
import { quoted, type InProcess } from './clickhouse.ts';
import { lockFolder } from './folder-lock.ts';
import { parameterText, setsOf } from './sets.ts';
import { turns } from './turns.ts';

/** One connection to the engine, for statements one after another. */
export type Connection = ChdbConnection;

/** What holds for every statement, by name. */
export type Settings = Readonly<Record<string, string | number>>;

/** The engine of a data folder within this process. libchdb binds one data folder a process. */
export type Engine = {
  /**
   * Does `work` on a connection of its own, which ends with it: nothing that a request sets reaches another one, and
   * requests do not wait for each other. `database` is its current one. About 0.3 ms.
   */
  readonly within: <T>(database: string, work: (connection: ChdbConnection) => Promise<T>) => Promise<T>;
  /**
   * As @clickhouse/client takes it: each statement runs `within` the database under `settings`, two at the same time and
   * the others in the order they came.
   */
  readonly clientConnection: (database: string, settings: Settings) => InProcess;
  readonly close: () => Promise<void>;
};

/** A statement holds, while it runs, one of the four threads that this process has for files and names too. */
const AT_ONCE = 2;

/** Opens the engine and takes the folder for this process; null when another process has it. */
export function openEngine(folder: string): Engine | null {
  const lock = lockFolder(folder);
  if (lock === null) return null;
  const open = new Set<ChdbConnection>();
  const connect = (): ChdbConnection => {
    const connection = createChdbConnection({ path: join(folder, 'clickhouse') });
    open.add(connection);
    return connection;
  };
  const use = async (database: string): Promise<ChdbConnection> => {
    const connection = connect();
    try {
      await connection.command({ query: `USE ${quoted(database)}` });
      return connection;
    } catch (error) {
      await disconnect(connection);
      throw error;
    }
  };
  const disconnect = async (connection: ChdbConnection): Promise<void> => {
    open.delete(connection);
    await connection.close();
  };
  try {
    connect();
  } catch (error) {
    lock.release();
    throw new EtalonError('DATA_FOLDER_UNUSABLE', { folder, why: 'the engine did not start' }, { cause: error });
  }
  const within: Engine['within'] = async (database, work) => {
    const connection = await use(database);
    try {
      return await work(connection);
    } finally {
      await disconnect(connection);
    }
  };
  return {
    within,
    clientConnection: (database, settings) => clientOf((work) => within(database, work), settings),
    close: async () => {
      await Promise.all([...open].map(disconnect));
      lock.release();
    },
  };
}

type Statement = Parameters<ChdbConnection['query']>[0];

/**
 * Parameters and settings go before each statement as one SET. Bound by the connection itself, statements with parameters
 * would wait for each other, and each setting would be a statement of its own: 3 ms instead of 0.4.
 */
function clientOf(
  within: <T>(work: (connection: ChdbConnection) => Promise<T>) => Promise<T>,
  settings: Settings,
): InProcess {
  const takeTurn = turns(AT_ONCE, Infinity, () => new RangeError('any number may wait'));
  const always = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const withSets = ({ query, query_params: params = {}, ...of }: Statement): Statement => {
    const named = Object.entries(params).map(([name, value]) => [`param_${name}`, parameterText(value)] as const);
    return { ...of, query: `${setsOf([...always, ...named])}${query}` };
  };
  const ask = <T>(asked: Statement, on: (connection: ChdbConnection, asked: Statement) => Promise<T>): Promise<T> =>
    takeTurn(() => within((connection) => on(connection, withSets(asked))));
  const connection: Pick<ChdbConnection, 'query' | 'exec' | 'command' | 'insert' | 'ping' | 'close'> = {
    query: (statement) => ask(statement, (connection, asked) => connection.query(asked)),
    exec: (statement) => ask(statement, (connection, asked) => connection.exec(asked)),
    command: (statement) => ask(statement, (connection, asked) => connection.command(asked)),
    insert: (statement) =>
      ask(statement, (connection, asked) => connection.insert({ ...asked, values: statement.values })),
    ping: (asked) => takeTurn(() => within((connection) => connection.ping(asked))),
    close: () => Promise.resolve(),
  };
  // chdb is typed against its own copy of the client's contract, which differs in optional fields of ping only.
  return connection as unknown as InProcess;
}
