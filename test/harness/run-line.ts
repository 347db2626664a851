import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LineOrder } from './line-process.ts';

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The same in every run, so that customer keys are equal. One slot: two recognisers would only take turns here. */
const ENV = { ...process.env, ETALON_SECRET: 'the same in every run', ETALON_SLOTS: '1' };
const RUN_MS = 180_000;

/** Runs the line over an inbox once, in a process of its own; 'killed' when it was told to die and did. */
export async function runLine(order: LineOrder): Promise<'ended' | 'killed'> {
  const harness = join(import.meta.dirname, 'line-process.ts');
  const child = spawn(process.execPath, [harness, JSON.stringify(order)], {
    env: ENV,
    timeout: RUN_MS,
    killSignal: 'SIGTERM',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal === 'SIGKILL' && order.die !== null) return 'killed';
  if (code === 0) return 'ended';
  throw new Error(`the line ended with ${String(code ?? signal)}: ${said}`);
}

/** Every row of a data folder, table by table, as the engine gives it. */
export async function rowsOf(dataDir: string): Promise<Rows> {
  const harness = join(import.meta.dirname, 'store-dump.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [harness, join(dataDir, 'clickhouse')], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Rows;
}
