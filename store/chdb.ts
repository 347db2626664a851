import { join } from 'node:path';
import { createChdbConnection, type ChdbConnection } from 'chdb/connection';
import { EtalonError } from '../errors.ts';
import { quoted, type InProcess } from './clickhouse.ts';
import { lockFolder } from './folder-lock.ts';

/** One connection to the engine, for statements one after another. */
export type Connection = ChdbConnection;

/** The engine of a data folder within this process. libchdb binds one data folder a process. */
export type Engine = {
  /**
   * Does `work` on a connection of its own, which ends with it: nothing that a request sets reaches another one, and
   * requests do not wait for each other. `database` is its current one. About 0.3 ms.
   */
  readonly within: <T>(database: string, work: (connection: ChdbConnection) => Promise<T>) => Promise<T>;
  /** A lasting connection, as @clickhouse/client takes it; its statements run one after another. */
  readonly clientConnection: (database: string) => Promise<InProcess>;
  readonly close: () => Promise<void>;
};

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
  return {
    within: async (database, work) => {
      const connection = await use(database);
      try {
        return await work(connection);
      } finally {
        await disconnect(connection);
      }
    },
    // chdb is typed against its own copy of the client's contract, which differs in optional fields of ping only.
    clientConnection: async (database) => (await use(database)) as unknown as InProcess,
    close: async () => {
      await Promise.all([...open].map(disconnect));
      lock.release();
    },
  };
}
