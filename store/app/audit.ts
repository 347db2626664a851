import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { AppDb } from './app-db.ts';

export type AuditAction =
  | 'signed_in'
  | 'sign_in_failed'
  | 'signed_out'
  | 'password_set'
  | 'link_made'
  | 'person_added'
  | 'person_changed'
  | 'call_opened'
  | 'audio_played'
  | 'calls_exported'
  | 'foreign_asked'
  | 'recording_uploaded'
  | 'review_submitted'
  | 'check_submitted'
  | 'remark_written'
  | 'remark_answered';

export type AuditEntry = {
  /** '' for somebody without an account. */
  readonly accountId: string;
  readonly action: AuditAction;
  readonly project?: string;
  readonly callId?: string;
  readonly details?: Readonly<Record<string, string | number>>;
};

const auditRow = z.object({
  seq: z.number(),
  atMs: z.number(),
  accountId: z.string(),
  action: z.string(),
  project: z.string(),
  callId: z.string(),
  details: z.string(),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof auditRow>;

/** Ids of calls are shorter; what a stranger writes for one is not. */
const LONGEST_ID = 1_000;

/** An id as the file gives it back letter for letter: the row's hash is made of it. */
function idKept(asked: string): string {
  const id = asked.toWellFormed();
  return id.length <= LONGEST_ID ? id : `${id.slice(0, LONGEST_ID).toWellFormed()}…`;
}

/** Adds a row to the chain: who did what, and with which call. Words of calls and passwords never stand in it. */
export function addAudit(db: AppDb, atMs: number, { accountId, action, ...entry }: AuditEntry): void {
  db.write(() => {
    const last = db.first('SELECT * FROM audit ORDER BY seq DESC LIMIT 1', auditRow);
    const { project = '', callId = '', details = {} } = entry;
    const row = {
      seq: (last?.seq ?? 0) + 1,
      atMs,
      accountId,
      action,
      project: idKept(project),
      callId: idKept(callId),
      details: JSON.stringify(details),
    };
    const chained = { ...row, previousHash: last?.hash ?? '' };
    db.run(
      `INSERT INTO audit (seq, atMs, accountId, action, project, callId, details, previousHash, hash)
       VALUES (:seq, :atMs, :accountId, :action, :project, :callId, :details, :previousHash, :hash)`,
      { ...chained, hash: hashOf(chained) },
    );
  });
}

/** Rows before `seq` (null: from the end), newest first. */
export function readAudit(db: AppDb, before: number | null, limit: number): readonly AuditRecord[] {
  return db.all('SELECT * FROM audit WHERE seq < :before ORDER BY seq DESC LIMIT :limit', auditRow, {
    before: before ?? Number.MAX_SAFE_INTEGER,
    limit,
  });
}

/** Some ms of work: so long at most does somebody else wait. */
const CHECKED_AT_ONCE = 500;

type Link = Pick<AuditRecord, 'seq' | 'hash'>;

/**
 * Tells, as often as it is asked, whether every row follows from the one before it: nothing was changed, taken out or put
 * between. The first time from the beginning, then from where it stopped, for years of audit take minutes; what is changed
 * before that meanwhile shows when the process starts again. Others are served between the pieces.
 */
export function auditCheck(db: AppDb): () => Promise<boolean> {
  let known: Link = { seq: 0, hash: '' };
  return async () => {
    for (;;) {
      const piece = followed(db, known);
      if (piece === null) return false;
      known = piece.last;
      if (piece.isEnd) return true;
      await setImmediate();
    }
  };
}

/** The chain some rows on from a link that is known; null where it breaks, also when that link itself is gone. */
function followed(db: AppDb, known: Link): { readonly last: Link; readonly isEnd: boolean } | null {
  const sql = 'SELECT * FROM audit WHERE seq >= :seq ORDER BY seq LIMIT :limit';
  const rows = db.all(sql, auditRow, { seq: known.seq, limit: CHECKED_AT_ONCE });
  const isEnd = rows.length < CHECKED_AT_ONCE;
  if (known.seq === 0) return followsFrom(known, rows) ? { last: rows.at(-1) ?? known, isEnd } : null;
  const [first, ...next] = rows;
  if (first?.hash !== known.hash || first.hash !== hashOf(first)) return null;
  return followsFrom(first, next) ? { last: next.at(-1) ?? first, isEnd } : null;
}

function followsFrom(link: Link, rows: readonly AuditRecord[]): boolean {
  return rows.every((row, nth) => {
    const previous = rows[nth - 1] ?? link;
    return row.seq === previous.seq + 1 && row.previousHash === previous.hash && row.hash === hashOf(row);
  });
}

function hashOf(row: Omit<AuditRecord, 'hash'>): string {
  const { seq, atMs, accountId, action, project, callId, details, previousHash } = row;
  return createHash('sha256')
    .update(JSON.stringify([seq, atMs, accountId, action, project, callId, details, previousHash]))
    .digest('hex');
}
