import { z } from 'zod';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod, QueuePeriod } from './period.ts';
import { flag, number, sqlFile } from './sql-file.ts';

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

/** Whose judgements stand in a row together, by one kind of evaluator and one scorecard. */
const group = {
  source: z.enum(['machine', 'supervisor']),
  /** '' by team and for all together. */
  operatorId: z.string(),
  /** '' for a provisional operator. */
  operatorName: z.string(),
  team: z.string(),
  /** Operators of whom a judgement counts in it. */
  people: number,
  scorecardId: z.string(),
};

const qualityRow = z.object({
  ...group,
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

const adherenceRow = z.object({
  ...group,
  /** '' for the script as a whole. */
  sectionId: z.string(),
  /** '' for the section as a whole. */
  criterionId: z.string(),
  /** Judged conversations: the n of the share. */
  n: number,
  unclear: number,
  /** 0–1, with Wilson's 95 % interval. */
  metShare: number.nullable(),
  metShareLow: number.nullable(),
  metShareHigh: number.nullable(),
});
export type AdherenceRow = z.infer<typeof adherenceRow>;
/** Script adherence by criterion, section and as a whole, of operators, teams or all. */
export const scriptAdherence: Query<QualityParams, AdherenceRow> = sqlFile('script-adherence', adherenceRow);

const judgedCallRow = z.object({
  callId: z.string(),
  operatorId: z.string(),
  operatorName: z.string(),
  scorecardId: z.string(),
  startedMs: number,
  score: number.nullable(),
  autoFail: flag,
  failedCriteria: z.array(z.string()),
});
export type JudgedCall = z.infer<typeof judgedCallRow>;
/** The conversations behind the quality, the lowest score first. */
export const judgedCalls: Query<JudgedParams, JudgedCall> = sqlFile('judged-calls', judgedCallRow);
