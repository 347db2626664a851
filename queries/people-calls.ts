import { z } from 'zod';
import type { Query } from '../store/store.ts';
import { flag, number, sqlFile } from './sql-file.ts';

const queueRow = z.object({ queue: z.string() });
/** The queues of a project, by name. */
export const knownQueues: Query<{ readonly project: string }, z.infer<typeof queueRow>> = sqlFile(
  'known-queues',
  queueRow,
);

const reviewableRow = z.object({
  callId: z.string(),
  operatorId: z.string(),
  scorecardId: z.string(),
  startedMs: number,
  endedMs: number.nullable(),
  checked: flag,
});
export type ReviewableRow = z.infer<typeof reviewableRow>;
export type ReviewableParams = {
  readonly project: string;
  readonly operatorIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
};
/** The parts of calls that people can score. */
export const reviewableCalls: Query<ReviewableParams, ReviewableRow> = sqlFile('reviewable-calls', reviewableRow);
