import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { EtalonError } from '../../errors.ts';
import { APP_MIGRATIONS } from './app-migrations.ts';

export type Values = Readonly<Record<string, SQLInputValue>>;

/**
 * `app.db` of the data folder: people's state (accounts, sessions, drafts, audit), held by the review process. SQLite
 * waits for no one here, so its calls return at once; `write` makes several one.
 */
export type AppDb = {
  readonly all: <Row>(sql: string, row: z.ZodType<Row>, values?: Values) => readonly Row[];
  readonly first: <Row>(sql: string, row: z.ZodType<Row>, values?: Values) => Row | null;
  /** How many rows were changed. */
  readonly run: (sql: string, values?: Values) => number;
  /** All of `work` or nothing of it; within another one it is a part of that. */
  readonly write: <T>(work: () => T) => T;
  readonly close: () => void;
};

// Another process (the command line) writes for a moment at most.
const BUSY_MS = 5_000;

/**
 * Opens `app.db` in `folder`, made when it is not there, and brings its tables up to date. `:memory:` for a test's own.
 * Throws APP_DB_UNUSABLE, and STORE_NEWER when a newer Etalon has written it.
 */
export function openAppDb(folder: string): AppDb {
  const file = folder === ':memory:' ? folder : join(folder, 'app.db');
  const db = opened(file);
  let isWriting = false;
  const appDb: AppDb = {
    all: (sql, row, values = {}) =>
      db
        .prepare(sql)
        .all(values)
        .map((line) => row.parse(line)),
    first: (sql, row, values = {}) => {
      const line = db.prepare(sql).get(values);
      return line === undefined ? null : row.parse(line);
    },
    run: (sql, values = {}) => Number(db.prepare(sql).run(values).changes),
    write: (work) => {
      if (isWriting) return work();
      isWriting = true;
      try {
        return transaction(db, work);
      } finally {
        isWriting = false;
      }
    },
    close: () => {
      db.close();
    },
  };
  try {
    migrateApp(db, appDb);
    return appDb;
  } catch (error) {
    db.close();
    // A disk or a file that can only be read opens well, and fails here.
    throw error instanceof EtalonError ? error : unusable(file, error);
  }
}

function opened(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { timeout: BUSY_MS });
    // FULL: what was acknowledged is on the disk, also when the power goes.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    return db;
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): EtalonError {
  const why = cause instanceof Error && 'errstr' in cause ? String(cause.errstr) : 'unknown';
  return new EtalonError('APP_DB_UNUSABLE', { file, why }, { cause });
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  // IMMEDIATE: what is read in it is still so when it writes.
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const version = z.object({ user_version: z.number() });

function migrateApp(db: DatabaseSync, appDb: AppDb): void {
  appDb.write(() => {
    const done = appDb.first('PRAGMA user_version', version)?.user_version ?? 0;
    if (done > APP_MIGRATIONS.length)
      throw new EtalonError('STORE_NEWER', { found: done, known: APP_MIGRATIONS.length });
    for (const sql of APP_MIGRATIONS.slice(done)) db.exec(sql);
    db.exec(`PRAGMA user_version = ${String(APP_MIGRATIONS.length)}`);
  });
}
