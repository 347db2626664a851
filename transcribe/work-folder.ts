import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EtalonError } from '../errors.ts';

/** `speech-<host>-<process id>-<random>`: containers that share a volume count their processes each from 1. */
const NAME = /^speech-(.+)-(\d+)-[^-]*$/;
/** Nobody works on a recording for that long: what another host left is removed by whoever comes next. */
const FORGOTTEN_MS = 24 * 3_600_000;

/**
 * Runs `work` with a folder of its own below `root` and removes it whatever happens. The folder's name holds host
 * and process, so that the next one can tell what a killed one left. Throws WORK_FOLDER_FULL or WORK_FOLDER_IO.
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
    return await mkdtemp(join(root, `speech-${hostname()}-${String(process.pid)}-`));
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new EtalonError(full ? 'WORK_FOLDER_FULL' : 'WORK_FOLDER_IO', {}, { cause });
  }
}

/**
 * Removes what killed processes left below `root`; to be called once at the start, before any recording. Folders of
 * processes that still run stay; a folder older than this process under its own id is left by its namesake, as happens
 * in containers; of other hosts only what is a day old is removed. Answers how many were removed.
 */
export async function sweepWorkFolders(root: string): Promise<number> {
  const startedAtMs = Date.now() - process.uptime() * 1_000;
  const names = await readdir(root).catch(() => []);
  const left = await Promise.all(
    names.map(async (name) => {
      const [, host, id] = NAME.exec(name) ?? [];
      if (host === undefined) return false;
      const folder = join(root, name);
      const changedAtMs = (await stat(folder).catch(() => null))?.mtimeMs ?? Infinity;
      const pid = Number(id);
      const isLeft =
        host === hostname()
          ? changedAtMs < startedAtMs && (pid === process.pid || !isRunning(pid))
          : changedAtMs < Date.now() - FORGOTTEN_MS;
      if (!isLeft) return false;
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
