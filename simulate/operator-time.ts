import type { Project } from '../ingest/project.ts';
import type { TruthLeg, TruthState } from './truth.ts';

/**
 * What an operator did with a period, reckoned the slow way: cut at every moment at which anything begins or ends, and
 * asked of each piece what it was. Nothing here is shared with the SQL of time-by-state and occupancy.
 */

export type OperatorLeg = Pick<
  TruthLeg,
  'operatorId' | 'queue' | 'answeredAt' | 'endedAt' | 'talkMs' | 'holdMs' | 'acwMs'
>;
/** Wrap-up times in ms by queue. */
export type WrapUps = ReadonlyMap<string, number>;
export type OperatorSpan = Pick<TruthState, 'operatorId' | 'state' | 'reason' | 'startMs' | 'endMs'> & {
  /** False: nothing told its end, so that it is no ACW. */
  readonly ended?: boolean;
};

export type TimeQuestion = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly acwReasons: readonly string[];
  readonly acwWithinMs: number;
  /** Left out: no queue has one. */
  readonly wrapUps?: WrapUps;
};

export type ExpectedTime = {
  readonly operatorId: string;
  readonly handledLegs: number;
  readonly loggedInMs: number;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly acwMs: number;
  readonly pauseMs: number;
  readonly idleMs: number;
  readonly outsideMs: number;
  readonly pauseMsByReason: Readonly<Record<string, number>>;
};

type Span = { readonly startMs: number; readonly endMs: number };
type Filled = { readonly talk: Span; readonly hold: Span; readonly acw: Span };

/** A row an operator who was logged in or handled something in the period, by id. */
export function expectedTime(
  legs: readonly OperatorLeg[],
  states: readonly OperatorSpan[],
  asked: TimeQuestion,
): readonly ExpectedTime[] {
  const people = [...new Set([...legs, ...states].map(({ operatorId }) => operatorId))].sort();
  return people
    .map((operatorId) => {
      const own = states.filter((state) => state.operatorId === operatorId);
      const answered = legs.filter((leg) => leg.operatorId === operatorId && leg.answeredAt !== null);
      return timeOf(operatorId, filledBy(answered, own, asked), own, asked);
    })
    .filter(({ loggedInMs, outsideMs }) => loggedInMs > 0 || outsideMs > 0);
}

/** The pause that is a leg's ACW: the first for one of the reasons that begins in time, if no later leg ended before it. */
export function acwPauseOf<Leg extends OperatorLeg>(
  leg: Leg,
  legs: readonly Leg[],
  states: readonly OperatorSpan[],
  { acwReasons, acwWithinMs }: Pick<TimeQuestion, 'acwReasons' | 'acwWithinMs'>,
): OperatorSpan | undefined {
  return states
    .filter(({ operatorId, state }) => operatorId === leg.operatorId && state === 'pause')
    .filter(({ reason, startMs }) => {
      const inTime = startMs >= leg.endedAt && startMs <= leg.endedAt + acwWithinMs;
      // Only those few are compared with all legs: eight weeks have thousands.
      if (!inTime || !acwReasons.includes(reason)) return false;
      return !legs.some((other) => {
        const same = other.operatorId === leg.operatorId && other.answeredAt !== null;
        return same && other.endedAt > leg.endedAt && other.endedAt <= startMs;
      });
    })
    .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs || Number(b.ended ?? true) - Number(a.ended ?? true))[0];
}

export function wrapUpsOf({ queues }: Pick<Project, 'queues'>): WrapUps {
  return new Map(Object.entries(queues).map(([queue, { wrapUpSeconds }]) => [queue, wrapUpSeconds * 1000]));
}

/** The ACW of a leg that no pause tells: what is stated, else the wrap-up time of the queue that sent the call. */
export function acwWithoutPause(
  { acwMs, talkMs, queue }: Pick<OperatorLeg, 'acwMs' | 'talkMs' | 'queue'>,
  wrapUps: WrapUps = new Map(),
): number | null {
  if (acwMs !== null || talkMs === null || queue === null) return acwMs;
  return wrapUps.get(queue) ?? null;
}

function filledBy(
  legs: readonly OperatorLeg[],
  states: readonly OperatorSpan[],
  asked: TimeQuestion,
): readonly Filled[] {
  return legs.map((leg) => {
    const answeredMs = leg.answeredAt ?? 0;
    const talkedMs = answeredMs + (leg.talkMs ?? 0);
    const freeMs = talkedMs + (leg.holdMs ?? 0);
    const pause = acwPauseOf(leg, legs, states, asked);
    const stated = { startMs: freeMs, endMs: freeMs + (acwWithoutPause(leg, asked.wrapUps) ?? 0) };
    const goesOn = { startMs: freeMs, endMs: freeMs };
    return {
      talk: { startMs: answeredMs, endMs: talkedMs },
      hold: { startMs: talkedMs, endMs: freeMs },
      acw: pause === undefined ? stated : pause.ended === false ? goesOn : pause,
    };
  });
}

function timeOf(
  operatorId: string,
  filled: readonly Filled[],
  states: readonly OperatorSpan[],
  { fromMs, toMs }: TimeQuestion,
): ExpectedTime {
  const within = ({ startMs, endMs }: Span): boolean => endMs > startMs && endMs > fromMs && startMs < toMs;
  const near = filled
    .map((parts) => [parts.talk, parts.hold, parts.acw] as const)
    .filter((parts) => parts.some(within));
  const own = states.filter(within);
  const spans = [...near.flat(), ...own].filter(within);
  const cuts = [...new Set([fromMs, toMs, ...spans.flatMap(({ startMs, endMs }) => [startMs, endMs])])]
    .filter((at) => at >= fromMs && at <= toMs)
    .sort((a, b) => a - b);
  const sums = { talk: 0, hold: 0, acw: 0, pause: 0, idle: 0, outside: 0, away: 0 };
  const pauseMsByReason: Record<string, number> = {};
  for (const [index, at] of cuts.slice(0, -1).entries()) {
    const lengthMs = (cuts[index + 1] ?? at) - at;
    const state = stateAt(at, near, own);
    sums[state] += lengthMs;
    if (state !== 'pause') continue;
    const reason = lastReason(at, own);
    pauseMsByReason[reason] = (pauseMsByReason[reason] ?? 0) + lengthMs;
  }
  const { talk, hold, acw, pause, idle, outside } = sums;
  const times = { talkMs: talk, holdMs: hold, acwMs: acw, pauseMs: pause, idleMs: idle, outsideMs: outside };
  const loggedInMs = talk + hold + acw + pause + idle;
  // From the answer to the end of the ACW, whatever lies between: so a leg is counted once in each period it touches.
  const handledLegs = filled.filter(({ talk, hold, acw }) =>
    within({ startMs: talk.startMs, endMs: Math.max(hold.endMs, acw.endMs) }),
  ).length;
  return { operatorId, handledLegs, loggedInMs, ...times, pauseMsByReason };
}

type State = 'talk' | 'hold' | 'acw' | 'pause' | 'idle' | 'outside' | 'away';

const at = (moment: number, { startMs, endMs }: Span): boolean => startMs <= moment && moment < endMs;

function stateAt(
  moment: number,
  filled: readonly (readonly [talk: Span, hold: Span, acw: Span])[],
  states: readonly OperatorSpan[],
): State {
  const talks = filled.some(([talk]) => at(moment, talk));
  const holds = filled.some(([, hold]) => at(moment, hold));
  const wraps = filled.some(([, , acw]) => at(moment, acw));
  const loggedIn = states.some((span) => span.state === 'session' && at(moment, span));
  if (!loggedIn) return talks || holds || wraps ? 'outside' : 'away';
  if (talks) return 'talk';
  if (holds) return 'hold';
  if (wraps) return 'acw';
  return states.some((span) => span.state === 'pause' && at(moment, span)) ? 'pause' : 'idle';
}

/** Of the pauses that run, the reason of the one that began last. */
function lastReason(moment: number, states: readonly OperatorSpan[]): string {
  const running = states.filter((span) => span.state === 'pause' && at(moment, span));
  const last = running.sort((a, b) => b.startMs - a.startMs || (a.reason < b.reason ? 1 : -1))[0];
  return last?.reason ?? '';
}
