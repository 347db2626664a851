import { z } from 'zod';
import type { Project } from '../ingest/project.ts';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

/**
 * How ACW is told: a pause for one of the reasons that begins so soon after a call; where there is none and no source
 * states it, the wrap-up time of the leg's queue (queues and their times side by side).
 */
export type AcwRule = {
  readonly acwReasons: readonly string[];
  readonly acwWithinMs: number;
  readonly wrapUpQueues: readonly string[];
  readonly wrapUpMs: readonly number[];
};

export function acwRuleOf({
  acwReasons,
  acwWithinSeconds,
  queues,
}: Pick<Project, 'acwReasons' | 'acwWithinSeconds' | 'queues'>): AcwRule {
  return {
    acwReasons,
    acwWithinMs: acwWithinSeconds * 1000,
    wrapUpQueues: Object.keys(queues),
    wrapUpMs: Object.values(queues).map(({ wrapUpSeconds }) => wrapUpSeconds * 1000),
  };
}

/** From inclusive, to exclusive, epoch ms; operatorId '' means everybody. */
export type OperatorPeriod = ProjectPeriod & { readonly operatorId: string };

const percent = number.nullable();
const duration = number.nullable();

const occupancyRow = z.object({
  operatorId: z.string(),
  handledLegs: number,
  /** Talk, hold and ACW, each moment once. */
  handledMs: number,
  /** Of it, while not logged in: outside occupancy. */
  outsideMs: number,
  loggedInMs: number,
  availableMs: number,
  occupancyPercent: percent,
});
export type OccupancyRow = z.infer<typeof occupancyRow>;
/** Handled time over available time of each operator, percent 0–100. */
export const occupancy: Query<OperatorPeriod & AcwRule, OccupancyRow> = sqlFile('occupancy', occupancyRow);

const timeByStateRow = z.object({
  operatorId: z.string(),
  /** Talk, hold, ACW, pause and idle add up to it. */
  loggedInMs: number,
  talkMs: number,
  holdMs: number,
  acwMs: number,
  pauseMs: number,
  idleMs: number,
  /** Talk, hold and ACW while not logged in. */
  outsideMs: number,
  pauseMsByReason: z.record(z.string(), number),
  utilisationPercent: percent,
});
export type TimeByStateRow = z.infer<typeof timeByStateRow>;
/** What each operator did with the time they were logged in. */
export const timeByState: Query<OperatorPeriod & AcwRule, TimeByStateRow> = sqlFile('time-by-state', timeByStateRow);

const ahtRow = z.object({
  basis: z.enum(['call', 'leg']),
  channel: z.string(),
  /** '' for all together. */
  operatorId: z.string(),
  /** Calls or legs, by the basis: n of AHT and mean talk. */
  handled: number,
  talkSumMs: number,
  holdSumMs: number,
  acwSumMs: number,
  /** n of the mean hold and of the mean ACW. */
  holdKnown: number,
  acwKnown: number,
  ahtMs: duration,
  meanTalkMs: duration,
  meanHoldMs: duration,
  meanAcwMs: duration,
});
export type AhtRow = z.infer<typeof ahtRow>;
/** AHT by call (all) and by leg (all, and each operator), a row a channel; queue '' all. */
export const aht: Query<OperatorPeriod & AcwRule & { readonly queue: string }, AhtRow> = sqlFile('aht', ahtRow);

const talkAndHoldRow = z.object({
  channel: z.string(),
  /** '' for all together. */
  operatorId: z.string(),
  answeredLegs: number,
  /** n of the talk values. */
  talkKnown: number,
  talkSumMs: number,
  meanTalkMs: duration,
  medianTalkMs: duration,
  p90TalkMs: duration,
  /** n of the hold values. */
  holdKnown: number,
  heldLegs: number,
  holdSumMs: number,
  meanHoldMs: duration,
  holdPercent: percent,
});
export type TalkAndHoldRow = z.infer<typeof talkAndHoldRow>;
/** Talk and hold of answered legs, a row a channel and each operator of it; queue '' all. */
export const talkAndHold: Query<OperatorPeriod & { readonly queue: string }, TalkAndHoldRow> = sqlFile(
  'talk-and-hold',
  talkAndHoldRow,
);
