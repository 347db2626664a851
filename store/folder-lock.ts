import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EtalonError } from '../errors.ts';

/** Held by one process at a time, until it releases it or ends in whatever way. */
export type FolderLock = { readonly release: () => void };

// Primary result codes of SQLite: https://www.sqlite.org/rescode.html
const SQLITE_BUSY = 5;

/**
 * Takes the data folder for this process, or gives null when another process has it. Throws DATA_FOLDER_UNUSABLE.
 *
 * The lock is an exclusive transaction of SQLite on owner.lock, in truth a lock of the kernel on that file. A list of
 * what it must survive, and why neither a pid file nor a socket will do:
 * - kill -9: the kernel drops the lock with the process; nothing stale is left to be guessed about;
 * - two starters at once: the kernel gives it to one; there is no moment between "it is stale" and "it is mine";
 * - a pid that was given out again, a container with pids of its own: no pid is involved;
 * - children that outlive the owner (a recogniser): such locks are not inherited.
 */
export function lockFolder(folder: string): FolderLock | null {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(folder, 'owner.lock'), { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    return {
      release: () => {
        held.close();
      },
    };
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EtalonError('DATA_FOLDER_UNUSABLE', { folder, why }, { cause: error });
  }
}
