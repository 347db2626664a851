import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { LineOrder } from './line-process.ts';

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The same in every run, so that customer keys are equal. One slot: two recognisers would only take turns here. */
const ENV = { ...process.env, ETALON_SECRET: 'the same in every run', ETALON_SLOTS: '1' };
const RUN_MS = 180_000;

/** Runs the line over an inbox once, in a process of its own; 'killed' when it was told to die and did. */
export function runLine(order: LineOrder): 'ended' | 'killed' {
  const harness = join(import.meta.dirname, 'line-process.ts');
  const done = spawnSync(process.execPath, [harness, JSON.stringify(order)], {
    env: ENV,
    timeout: RUN_MS,
    encoding: 'utf8',
  });
  if (done.signal === 'SIGKILL' && order.die !== null) return 'killed';
  if (done.status === 0) return 'ended';
  throw new Error(`the line ended with ${String(done.status ?? done.signal)}: ${done.stderr.slice(-2000)}`);
}

/** Every row of a data folder, table by table, as the engine gives it. */
export function rowsOf(dataDir: string): Rows {
  const harness = join(import.meta.dirname, 'store-dump.ts');
  const json = execFileSync(process.execPath, [harness, join(dataDir, 'clickhouse')], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(json) as Rows;
}
