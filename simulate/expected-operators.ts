import { expectedTime, type TimeQuestion } from './operator-time.ts';
import type { TruthCall, TruthLeg, TruthState } from './truth.ts';

/** The numbers of operators and calls as docs/metrics.md defines them, counted from the truth. */

export type Period = { readonly project: string; readonly fromMs: number; readonly toMs: number };

export type ExpectedOccupancy = {
  readonly operatorId: string;
  readonly handledLegs: number;
  readonly handledMs: number;
  readonly outsideMs: number;
  readonly loggedInMs: number;
  readonly availableMs: number;
  readonly occupancyPercent: number | null;
};

/**
 * Handled time over available time, each moment once and clipped to the period. A row an operator who was there or
 * handled something, by id.
 */
export function expectedOccupancy(
  calls: readonly TruthCall[],
  states: readonly TruthState[],
  { project, ...asked }: Period & TimeQuestion,
): readonly ExpectedOccupancy[] {
  const own = states.filter((state) => state.project === project);
  return expectedTime(legsOf(calls, project), own, asked).map((time) => {
    const { operatorId, handledLegs, talkMs, holdMs, acwMs, idleMs, outsideMs, loggedInMs } = time;
    const filledMs = talkMs + holdMs + acwMs;
    const availableMs = filledMs + idleMs;
    const occupancyPercent = availableMs === 0 ? null : (100 * filledMs) / availableMs;
    const handledMs = filledMs + outsideMs;
    return { operatorId, handledLegs, handledMs, outsideMs, loggedInMs, availableMs, occupancyPercent };
  });
}

export type OperatorSums = {
  readonly operatorId: string;
  /** Legs in all, answered ones, and those that rang in vain. */
  readonly legCount: number;
  readonly handledLegs: number;
  readonly missedLegs: number;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly acwMs: number;
  /** Handled legs of which the ACW is known: what a mean ACW divides by. */
  readonly acwKnown: number;
};

/** Legs and sums of their durations by operator id. */
export function expectedOperatorSums(calls: readonly TruthCall[], project: string): readonly OperatorSums[] {
  const byOperator = Map.groupBy(legsOf(calls, project), ({ operatorId }) => operatorId);
  return [...byOperator]
    .map(([operatorId, legs]) => ({
      operatorId,
      legCount: legs.length,
      handledLegs: legs.filter(({ answeredAt }) => answeredAt !== null).length,
      missedLegs: legs.filter(({ outcome }) => outcome === 'no_answer' || outcome === 'cancelled').length,
      talkMs: sum(legs.map(({ talkMs }) => talkMs)),
      holdMs: sum(legs.map(({ holdMs }) => holdMs)),
      acwMs: sum(legs.map(({ acwMs }) => acwMs)),
      acwKnown: legs.filter(({ answeredAt, acwMs }) => answeredAt !== null && acwMs !== null).length,
    }))
    .sort((a, b) => (a.operatorId < b.operatorId ? -1 : 1));
}

export type CallMix = {
  readonly direction: string;
  readonly channel: string;
  readonly disposition: string;
  readonly callCount: number;
  readonly legCount: number;
  readonly entryCount: number;
  readonly customerCount: number;
};

/** How many calls of which kind there were, with their legs, entries and distinct known customers. */
export function expectedCallMix(calls: readonly TruthCall[], project: string): readonly CallMix[] {
  const own = calls.filter((call) => call.project === project);
  const byKind = Map.groupBy(own, (call) => JSON.stringify([call.direction, call.channel, call.disposition]));
  return [...byKind.values()]
    .flatMap((alike) => {
      const [first] = alike;
      if (first === undefined) return [];
      const { direction, channel, disposition } = first;
      const legCount = alike.reduce((count, call) => count + call.legs.length, 0);
      const entryCount = alike.reduce((count, call) => count + call.entries.length, 0);
      const customerCount = new Set(alike.map(({ customer }) => customer).filter((customer) => customer !== '')).size;
      return [{ direction, channel, disposition, callCount: alike.length, legCount, entryCount, customerCount }];
    })
    .sort((a, b) => (mixKey(a) < mixKey(b) ? -1 : 1));
}

/** Sorts the mix. */
export function mixKey({ direction, channel, disposition }: CallMix): string {
  return [direction, channel, disposition].join(' ');
}

function legsOf(calls: readonly TruthCall[], project: string): readonly TruthLeg[] {
  return calls.filter((call) => call.project === project).flatMap(({ legs }) => legs);
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
