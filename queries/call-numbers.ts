import { z } from 'zod';
import type { Interval } from '../ingest/working-hours.ts';
import type { Query } from '../store/store.ts';
import type { OperatorPeriod } from './operator-numbers.ts';
import type { ProjectPeriod, QueuePeriod } from './period.ts';
import { flag, number, sqlFile } from './sql-file.ts';

const percent = number.nullable();

const directionMixRow = z.object({
  channel: z.string(),
  calls: number,
  inbound: number,
  outbound: number,
  internal: number,
  inboundPerOutbound: number.nullable(),
  inboundPercent: percent,
});
export type DirectionMixRow = z.infer<typeof directionMixRow>;
/** Inbound : outbound, a row a channel. */
export const directionMix: Query<OperatorPeriod, DirectionMixRow> = sqlFile('direction-mix', directionMixRow);

const outgoingRow = z.object({
  /** '' for all together. */
  operatorId: z.string(),
  attempts: number,
  connectedCalls: number,
  connectedPercent: percent,
  callbacks: number,
  callbacksConnected: number,
  /** n of the mean talk. */
  talkKnown: number,
  talkSumMs: number,
  meanTalkMs: number.nullable(),
});
export type OutgoingRow = z.infer<typeof outgoingRow>;
/** Outbound attempts, those that reached somebody, and their talk: all, and each operator. */
export const outgoing: Query<OperatorPeriod, OutgoingRow> = sqlFile('outgoing', outgoingRow);

const targetCallsRow = z.object({
  direction: z.string(),
  /** '' for all together. */
  operatorId: z.string(),
  calls: number,
  /** n of the share. */
  answered: number,
  targetCalls: number,
  talkUnknown: number,
  targetPercent: percent,
});
export type TargetCallsRow = z.infer<typeof targetCallsRow>;
/** Answered calls of at least `targetMs` of talk, by direction: all, and each operator. */
export const targetCalls: Query<OperatorPeriod & { readonly targetMs: number }, TargetCallsRow> = sqlFile(
  'target-calls',
  targetCallsRow,
);

export type WeekdayHourParams = OperatorPeriod & {
  /** '' for all. */
  readonly queue: string;
  /** '' for all. */
  readonly direction: '' | 'inbound' | 'outbound' | 'internal';
  readonly channel: '' | 'voice' | 'chat' | 'email' | 'messenger';
  /** Whose wall clock tells weekday and hour. */
  readonly timeZone: string;
};
const weekdayHourRow = z.object({
  /** 1 is Monday. */
  weekday: number,
  hour: number,
  calls: number,
  answered: number,
  /** How many such hours the period holds. */
  hours: number,
  callsPerHour: number.nullable(),
  answeredPerHour: number.nullable(),
});
export type WeekdayHourRow = z.infer<typeof weekdayHourRow>;
/** Calls by weekday and hour of the wall clock. The period must be bounded by what is known: 230 years have many hours. */
export const callsByWeekdayHour: Query<WeekdayHourParams, WeekdayHourRow> = sqlFile(
  'calls-by-weekday-hour',
  weekdayHourRow,
);

const callersRow = z.object({
  calls: number,
  hidden: number,
  firstCalls: number,
  repeatedCalls: number,
  repeatedPercent: percent,
});
export type CallersRow = z.infer<typeof callersRow>;
/** First and repeated inbound calls; one row. */
export const callers: Query<ProjectPeriod & { readonly windowMs: number }, CallersRow> = sqlFile('callers', callersRow);

/** Intervals [from, to) of working time, side by side: one from the beginning to the end of time where none are configured. */
export type WorkingTime = { readonly workFromMs: readonly number[]; readonly workToMs: readonly number[] };

export function workingTimeOf(hours: readonly Interval[]): WorkingTime {
  return { workFromMs: hours.map(({ fromMs }) => fromMs), workToMs: hours.map(({ toMs }) => toMs) };
}

export type MissedParams = QueuePeriod &
  WorkingTime & {
    /** Only calls that began before it are known. */
    readonly asOfMs: number;
    readonly shortMs: number;
    /** Missed calls of one customer within it are one row of work. */
    readonly windowMs: number;
  };

const missedRow = z.object({
  customerKey: z.string(),
  firstMissedMs: number,
  lastMissedMs: number,
  missedCalls: number,
  state: z.enum(['open', 'attempted']),
  attemptIds: z.array(z.string()),
  lastAttemptMs: number.nullable(),
  queue: z.string(),
  kind: z.string(),
  outsideHours: flag,
  callIds: z.array(z.string()),
});
export type MissedRow = z.infer<typeof missedRow>;
/** The work list: customers who called in vain and have not been reached since, longest waiting first. */
export const missedNotReached: Query<MissedParams, MissedRow> = sqlFile('missed-not-reached', missedRow);

const missedCountsRow = z.object({
  outsideHours: flag,
  kind: z.string(),
  missedCalls: number,
  excludedShort: number,
  excludedInternal: number,
  excludedSpam: number,
  excludedWrongNumber: number,
  hidden: number,
  open: number,
  attempted: number,
  recoveredByCallback: number,
  recoveredByCustomer: number,
  recoveredWithinWindow: number,
  recoveredPercent: percent,
});
export type MissedCountsRow = z.infer<typeof missedCountsRow>;
/** Missed calls by kind, within and outside working hours, and what became of them. */
export const missedCalls: Query<MissedParams, MissedCountsRow> = sqlFile('missed-calls', missedCountsRow);

const knownPeriodRow = z.object({ firstMs: number.nullable(), lastMs: number.nullable() });
/** The first and last moment that anything in a project tells of; one row. */
export const knownPeriod: Query<{ readonly project: string }, z.infer<typeof knownPeriodRow>> = sqlFile(
  'known-period',
  knownPeriodRow,
);
