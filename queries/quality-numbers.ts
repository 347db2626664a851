import { z } from 'zod';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod, QueuePeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

/** What was judged, as parts/judged.sql takes it. */
export type JudgedParams = QueuePeriod & {
  /** Scores of different kinds of evaluator are never mixed. */
  readonly evaluator: 'machine' | 'supervisor';
  /** '' for all. */
  readonly scorecardId: string;
  /** [] for all. */
  readonly operatorIds: readonly string[];
  /** Calls and operators, side by side, that the reader must not see judged. */
  readonly blindCallIds: readonly string[];
  readonly blindOperatorIds: readonly string[];
};
/** Everything that the machine judged, nothing hidden. */
export const MACHINE_JUDGED = {
  evaluator: 'machine',
  scorecardId: '',
  queue: '',
  operatorIds: [],
  blindCallIds: [],
  blindOperatorIds: [],
} as const satisfies Omit<JudgedParams, keyof ProjectPeriod>;

export type QualityParams = JudgedParams & { readonly grain: 'operator' | 'team' | 'all' };

const qualityRow = z.object({
  source: z.enum(['machine', 'supervisor']),
  /** '' by team and for all together. */
  operatorId: z.string(),
  /** '' for a provisional operator. */
  operatorName: z.string(),
  team: z.string(),
  /** Operators who have a score in it. */
  people: number,
  scorecardId: z.string(),
  /** Evaluations with a score: the n of every value here. */
  n: number,
  unscoredCount: number,
  /** 0–100. */
  meanScore: number.nullable(),
  meanScoreLow: number.nullable(),
  meanScoreHigh: number.nullable(),
  autoFails: number,
  /** 0–1. */
  autoFailShare: number.nullable(),
  autoFailShareLow: number.nullable(),
  autoFailShareHigh: number.nullable(),
  meanCoverage: number.nullable(),
});
export type QualityRow = z.infer<typeof qualityRow>;
/** Mean score and auto-fail share of operators, teams or all by scorecard, with 95 % intervals. */
export const qualityPerOperator: Query<QualityParams, QualityRow> = sqlFile('quality-per-operator', qualityRow);

const failedCriteriaRow = z.object({
  scorecardId: z.string(),
  criterionId: z.string(),
  /** Answers yes or no. */
  n: number,
  failed: number,
  /** 0–1. */
  failedShare: number,
});
export type FailedCriteriaRow = z.infer<typeof failedCriteriaRow>;
/** How often each criterion was failed, the most often failed first. */
export const failedCriteria: Query<JudgedParams, FailedCriteriaRow> = sqlFile('failed-criteria', failedCriteriaRow);
