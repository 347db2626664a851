import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-ports.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** ClickHouse over HTTP on 127.0.0.1, with data of its own: the engine that Etalon embeds, as a server. */
export type ClickHouseServer = ServerProcess & {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
};

const PROGRAM = fileURLToPath(new URL('clickhouse-process.ts', import.meta.url));

/** Starts it; about 1 s. Without options its user is `default` with an empty password, as a new ClickHouse has it. */
export async function startClickHouse(
  options: { readonly user?: string; readonly password?: string } = {},
): Promise<ClickHouseServer> {
  const { user = 'default', password = '' } = options;
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'etalon-clickhouse-'));
  const args = [PROGRAM, join(folder, 'data'), String(port), user, password];
  const server = await startServer({ command: process.execPath, args, ready: '"port"', folder });
  const { kill, restart, stop } = server;
  return {
    get pid() {
      return server.pid;
    },
    kill,
    restart,
    stop,
    url: `http://127.0.0.1:${port}`,
    port,
    folder,
  };
}
