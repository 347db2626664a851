import { z } from 'zod';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

/** '' and null mean no filter; project '' means all. */
export type CallsParams = ProjectPeriod & {
  readonly operatorId: string;
  readonly channel: '' | 'voice' | 'chat' | 'email' | 'messenger';
  /** 0–100, inclusive. */
  readonly minScore: number | null;
  readonly maxScore: number | null;
  /** Id of a criterion that was answered no. */
  readonly failedCriterion: string;
  readonly limit: number;
  readonly offset: number;
};

const listedEvaluation = z.object({
  operatorId: z.string(),
  operatorName: z.string(),
  scorecardId: z.string(),
  score: number.nullable(),
  autoFail: z.boolean(),
  provisional: z.boolean(),
  coverage: number.nullable(),
  failedCriteria: z.array(z.string()),
});

const callRow = z.object({
  project: z.string(),
  callId: z.string(),
  startedMs: number,
  endedMs: number.nullable(),
  direction: z.string(),
  channel: z.string(),
  language: z.string(),
  disposition: z.string(),
  operatorIds: z.array(z.string()),
  recordingStates: z.array(z.string()),
  marks: z.array(z.string()),
  evaluations: z.array(listedEvaluation),
  /** How many calls match, before limit and offset. */
  total: number,
});
export type ListedCall = z.infer<typeof callRow>;
/** Calls with their machine scores, newest first. */
export const listCalls: Query<CallsParams, ListedCall> = sqlFile('calls', callRow);
