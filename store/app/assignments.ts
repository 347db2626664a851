import { z } from 'zod';
import type { AppDb } from './app-db.ts';

/** A call that a person is to score: an operator's self-review, or a supervisor's check. */
const assignmentRow = z.object({
  assignmentId: z.number(),
  accountId: z.string(),
  kind: z.enum(['review', 'check']),
  /** `blind`: nothing of the machine's or anybody's judgement is shown to this person before they submit. */
  mode: z.enum(['blind', 'verify']),
  chosen: z.enum(['drawn', 'self']),
  project: z.string(),
  callId: z.string(),
  operatorId: z.string(),
  callStartedMs: z.number(),
  drawnMs: z.number(),
  submittedMs: z.number().nullable(),
  /** Answers that were the same as those that counted, of those that both gave; null before submit. */
  sameAnswers: z.number().nullable(),
  comparedAnswers: z.number().nullable(),
});
export type Assignment = z.infer<typeof assignmentRow>;
export type NewAssignment = Omit<Assignment, 'assignmentId' | 'submittedMs' | 'sameAnswers' | 'comparedAnswers'>;
/** Whose part of which call. */
export type PartKey = Pick<Assignment, 'project' | 'callId' | 'operatorId'>;

/** One that is there already stays as it is. Whether it is new. */
export function addAssignment(db: AppDb, assignment: NewAssignment): boolean {
  return (
    db.run(
      `INSERT INTO assignments (accountId, kind, mode, chosen, project, callId, operatorId, callStartedMs, drawnMs)
       VALUES (:accountId, :kind, :mode, :chosen, :project, :callId, :operatorId, :callStartedMs, :drawnMs)
       ON CONFLICT DO NOTHING`,
      { ...assignment },
    ) === 1
  );
}

/** Of a kind: open ones by the call's start, then done ones, the newest first, at most `limit` of each. */
export function readAssignments(
  db: AppDb,
  accountId: string,
  kind: Assignment['kind'],
  limit: number,
): { readonly open: readonly Assignment[]; readonly done: readonly Assignment[] } {
  const of = (where: string): readonly Assignment[] =>
    db.all(
      `SELECT * FROM assignments WHERE accountId = :accountId AND kind = :kind AND ${where} LIMIT :limit`,
      assignmentRow,
      { accountId, kind, limit },
    );
  return {
    open: of('submittedMs IS NULL ORDER BY drawnMs, callStartedMs, assignmentId'),
    done: of('submittedMs IS NOT NULL ORDER BY submittedMs DESC'),
  };
}

export function readAssignment(
  db: AppDb,
  accountId: string,
  kind: Assignment['kind'],
  { project, callId, operatorId }: PartKey,
): Assignment | null {
  return db.first(
    `SELECT * FROM assignments WHERE accountId = :accountId AND kind = :kind AND project = :project
     AND callId = :callId AND operatorId = :operatorId`,
    assignmentRow,
    { accountId, kind, project, callId, operatorId },
  );
}

const partRow = z.object({ project: z.string(), callId: z.string(), operatorId: z.string() });

/**
 * The parts of calls that this person must not see judged yet. Only what their role can still submit: an operator who became
 * a supervisor has no self-reviews any more, and what waited would be hidden for good.
 */
export function blindParts(
  db: AppDb,
  { accountId, role }: { readonly accountId: string; readonly role: string },
): readonly PartKey[] {
  return db.all(
    `SELECT project, callId, operatorId FROM assignments
     WHERE accountId = :accountId AND kind = :kind AND mode = 'blind' AND submittedMs IS NULL
     ORDER BY project, callId, operatorId`,
    partRow,
    { accountId, kind: role === 'supervisor' ? 'check' : 'review' },
  );
}

/** Parts that the person was ever given to score. */
export function assignedParts(db: AppDb, accountId: string, kind: Assignment['kind']): readonly PartKey[] {
  return db.all(
    'SELECT project, callId, operatorId FROM assignments WHERE accountId = :accountId AND kind = :kind',
    partRow,
    { accountId, kind },
  );
}

const counted = z.object({ count: z.number() });

export function submittedSince(db: AppDb, accountId: string, kind: Assignment['kind'], sinceMs: number): number {
  const sql = `SELECT count(*) AS count FROM assignments
    WHERE accountId = :accountId AND kind = :kind AND submittedMs >= :sinceMs`;
  return db.first(sql, counted, { accountId, kind, sinceMs })?.count ?? 0;
}

/** A check that was submitted is opened again, with the machine's answers in sight, to correct it. */
export function reopen(db: AppDb, assignmentId: number): void {
  db.run(`UPDATE assignments SET submittedMs = NULL, mode = 'verify' WHERE assignmentId = :assignmentId`, {
    assignmentId,
  });
}

/** The call's score was shown to this person: it is blind to them no more. */
export function addOpening(
  db: AppDb,
  atMs: number,
  { accountId, project, callId }: { readonly accountId: string; readonly project: string; readonly callId: string },
): void {
  db.run(
    `INSERT INTO openings (accountId, project, callId, atMs) VALUES (:accountId, :project, :callId, :atMs)
     ON CONFLICT DO NOTHING`,
    { accountId, project, callId, atMs },
  );
}

const openedRow = z.object({ project: z.string(), callId: z.string() });

export function openedCalls(db: AppDb, accountId: string): readonly z.infer<typeof openedRow>[] {
  return db.all('SELECT project, callId FROM openings WHERE accountId = :accountId', openedRow, { accountId });
}

/** Whether the call's score was shown to this person before that moment, or just then. */
export function wasOpened(
  db: AppDb,
  { accountId, project, callId, drawnMs }: Pick<Assignment, 'accountId' | 'project' | 'callId' | 'drawnMs'>,
): boolean {
  const sql = `SELECT project, callId FROM openings
    WHERE accountId = :accountId AND project = :project AND callId = :callId AND atMs <= :drawnMs`;
  return db.first(sql, openedRow, { accountId, project, callId, drawnMs }) !== null;
}

/** Calls of an account's own that a draw has passed, whether it took them or not. */
export function passedCalls(db: AppDb, accountId: string): readonly z.infer<typeof openedRow>[] {
  return db.all('SELECT project, callId FROM passedParts WHERE accountId = :accountId', openedRow, { accountId });
}

/** `forgetBeforeMs`: calls that began earlier are looked at by no draw any more. */
export function addPassed(
  db: AppDb,
  accountId: string,
  calls: readonly { readonly project: string; readonly callId: string; readonly startedMs: number }[],
  forgetBeforeMs: number,
): void {
  db.write(() => {
    db.run('DELETE FROM passedParts WHERE accountId = :accountId AND callStartedMs < :forgetBeforeMs', {
      accountId,
      forgetBeforeMs,
    });
    for (const { project, callId, startedMs: callStartedMs } of calls)
      db.run(
        `INSERT INTO passedParts (accountId, project, callId, callStartedMs)
         VALUES (:accountId, :project, :callId, :callStartedMs) ON CONFLICT DO NOTHING`,
        { accountId, project, callId, callStartedMs },
      );
  });
}
