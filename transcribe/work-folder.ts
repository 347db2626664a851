import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EtalonError } from '../errors.ts';

const NAME = /^speech-(\d+)-/;

/**
 * Runs `work` with a folder of its own below `root` and removes it whatever happens. The folder's name holds the id of
 * the process, so that the next one can tell what a killed one left. Throws WORK_FOLDER_FULL or WORK_FOLDER_IO.
 */
export async function inWorkFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder(root);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder(root: string): Promise<string> {
  try {
    await mkdir(root, { recursive: true });
    return await mkdtemp(join(root, `speech-${process.pid}-`));
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new EtalonError(full ? 'WORK_FOLDER_FULL' : 'WORK_FOLDER_IO', {}, { cause });
  }
}

/**
 * Removes what killed processes left below `root`; to be called once at the start, before any recording. Folders of
 * processes that still run stay; a folder older than this process under its own id is left by its namesake, as happens
 * in containers. Answers how many were removed.
 */
export async function sweepWorkFolders(root: string): Promise<number> {
  const startedAtMs = Date.now() - process.uptime() * 1_000;
  const names = await readdir(root).catch(() => []);
  const left = await Promise.all(
    names.map(async (name) => {
      const pid = Number(NAME.exec(name)?.[1] ?? NaN);
      if (Number.isNaN(pid)) return false;
      const folder = join(root, name);
      const old = ((await stat(folder).catch(() => null))?.mtimeMs ?? Infinity) < startedAtMs;
      if (!old || (pid !== process.pid && isRunning(pid))) return false;
      await rm(folder, { recursive: true, force: true });
      return true;
    }),
  );
  return left.filter(Boolean).length;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
