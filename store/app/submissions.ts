import { z } from 'zod';
import type { Evaluation } from '../../score/evaluation.ts';
import type { AppDb } from './app-db.ts';
import type { PartKey } from './assignments.ts';

const submissionRow = z.object({
  submissionId: z.number(),
  atMs: z.number(),
  // Written below and nowhere else.
  evaluation: z.string().transform((json) => JSON.parse(json) as Evaluation),
});
/** An evaluation by a person, on its way to ClickHouse or there. */
export type Submission = z.infer<typeof submissionRow>;

/**
 * Closes the assignment and keeps its evaluation to be loaded, both or neither: what was answered to the person is never
 * lost. False when it was submitted before.
 */
export function submit(
  db: AppDb,
  atMs: number,
  of: {
    readonly assignmentId: number;
    readonly evaluation: Evaluation;
    readonly same: number;
    readonly compared: number;
  },
): boolean {
  const { assignmentId, evaluation, same, compared } = of;
  return db.write(() => {
    const closed = db.run(
      `UPDATE assignments SET submittedMs = :atMs, sameAnswers = :same, comparedAnswers = :compared
       WHERE assignmentId = :assignmentId AND submittedMs IS NULL`,
      { assignmentId, atMs, same, compared },
    );
    if (closed === 0) return false;
    db.run('INSERT INTO submissions (assignmentId, atMs, evaluation) VALUES (:assignmentId, :atMs, :evaluation)', {
      assignmentId,
      atMs,
      evaluation: JSON.stringify(evaluation),
    });
    return true;
  });
}

/** What ClickHouse has not got yet, in the order it was submitted. */
export function submissionsToLoad(db: AppDb): readonly Submission[] {
  return db.all(
    'SELECT submissionId, atMs, evaluation FROM submissions WHERE loadedMs IS NULL ORDER BY submissionId LIMIT 1000',
    submissionRow,
  );
}

export function setLoaded(db: AppDb, nowMs: number, submissionIds: readonly number[]): void {
  db.write(() => {
    for (const submissionId of submissionIds)
      db.run('UPDATE submissions SET loadedMs = :nowMs WHERE submissionId = :submissionId', { nowMs, submissionId });
  });
}

/** The person's own last evaluation of the assignment, as it was submitted; null when there is none. */
export function lastSubmission(db: AppDb, assignmentId: number): Submission | null {
  return db.first(
    `SELECT submissionId, atMs, evaluation FROM submissions WHERE assignmentId = :assignmentId
     ORDER BY submissionId DESC LIMIT 1`,
    submissionRow,
    { assignmentId },
  );
}

const found = z.object({ submissionId: z.number() });

/** Whether a supervisor has scored the part after that moment. */
export function wasCheckedSince(db: AppDb, { project, callId, operatorId }: PartKey, sinceMs: number): boolean {
  const sql = `SELECT submissionId FROM submissions JOIN assignments USING (assignmentId)
    WHERE kind = 'check' AND project = :project AND callId = :callId AND operatorId = :operatorId AND atMs > :sinceMs
    LIMIT 1`;
  return db.first(sql, found, { project, callId, operatorId, sinceMs }) !== null;
}
