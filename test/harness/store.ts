import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import { connect, type Database } from '../../store/clickhouse.ts';
import { openEmbedded } from '../../store/embedded.ts';
import { openStore, type OpenedStore } from '../../store/open-store.ts';

/** libchdb binds one data folder a process, and each test file is a process: one folder a file, one database a test. */
const folder = join(mkdtempSync(join(tmpdir(), 'etalon-test-')), 'data');
let databases = 0;
let failed = false;
process.once('exit', () => {
  if (failed) process.stderr.write(`kept for inspection: ${folder}\n`);
  else rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** A store with a database of its own in the embedded engine; closed after the test, its data kept when it failed. */
export async function openTestStore(database: string = freshDatabase()): Promise<OpenedStore> {
  const store = await openStore({
    at: { kind: 'embedded', folder, ownerOnly: false },
    database,
    attempts: 1,
    signal: new AbortController().signal,
  });
  onTestFailed(() => {
    failed = true;
  });
  onTestFinished(() => store.close());
  return store;
}

/** The same for all tests of a file, which only read what is in it; the file closes it (afterAll). */
export async function openFileStore(): Promise<OpenedStore> {
  const signal = new AbortController().signal;
  const at = { kind: 'embedded', folder, ownerOnly: false } as const;
  return openStore({ at, database: freshDatabase(), attempts: 1, signal });
}

/** An empty database of its own, without tables. */
export async function openTestDatabase(): Promise<Database> {
  const signal = new AbortController().signal;
  const engine = await openEmbedded(folder, true, signal);
  const name = freshDatabase();
  const patience = { attempts: 1, signal, onRetry: (): void => undefined };
  await connect(await engine.reach('default'), 'default', patience).command(`CREATE DATABASE ${name}`);
  onTestFailed(() => {
    failed = true;
  });
  onTestFinished(() => engine.close());
  return connect(await engine.reach(name), name, patience);
}

export const freshDatabase = (): string => `test_${++databases}`;
