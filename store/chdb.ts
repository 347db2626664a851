import { join } from 'node:path';
import { createChdbConnection, type ChdbConnection } from 'chdb/connection';
import { EtalonError } from '../errors.ts';
import { quoted, type InProcess } from './clickhouse.ts';
import { lockFolder } from './folder-lock.ts';

/** The engine of a data folder within this process. libchdb binds one data folder a process. */
export type Engine = {
  /** A connection of its own, with `database` as its current one: connections work side by side, statements of one in turn. */
  readonly connection: (database: string) => Promise<ChdbConnection>;
  /** The same, as @clickhouse/client takes it. */
  readonly clientConnection: (database: string) => Promise<InProcess>;
  readonly close: () => Promise<void>;
};

/** Opens the engine and takes the folder for this process; null when another process has it. */
export function openEngine(folder: string): Engine | null {
  const lock = lockFolder(folder);
  if (lock === null) return null;
  const open: ChdbConnection[] = [];
  const connect = (): ChdbConnection => {
    const connection = createChdbConnection({ path: join(folder, 'clickhouse') });
    open.push(connection);
    return connection;
  };
  try {
    connect();
  } catch (error) {
    lock.release();
    throw new EtalonError('DATA_FOLDER_UNUSABLE', { folder, why: 'the engine did not start' }, { cause: error });
  }
  const connectionTo = async (database: string): Promise<ChdbConnection> => {
    const connection = connect();
    await connection.command({ query: `USE ${quoted(database)}` });
    return connection;
  };
  return {
    connection: connectionTo,
    // chdb is typed against its own copy of the client's contract, which differs in optional fields of ping only.
    clientConnection: async (database) => (await connectionTo(database)) as unknown as InProcess,
    close: async () => {
      await Promise.all(open.map((connection) => connection.close()));
      lock.release();
    },
  };
}
