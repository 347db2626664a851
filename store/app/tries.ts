import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AppDb } from './app-db.ts';

/** Failed sign-ins within a quarter of an hour, after which one waits: of one name from one place, from one place, of one name. */
const WINDOW_MS = 15 * 60_000;
const LIMITS = { both: 5, place: 30, name: 50 } as const;

type Try = { readonly login: string; readonly place: string };

const counted = z.object({ count: z.number(), firstMs: z.number().nullable() });

/** How long to wait before the next try, ms; 0 = now. */
export function waitBeforeTry(db: AppDb, nowMs: number, tried: Try): number {
  const waits = keysOf(tried).map(({ key, limit }) => {
    const { count, firstMs } = recent(db, key, nowMs, limit);
    return count < limit || firstMs === null ? 0 : firstMs + WINDOW_MS - nowMs;
  });
  return Math.max(0, ...waits);
}

/** Of the last `limit` failures: the first one's end opens the next try. */
function recent(db: AppDb, key: string, nowMs: number, limit: number): z.infer<typeof counted> {
  const sql = `SELECT count(*) AS count, min(atMs) AS firstMs FROM
    (SELECT atMs FROM failedTries WHERE key = :key AND atMs > :sinceMs ORDER BY atMs DESC LIMIT :limit)`;
  return db.first(sql, counted, { key, sinceMs: nowMs - WINDOW_MS, limit }) ?? { count: 0, firstMs: null };
}

export function addFailedTry(db: AppDb, nowMs: number, tried: Try): void {
  db.write(() => {
    db.run('DELETE FROM failedTries WHERE atMs <= :untilMs', { untilMs: nowMs - WINDOW_MS });
    for (const { key } of keysOf(tried))
      db.run('INSERT INTO failedTries (key, atMs) VALUES (:key, :nowMs)', { key, nowMs });
  });
}

/**
 * A success forgives what this name failed from this place, and takes back the try that it was itself: a shift that signs in
 * from one place within minutes is no attack.
 */
export function forgetFailedTries(db: AppDb, tried: Try): void {
  const [both, ...others] = keysOf(tried);
  db.write(() => {
    if (both !== undefined) db.run('DELETE FROM failedTries WHERE key = :key', { key: both.key });
    for (const { key } of others)
      db.run(
        'DELETE FROM failedTries WHERE rowid = (SELECT rowid FROM failedTries WHERE key = :key ORDER BY atMs DESC LIMIT 1)',
        { key },
      );
  });
}

function keysOf({ login, place }: Try): readonly { readonly key: string; readonly limit: number }[] {
  const name = login.trim().toLowerCase();
  return [
    { key: keyOf('both', `${name}\n${place}`), limit: LIMITS.both },
    { key: keyOf('place', place), limit: LIMITS.place },
    { key: keyOf('name', name), limit: LIMITS.name },
  ];
}

/** Neither names nor addresses are kept. */
function keyOf(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex');
}
