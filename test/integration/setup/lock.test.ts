import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../setup/lock.js';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etalon-lock-'));
  lock = join(folder, 'cache', 'setup.lock');
});

afterEach(() => rm(folder, { recursive: true }));

const unsaid = (): void => undefined;

async function leaveLock(pid: number, host: string, ageMs = 0): Promise<void> {
  await withLock(lock, () => Promise.resolve(), unsaid);
  await writeFile(lock, JSON.stringify({ pid, host }));
  const then = new Date(Date.now() - ageMs);
  await utimes(lock, then, then);
}

/** The id of a process that has just ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test('two set-ups at once work one after the other, and the second says that it waits', async () => {
  const order: string[] = [];
  const said: string[] = [];
  let release: () => void = unsaid;
  const first = withLock(
    lock,
    async () => {
      order.push('first begins');
      await new Promise<void>((resolve) => (release = resolve));
      order.push('first ends');
    },
    unsaid,
  );
  await expect.poll(() => order).toEqual(['first begins']);
  const second = withLock(
    lock,
    () => {
      order.push('second begins');
      return Promise.resolve();
    },
    (line) => {
      said.push(line);
      release();
    },
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins']);
  expect(said).toEqual([`Another set-up (process ${process.pid} on ${hostname()}) is at work; waiting for it to end.`]);
});

test('the lock of a process that was killed is taken over', async () => {
  await leaveLock(endedPid(), hostname());
  expect(await withLock(lock, () => Promise.resolve('done'), unsaid)).toBe('done');
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('a lock that nobody touched for over a minute is taken over, whoever it names', async () => {
  await leaveLock(1, 'another-host', 61_000);
  expect(await withLock(lock, () => Promise.resolve('done'), unsaid)).toBe('done');
});

test('a lock cut short by a full disk is taken over in the same way', async () => {
  await leaveLock(1, 'x');
  await writeFile(lock, '');
  await utimes(lock, new Date(0), new Date(0));
  expect(await withLock(lock, () => Promise.resolve('done'), unsaid)).toBe('done');
});

test('the lock of a live process of another host is waited for', async () => {
  await leaveLock(endedPid(), 'another-host');
  const said: string[] = [];
  const done = withLock(
    lock,
    () => Promise.resolve(),
    (line) => {
      said.push(line);
      void rm(lock);
    },
  );
  await done;
  expect(said[0]).toContain('on another-host');
});

test('work that fails leaves no lock and keeps its error', async () => {
  const failing = withLock(lock, () => Promise.reject(new Error('disk')), unsaid);
  await expect(failing).rejects.toThrow('disk');
  await expect(readFile(lock)).rejects.toThrow('ENOENT');
});
