import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
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
    at: { kind: 'embedded', folder, ownerOnly: true },
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

export const freshDatabase = (): string => `test_${++databases}`;
