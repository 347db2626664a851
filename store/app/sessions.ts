import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readAccount, type Account } from './accounts.ts';
import type { AppDb } from './app-db.ts';

/** A session ends after so long without a request, and after so long in any case. */
export const IDLE_MS = 12 * 3_600_000;
export const LONGEST_MS = 7 * 86_400_000;
/** A one-time link to choose a password by. */
export const LINK_MS = 72 * 3_600_000;
// What is written down of a session being seen: no need to write at each request.
const SEEN_EVERY_MS = 60_000;

const sessionRow = z.object({ accountId: z.string(), epoch: z.number(), createdMs: z.number(), seenMs: z.number() });
const linkRow = z.object({ accountId: z.string(), expiresMs: z.number(), usedMs: z.number().nullable() });

/** 256 random bits; only their digest is kept, so that a copy of the file opens nothing. */
const newToken = (): string => randomBytes(32).toString('base64url');
const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The token for the cookie. */
export function openSession(db: AppDb, nowMs: number, { accountId }: Pick<Account, 'accountId'>): string {
  const token = newToken();
  db.write(() => {
    db.run('DELETE FROM sessions WHERE createdMs < :longestMs OR seenMs < :idleMs', {
      longestMs: nowMs - LONGEST_MS,
      idleMs: nowMs - IDLE_MS,
    });
    db.run(
      `INSERT INTO sessions (tokenHash, accountId, epoch, createdMs, seenMs)
       SELECT :tokenHash, accountId, epoch, :nowMs, :nowMs FROM accounts WHERE accountId = :accountId`,
      { tokenHash: digestOf(token), accountId, nowMs },
    );
  });
  return token;
}

/** Whose session it is; null when it is over, unknown, or its account was switched off or changed. */
export function accountOfSession(db: AppDb, nowMs: number, token: string): Account | null {
  const tokenHash = digestOf(token);
  const session = db.first('SELECT * FROM sessions WHERE tokenHash = :tokenHash', sessionRow, { tokenHash });
  if (session === null || nowMs - session.createdMs > LONGEST_MS || nowMs - session.seenMs > IDLE_MS) return null;
  const account = readAccount(db, session.accountId);
  if (account === null || account.isOff || account.epoch !== session.epoch) return null;
  if (nowMs - session.seenMs > SEEN_EVERY_MS || account.lastSeenMs === null) seen(db, nowMs, tokenHash, account);
  return account;
}

function seen(db: AppDb, nowMs: number, tokenHash: string, { accountId }: Account): void {
  db.write(() => {
    db.run('UPDATE sessions SET seenMs = :nowMs WHERE tokenHash = :tokenHash', { nowMs, tokenHash });
    db.run('UPDATE accounts SET lastSeenMs = :nowMs WHERE accountId = :accountId', { nowMs, accountId });
  });
}

export function closeSession(db: AppDb, token: string): void {
  db.run('DELETE FROM sessions WHERE tokenHash = :tokenHash', { tokenHash: digestOf(token) });
}

/** A link that works once; earlier ones of the account work no more. */
export function makeLink(
  db: AppDb,
  nowMs: number,
  accountId: string,
): { readonly token: string; readonly expiresMs: number } {
  const token = newToken();
  const expiresMs = nowMs + LINK_MS;
  db.write(() => {
    db.run('DELETE FROM links WHERE accountId = :accountId AND usedMs IS NULL', { accountId });
    db.run(
      `INSERT INTO links (tokenHash, accountId, createdMs, expiresMs) VALUES (:tokenHash, :accountId, :nowMs, :expiresMs)`,
      { tokenHash: digestOf(token), accountId, nowMs, expiresMs },
    );
  });
  return { token, expiresMs };
}

/** Whose link it is; null when it was used, is too old, unknown, or its account is off. */
export function accountOfLink(db: AppDb, nowMs: number, token: string): Account | null {
  const link = db.first('SELECT * FROM links WHERE tokenHash = :tokenHash', linkRow, { tokenHash: digestOf(token) });
  if (link === null || link.usedMs !== null || link.expiresMs < nowMs) return null;
  const account = readAccount(db, link.accountId);
  return account === null || account.isOff ? null : account;
}

/** Whether it was still to be used. */
export function useLink(db: AppDb, nowMs: number, token: string): boolean {
  const tokenHash = digestOf(token);
  return (
    db.run('UPDATE links SET usedMs = :nowMs WHERE tokenHash = :tokenHash AND usedMs IS NULL', { nowMs, tokenHash }) ===
    1
  );
}

/** Accounts with a link that still works. */
export function invitedAccounts(db: AppDb, nowMs: number): ReadonlySet<string> {
  const rows = db.all('SELECT accountId FROM links WHERE usedMs IS NULL AND expiresMs >= :nowMs', linkOwner, { nowMs });
  return new Set(rows.map(({ accountId }) => accountId));
}
const linkOwner = z.object({ accountId: z.string() });
