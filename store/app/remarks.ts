import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CallKey } from '../store.ts';
import type { AppDb } from './app-db.ts';

const remarkRow = z.object({
  remarkId: z.string(),
  accountId: z.string(),
  project: z.string(),
  callId: z.string(),
  operatorId: z.string(),
  criterionId: z.string(),
  /** On the call's timeline; null for the whole call. */
  atMs: z.number().nullable(),
  text: z.string(),
  writtenMs: z.number(),
  answerText: z.string().nullable(),
  answerDecision: z.enum(['kept', 'changed']).nullable(),
  answeredBy: z.string().nullable(),
  answeredMs: z.number().nullable(),
});
/** "Not right, here", and what the supervisor said to it. */
export type StoredRemark = z.infer<typeof remarkRow>;
export type NewRemark = Pick<
  StoredRemark,
  'accountId' | 'project' | 'callId' | 'operatorId' | 'criterionId' | 'atMs' | 'text'
>;

export function addRemark(db: AppDb, writtenMs: number, remark: NewRemark): string {
  const remarkId = randomUUID();
  db.run(
    `INSERT INTO remarks (remarkId, accountId, project, callId, operatorId, criterionId, atMs, text, writtenMs)
     VALUES (:remarkId, :accountId, :project, :callId, :operatorId, :criterionId, :atMs, :text, :writtenMs)`,
    { remarkId, writtenMs, ...remark },
  );
  return remarkId;
}

export function readRemark(db: AppDb, remarkId: string): StoredRemark | null {
  return db.first('SELECT * FROM remarks WHERE remarkId = :remarkId', remarkRow, { remarkId });
}

/** Open ones the oldest first, answered ones the newest first. */
export function readRemarks(db: AppDb, state: 'open' | 'answered'): readonly StoredRemark[] {
  const where =
    state === 'open'
      ? 'answeredMs IS NULL ORDER BY writtenMs'
      : 'answeredMs IS NOT NULL ORDER BY answeredMs DESC LIMIT 1000';
  return db.all(`SELECT * FROM remarks WHERE ${where}`, remarkRow);
}

export function remarksOfCall(db: AppDb, { project, callId }: CallKey): readonly StoredRemark[] {
  return db.all(
    'SELECT * FROM remarks WHERE project = :project AND callId = :callId ORDER BY writtenMs, remarkId',
    remarkRow,
    { project, callId },
  );
}

/** Whether it was still open. */
export function answerRemark(
  db: AppDb,
  answeredMs: number,
  answer: {
    readonly remarkId: string;
    readonly answeredBy: string;
    readonly text: string;
    readonly decision: 'kept' | 'changed';
  },
): boolean {
  const { remarkId, answeredBy, text, decision } = answer;
  return (
    db.run(
      `UPDATE remarks SET answerText = :text, answerDecision = :decision, answeredBy = :answeredBy, answeredMs = :answeredMs
       WHERE remarkId = :remarkId AND answeredMs IS NULL`,
      { remarkId, answeredBy, text, decision, answeredMs },
    ) === 1
  );
}
