import { z } from 'zod';
import type { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';
import type { Query } from '../store/store.ts';
import type { QueuePeriod } from './period.ts';
import { flag, number, sqlFile } from './sql-file.ts';

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
