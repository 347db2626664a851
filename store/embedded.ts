import { resolve } from 'node:path';
import { EtalonError } from '../errors.ts';
import { withRetry } from '../retry.ts';
import { readBoardQueries } from './board-queries.ts';
import { openEngine } from './chdb.ts';
import { connect, SETTINGS, type Reach } from './clickhouse.ts';
import { readEndpoint, serveEngine, type TcpAddress } from './endpoint.ts';
import { tokenUsers } from './endpoint-users.ts';

/**
 * `owner`: the engine runs in this process, which serves the others. `guest`: another process has the folder, this one
 * asks it over its socket.
 */
export type Embedded = {
  readonly role: 'owner' | 'guest';
  readonly reach: (database: string) => Promise<Reach>;
  readonly close: () => Promise<void>;
};

// An owner that was just started or just killed needs this long, at most, to listen or to let go: about 5 s in all.
const HANDOVER = { attempts: 12, firstDelayMs: 50, maxDelayMs: 1_000 } as const;

/**
 * Takes the data folder, or becomes the guest of the process that has it. With `ownerOnly` a folder in use is an error
 * at once. The owner serves boards at `tcpPort` of this machine, with the tokens of the folder; null = it does not.
 * Throws DATA_FOLDER_IN_USE when it is neither free nor served, DATA_FOLDER_UNUSABLE, CLICKHOUSE_PORT_UNUSABLE.
 */
export async function openEmbedded(
  folder: string,
  ownerOnly: boolean,
  signal: AbortSignal,
  tcpPort: number | null = null,
): Promise<Embedded> {
  const absolute = resolve(folder);
  const inUse = new EtalonError('DATA_FOLDER_IN_USE', { folder: absolute });
  if (ownerOnly) return (await openOwner(absolute, tcpPort)) ?? Promise.reject(inUse);
  return withRetry(
    async () => (await openOwner(absolute, tcpPort)) ?? (await openGuest(absolute)) ?? Promise.reject(inUse),
    { ...HANDOVER, retryIf: (error) => error === inUse },
    signal,
  );
}

async function openOwner(folder: string, tcpPort: number | null): Promise<Embedded | null> {
  const engine = openEngine(folder);
  if (engine === null) return null;
  try {
    const endpoint = await serveEngine(engine, folder, tcpPort === null ? null : await forBoards(folder, tcpPort));
    return {
      role: 'owner',
      reach: (database) =>
        Promise.resolve({ by: 'process', connection: engine.clientConnection(database, SETTINGS) } as const),
      close: async () => {
        await endpoint.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function forBoards(folder: string, port: number): Promise<TcpAddress> {
  return { host: '127.0.0.1', port, users: tokenUsers(folder), boardQueries: await readBoardQueries() };
}

async function openGuest(folder: string): Promise<Embedded | null> {
  const path = await readEndpoint(folder);
  if (path === null) return null;
  const reach: Reach = { by: 'socket', path };
  const once = { attempts: 1, signal: AbortSignal.timeout(2_000), onRetry: () => undefined } as const;
  const probe = connect(reach, 'default', once);
  const answers = await probe.query('SELECT 1').then(
    () => true,
    () => false,
  );
  await probe.close();
  return answers ? { role: 'guest', reach: () => Promise.resolve(reach), close: () => Promise.resolve() } : null;
}
