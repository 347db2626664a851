import { z } from 'zod';
import type { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';
import { params } from '../store/columns.ts';
import type { CallKey, Query } from '../store/store.ts';
import { flag, number, sqlFile } from './sql-file.ts';

// The numbers of the queues, of quality and of operating stand here; operators' time in operator-numbers.ts, what is
// counted by calls and customers in call-numbers.ts.

/** From inclusive, to exclusive, epoch ms; queue '' means all queues of the project. */
export type QueuePeriod = {
  readonly project: string;
  readonly queue: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/** `cohort`: by the arrival of the customer; `event`: by when the thing happened. */
export type Attribution = 'cohort' | 'event';

export type ServiceLevelParams = QueuePeriod & {
  /** Answered within T means a wait of at most this. */
  readonly thresholdMs: number;
  /** An abandon after at most this wait is a short one. */
  readonly shortMs: number;
  readonly attribution: Attribution;
  /** Length of the intervals, counted from fromMs; 0 for the whole period. */
  readonly intervalMs: number;
  /** 1: a row for each queue; 0: all queues together. */
  readonly byQueue: 0 | 1;
};

const percent = number.nullable();

const serviceLevelRow = z
  .object({
    queue: z.string(),
    intervalStartMs: number,
    offered: number,
    answered: number,
    answeredWithin: number,
    abandoned: number,
    abandonedShort: number,
    abandonedWithin: number,
    flowOuts: number,
    flowOutsByKind: z.record(z.string(), number),
    waiting: number,
    reachedThreshold: number,
    offeredPercent: percent,
    offeredLessShortPercent: percent,
    answeredOnlyPercent: percent,
    genesysPercent: percent,
    genesysLessShortPercent: percent,
    genesysLessShortWithFlowOutsPercent: percent,
    icmiPositivePercent: percent,
    brightPercent: percent,
    ciscoIgnorePercent: percent,
    ciscoNegativePercent: percent,
    ciscoPositivePercent: percent,
  })
  .transform((row) => ({
    ...counts(row),
    /** Percent 0–100 by variant; null where its denominator is 0. */
    percent: {
      offered: row.offeredPercent,
      offered_less_short: row.offeredLessShortPercent,
      answered_only: row.answeredOnlyPercent,
      genesys: row.genesysPercent,
      genesys_less_short: row.genesysLessShortPercent,
      genesys_less_short_with_flow_outs: row.genesysLessShortWithFlowOutsPercent,
      icmi_positive: row.icmiPositivePercent,
      bright: row.brightPercent,
      cisco_ignore: row.ciscoIgnorePercent,
      cisco_negative: row.ciscoNegativePercent,
      cisco_positive: row.ciscoPositivePercent,
    } satisfies Record<(typeof SERVICE_LEVEL_VARIANTS)[number], number | null>,
  }));

type ServiceLevelCounts = {
  readonly queue: string;
  readonly intervalStartMs: number;
  readonly offered: number;
  readonly answered: number;
  readonly answeredWithin: number;
  readonly abandoned: number;
  readonly abandonedShort: number;
  readonly abandonedWithin: number;
  readonly flowOuts: number;
  readonly flowOutsByKind: Readonly<Record<string, number>>;
  readonly waiting: number;
  readonly reachedThreshold: number;
};

function counts(row: ServiceLevelCounts): ServiceLevelCounts {
  const { queue, intervalStartMs, offered, answered, answeredWithin, abandoned, abandonedShort, abandonedWithin } = row;
  const { flowOuts, flowOutsByKind, waiting, reachedThreshold } = row;
  const answeredCounts = { offered, answered, answeredWithin, abandoned, abandonedShort, abandonedWithin };
  return { queue, intervalStartMs, ...answeredCounts, flowOuts, flowOutsByKind, waiting, reachedThreshold };
}

export type ServiceLevelRow = z.infer<typeof serviceLevelRow>;
/** Every variant of the service level over one set of raw counts. */
export const serviceLevel: Query<ServiceLevelParams, ServiceLevelRow> = sqlFile('service-level', serviceLevelRow);

const waitingRow = z.object({
  /** n of the three ASA values. */
  answered: number,
  asaMs: number.nullable(),
  answeredMedianMs: number.nullable(),
  answeredP90Ms: number.nullable(),
  /** n of the mean wait. */
  waited: number,
  meanWaitMs: number.nullable(),
  waitUnknown: number,
});
export type WaitingRow = z.infer<typeof waitingRow>;
/** ASA with median and 90th percentile, and the mean wait of all; one row. */
export const waiting: Query<QueuePeriod, WaitingRow> = sqlFile('waiting', waitingRow);

const abandonRow = z.object({
  offered: number,
  abandoned: number,
  abandonedShort: number,
  flowOuts: number,
  abandonedPercent: percent,
  abandonedLessShortPercent: percent,
  lostPercent: percent,
});
export type AbandonRow = z.infer<typeof abandonRow>;
/** Customers lost by the queues, percent 0–100; one row. */
export const abandonRate: Query<QueuePeriod & { readonly shortMs: number }, AbandonRow> = sqlFile(
  'abandon-rate',
  abandonRow,
);

const reconciliationRow = z.object({
  callId: z.string(),
  queue: z.string(),
  nth: number,
  enteredMs: number,
  ended: flag,
  problem: z.enum([
    'still_waiting',
    'waiting_too_long',
    'flow_out_without_kind',
    'answered_without_leg',
    'wait_unknown',
    'impossible',
    'doubled',
  ]),
});
export type ReconciliationRow = z.infer<typeof reconciliationRow>;
/** Queue entries that break offered = answered + abandoned + flow-outs. */
export const reconciliation: Query<QueuePeriod, ReconciliationRow> = sqlFile('reconciliation', reconciliationRow);

/** What is judged by what: hashes of the scorecards in use, and the projects' rules side by side; an empty list = any. */
export type Judging = {
  readonly scorecards: readonly string[];
  readonly ruleProjects: readonly string[];
  readonly ruleDirections: readonly (readonly string[])[];
  readonly ruleChannels: readonly (readonly string[])[];
  readonly ruleQueues: readonly (readonly string[])[];
  /** The tone model in use, and the hash of its lists. */
  readonly toneModel: string;
  readonly toneLists: string;
};

/** From inclusive, to exclusive, epoch ms. */
export type ProjectPeriod = { readonly project: string; readonly fromMs: number; readonly toMs: number };

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

const provisionalRow = z.object({
  project: z.string(),
  alias: z.string(),
  operatorId: z.string(),
  legCount: number,
  callCount: number,
  firstMs: number,
  lastMs: number,
});
export type ProvisionalRow = z.infer<typeof provisionalRow>;
/** Aliases that belong to nobody in operators.csv; project '' for all. */
export const provisionalOperators: Query<{ readonly project: string }, ProvisionalRow> = sqlFile(
  'provisional-operators',
  provisionalRow,
);

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

const callKey = z.object({ project: z.string(), callId: z.string() });
/** Calls that have a transcript and no machine evaluation of their present version by a scorecard in use, by its hash. */
export const unscored: Query<Judging, CallKey> = sqlFile('unscored', callKey);

const expectedRow = callKey.extend({ recordingId: z.string(), uri: z.string(), state: z.string() });
export type ExpectedRecording = z.infer<typeof expectedRow>;
/** Recordings that their calls name by address. */
export const expectedRecordings: Query<Readonly<Record<string, never>>, ExpectedRecording> = sqlFile(
  'expected-recordings',
  expectedRow,
);

const loneRow = callKey.extend({ recordingId: z.string(), uri: z.string(), startedMs: number });
export type RecordingWithoutCdr = z.infer<typeof loneRow>;
/** Recordings whose call no CDR has claimed; project '' for all. */
export const recordingsWithoutCdr: Query<ProjectPeriod, RecordingWithoutCdr> = sqlFile(
  'recordings-without-cdr',
  loneRow,
);

const legOperatorRow = callKey.extend({ alias: z.string(), operatorId: z.string(), startedMs: number });
export type LegOperator = z.infer<typeof legOperatorRow>;
/** Whom each leg's alias was taken for when its call was folded. */
export const legOperators: Query<Readonly<Record<string, never>>, LegOperator> = sqlFile(
  'leg-operators',
  legOperatorRow,
);

const missingRow = callKey.extend({ recordingId: z.string(), uri: z.string() });
export type MissingRecording = z.infer<typeof missingRow>;
/** Recordings that calls which ended before `endedBeforeMs` still wait for. */
export const recordingsMissing: Query<{ readonly endedBeforeMs: number }, MissingRecording> = sqlFile(
  'recordings-missing',
  missingRow,
);

/** The calls of a project whose recordings were fetched, and can be again. */
export const recordingsFetched: Query<{ readonly project: string }, CallKey> = sqlFile('recordings-fetched', callKey);

const recordingAtRow = z.object({ callId: z.string(), recordingId: z.string() });
/** The calls that the recording at an address was taken in for. */
export const recordingsAt: Query<
  { readonly project: string; readonly uri: string },
  z.infer<typeof recordingAtRow>
> = sqlFile('recordings-at', recordingAtRow);

const unscoredAgeRow = z.object({ waiting: number, oldestMs: number });
/** How many calls wait for their evaluation, and since when the oldest. */
export const unscoredAge: Query<Judging & { readonly sinceMs: number }, z.infer<typeof unscoredAgeRow>> = sqlFile(
  'unscored-age',
  unscoredAgeRow,
);

/** A letter that was sent again: when, by whom, where to. */
const sentAgain = z.object({ atMs: number, by: z.string(), target: z.string() });

const letterRow = z.object({
  /** What names the letter on the command line: 64 hex digits, of which a beginning will do. */
  id: z.string(),
  /** '' where nobody knows whose it is. */
  project: z.string(),
  letterId: z.string(),
  stage: z.enum(['ingest', 'speech', 'score']),
  /** A code of errors.ts, of this version of Etalon or another. */
  code: z.string(),
  params: z.unknown().transform((json) => params.fromJson(json)),
  origin: z.string(),
  callId: z.string(),
  headers: z.record(z.string(), z.string()),
  sizeBytes: number,
  /** 0 where nothing tells. */
  atMs: number,
  redrives: z.array(sentAgain),
  open: flag,
  /** How many letters match, before limit. */
  total: number,
});
export type ListedLetter = z.infer<typeof letterRow>;
export type LettersParams = {
  /** null: all; '': letters of which nobody knows the project. */
  readonly project: string | null;
  readonly stage: string;
  readonly code: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whole letterIds, or how an id begins; none means all. */
  readonly ids: readonly string[];
  readonly callIds: readonly string[];
  readonly openOnly: 0 | 1;
  readonly limit: number;
};
/** No filter. A letter has the time of its message, which may be any that the table holds. */
export const EVERY_LETTER: LettersParams = {
  project: null,
  stage: '',
  code: '',
  fromMs: Date.UTC(1900, 0, 1),
  toMs: Date.UTC(2300, 0, 1),
  ids: [],
  callIds: [],
  openOnly: 0,
  limit: 4_294_967_295,
};
/** Dead letters with their redrives, newest first. */
export const deadLetters: Query<LettersParams, ListedLetter> = sqlFile('dead-letters', letterRow);

const letterMessage = z.object({ project: z.string(), letterId: z.string(), bytesBase64: z.string() });
/** The original bytes of letters. */
export const deadLetterMessages: Query<
  { readonly projects: readonly string[]; readonly letterIds: readonly string[] },
  z.infer<typeof letterMessage>
> = sqlFile('dead-letter-messages', letterMessage);

const letterCount = z.object({ project: z.string(), stage: z.string(), code: z.string(), letters: number });
export type LetterCount = z.infer<typeof letterCount>;
/** Open dead letters by project, stage and code. */
export const deadLetterCounts: Query<Readonly<Record<string, never>>, LetterCount> = sqlFile(
  'dead-letter-counts',
  letterCount,
);

/** What has waited since before a moment; project '' for all. */
export type OverdueParams = { readonly project: string; readonly beforeMs: number; readonly limit: number };

/** The rows of a query that wait since before a moment: the oldest ones, each with the number of all. */
function oldestOf<Params, Row>(
  { name, sql }: Query<Params, unknown>,
  sinceColumn: string,
  row: z.ZodType<Row>,
): Query<Params & OverdueParams, Row> {
  const oldest = `SELECT *, count() OVER () AS total FROM (\n${sql}\n)
WHERE ({project:String} = '' OR project = {project:String}) AND ${sinceColumn} < {beforeMs:Int64}
ORDER BY ${sinceColumn}, project, callId
LIMIT {limit:UInt32}`;
  return { name, sql: oldest, parse: (line) => row.parse(line) };
}

const overdueRow = callKey.extend({ sinceMs: number, total: number });

const overdueLoneRow = loneRow
  .extend({ total: number })
  .transform(({ project, callId, recordingId, startedMs, total }) => {
    return { project, callId, recordingId, sinceMs: startedMs, total };
  });
export type OverdueWithoutCdr = z.infer<typeof overdueLoneRow>;
/** As recordingsWithoutCdr, counted from the start of the call. */
export const overdueWithoutCdr: Query<ProjectPeriod & OverdueParams, OverdueWithoutCdr> = oldestOf(
  recordingsWithoutCdr,
  'startedMs',
  overdueLoneRow,
);

const overdueTranscriptRow = overdueRow.extend({
  recordingId: z.string(),
  state: z.enum(['expected', 'failed']),
  /** Why a recording that failed could not be heard; '' for one that is expected. */
  code: z.string(),
});
export type OverdueTranscript = z.infer<typeof overdueTranscriptRow>;
/** Recordings that have not come or could not be heard, counted from the end of the call. */
export const overdueTranscripts: Query<OverdueParams, OverdueTranscript> = oldestOf(
  sqlFile<OverdueParams, OverdueTranscript>('recordings-without-transcript', overdueTranscriptRow),
  'sinceMs',
  overdueTranscriptRow,
);

export type OverdueScore = z.infer<typeof overdueRow>;
/** As unscored, counted from the end of the call. */
export const overdueScores: Query<Judging & OverdueParams, OverdueScore> = oldestOf(unscored, 'sinceMs', overdueRow);

/** '' means no filter. */
export type RescoreParams = ProjectPeriod & {
  readonly queue: string;
  readonly operatorId: string;
  /** Id of the scorecard by which the machine scored the call. */
  readonly scorecard: string;
};
/** Calls of a period that have something to score. */
export const callsInPeriod: Query<RescoreParams, CallKey> = sqlFile('calls-in-period', callKey);
