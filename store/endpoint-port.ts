import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const portFile = (folder: string): string => join(folder, 'endpoint-port');

/** At which port the owner of `folder` serves TCP; null when it does not. What a killed owner wrote stays. */
export async function readEndpointPort(folder: string): Promise<number | null> {
  return readFile(portFile(folder), 'utf8').then(Number, () => null);
}

export async function writeEndpointPort(folder: string, port: number): Promise<void> {
  await writeFile(portFile(folder), String(port), { mode: 0o600 });
}

export async function forgetEndpointPort(folder: string): Promise<void> {
  await rm(portFile(folder), { force: true });
}

/** What an endpoint calls itself. */
export const NAME = 'Etalon';

const SOON_MS = 2_000;

/** Whether an endpoint of Etalon answers at `port` of this machine, and not another program. */
export async function isServed(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${String(port)}/ping`, { signal: AbortSignal.timeout(SOON_MS) }).then(
    ({ headers }) => headers.get('x-clickhouse-server-display-name') === NAME,
    () => false,
  );
}
