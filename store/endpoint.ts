import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtalonError } from '../errors.ts';
import { boardQueries } from './board-queries.ts';
import type { Engine } from './chdb.ts';
import { answer, type Doors } from './endpoint-answer.ts';
import { forgetEndpointPort, writeEndpointPort } from './endpoint-port.ts';
import { readersOf } from './endpoint-reading.ts';
import { refuse } from './endpoint-response.ts';
import type { Users } from './endpoint-users.ts';

/** ClickHouse's HTTP protocol on a local socket, for other processes of the same user; and over TCP when asked for. */
export type Endpoint = {
  readonly path: string;
  /** Of TCP; null when it was not asked for. */
  readonly port: number | null;
  readonly close: () => Promise<void>;
};

/**
 * Every user of the machine reaches a port, so each request over TCP says who it comes from. `port` 0 = any that is free.
 * `boardQueries`: templates of what the user of the boards may ask.
 */
export type TcpAddress = {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly users: Users;
  readonly boardQueries: readonly string[];
};

// sun_path of a unix socket holds 108 bytes on Linux, 104 on macOS, with a closing zero.
const MAX_SOCKET_PATH_BYTES = 103;
// Parameters travel in the URL; Node's own limit of 16 KB would refuse a few hundred call ids.
const MAX_HEADER_BYTES = 4_194_304;
const MAX_TCP_CONNECTIONS = 200;
// Longer than any query of a reader may run; a client that takes nothing for so long is gone.
const IDLE_MS = 330_000;
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
 * it, so an old socket is a dead one. Throws CLICKHOUSE_PORT_UNUSABLE.
 */
export async function serveEngine(engine: Engine, folder: string, tcp: TcpAddress | null = null): Promise<Endpoint> {
  const path = socketPath(folder);
  await rm(path, { force: true });
  await forgetEndpointPort(folder);
  const local = await listen(engine, null, { path });
  await chmod(path, OWNER_ONLY);
  const remote = tcp === null ? null : await listenOrClose(engine, tcp, local);
  await writeFile(addressFile(folder), path, { mode: OWNER_ONLY });
  const address = remote?.server.address() ?? null;
  const port = typeof address === 'string' ? null : (address?.port ?? null);
  if (port !== null) await writeEndpointPort(folder, port);
  return {
    path,
    port,
    close: async () => {
      await rm(addressFile(folder), { force: true });
      await forgetEndpointPort(folder);
      await Promise.all([close(local), ...(remote === null ? [] : [cutOff(remote)])]);
    },
  };
}

async function listenOrClose(engine: Engine, tcp: TcpAddress, local: Listening): Promise<Listening> {
  const { host, port, users, boardQueries: templates } = tcp;
  try {
    const doors = { users, answerReader: readersOf(engine, boardQueries(templates)) };
    const remote = await listen(engine, doors, { host, port });
    remote.server.maxConnections = MAX_TCP_CONNECTIONS;
    remote.server.setTimeout(IDLE_MS);
    return remote;
  } catch (error) {
    await close(local);
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EtalonError('CLICKHOUSE_PORT_UNUSABLE', { address: `${host}:${String(port)}`, why }, { cause: error });
  }
}

/** `atWork`: answers that are being made; the engine may not close before their end. */
type Listening = { readonly server: Server; readonly atWork: ReadonlySet<Promise<void>> };

async function listen(engine: Engine, doors: Doors | null, at: ListenOptions): Promise<Listening> {
  const atWork = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    const work = answer({ request, response }, engine, doors)
      .catch((error: unknown) => {
        refuse({ request, response }, error);
      })
      .finally(() => atWork.delete(work));
    atWork.add(work);
  });
  await once(server.listen(at), 'listening');
  return { server, atWork };
}

/** Waits for those who are being answered. */
async function close({ server, atWork }: Listening): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
  await Promise.all(atWork);
}

/** Cuts them off: a board that reads slowly must not hold up the end of the line. */
async function cutOff(listening: Listening): Promise<void> {
  const closed = close(listening);
  listening.server.closeAllConnections();
  await closed;
}
