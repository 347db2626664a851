import { createHash } from 'node:crypto';
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
      project,
      callId,
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

const CHECKED_AT_ONCE = 10_000;

/** Whether every row follows from the one before it: nothing was changed, taken out or put between. */
export function isAuditWhole(db: AppDb): boolean {
  let previous = { seq: 0, hash: '' };
  for (;;) {
    const rows = db.all('SELECT * FROM audit WHERE seq > :seq ORDER BY seq LIMIT :limit', auditRow, {
      seq: previous.seq,
      limit: CHECKED_AT_ONCE,
    });
    if (rows.length === 0) return true;
    for (const row of rows) {
      if (row.seq !== previous.seq + 1 || row.previousHash !== previous.hash || row.hash !== hashOf(row)) return false;
      previous = row;
    }
  }
}

function hashOf(row: Omit<AuditRecord, 'hash'>): string {
  const { seq, atMs, accountId, action, project, callId, details, previousHash } = row;
  return createHash('sha256')
    .update(JSON.stringify([seq, atMs, accountId, action, project, callId, details, previousHash]))
    .digest('hex');
}
