import { mean, percent, percentile } from '../expected-queues.ts';
import { acwPauseOf, acwWithoutPause, type WrapUps } from '../operator-time.ts';
import type { TruthCall, TruthLeg, TruthState } from '../truth.ts';

/** What AHT, talk and hold are by what happened; definitions in docs/metrics.md. All calls are of one project. */

export type HandlingQuestion = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly acwReasons: readonly string[];
  readonly acwWithinMs: number;
  readonly wrapUps: WrapUps;
};

type Handled = TruthLeg & { readonly answeredAt: number; readonly call: TruthCall };

export type ExpectedAht = {
  readonly basis: 'call' | 'leg';
  readonly channel: string;
  readonly operatorId: string;
  readonly handled: number;
  readonly talkSumMs: number;
  readonly holdSumMs: number;
  readonly acwSumMs: number;
  readonly holdKnown: number;
  readonly acwKnown: number;
  readonly ahtMs: number | null;
  readonly meanHoldMs: number | null;
  readonly meanAcwMs: number | null;
};

/** By call for all, by leg for all and for each operator. A call counts where it began, a leg where it was answered. */
export function expectedAht(
  calls: readonly TruthCall[],
  states: readonly TruthState[],
  asked: HandlingQuestion,
): readonly ExpectedAht[] {
  const legs = withAcw(answeredLegs(calls), states, asked).filter(({ talkMs }) => talkMs !== null);
  const begun = legs.filter(({ call }) => isWithin(call.startedAt, asked));
  const answered = legs.filter(({ answeredAt }) => isWithin(answeredAt, asked));
  return [
    ...[...Map.groupBy(begun, ({ call }) => call.channel)].map(([channel, own]) =>
      ahtOf({ basis: 'call', channel, operatorId: '' }, [...Map.groupBy(own, ({ call }) => call).values()]),
    ),
    ...byOperator(answered).map(({ own, ...whose }) =>
      ahtOf(
        { basis: 'leg', ...whose },
        own.map((leg) => [leg]),
      ),
    ),
  ];
}

/** @param items the legs of each call, or each leg by itself. */
function ahtOf(
  whose: Pick<ExpectedAht, 'basis' | 'channel' | 'operatorId'>,
  items: readonly (readonly Handled[])[],
): ExpectedAht {
  const known = (of: 'holdMs' | 'acwMs'): number => items.filter((legs) => legs.some((leg) => leg[of] !== null)).length;
  const total = (of: 'talkMs' | 'holdMs' | 'acwMs'): number => sum(items.flat().map((leg) => leg[of]));
  const sums = { talkSumMs: total('talkMs'), holdSumMs: total('holdMs'), acwSumMs: total('acwMs') };
  const [holdKnown, acwKnown] = [known('holdMs'), known('acwMs')];
  return {
    ...whose,
    handled: items.length,
    ...sums,
    ...{ holdKnown, acwKnown },
    ahtMs: ratio(sums.talkSumMs + sums.holdSumMs + sums.acwSumMs, items.length),
    meanHoldMs: ratio(sums.holdSumMs, holdKnown),
    meanAcwMs: ratio(sums.acwSumMs, acwKnown),
  };
}

export type ExpectedTalk = {
  readonly channel: string;
  readonly operatorId: string;
  readonly answeredLegs: number;
  readonly talkSumMs: number;
  readonly meanTalkMs: number | null;
  readonly medianTalkMs: number | null;
  readonly p90TalkMs: number | null;
  readonly holdKnown: number;
  readonly heldLegs: number;
  readonly holdSumMs: number;
  readonly holdPercent: number | null;
};

/** Of all and of each operator; a leg counts where it was answered. */
export function expectedTalk(
  calls: readonly TruthCall[],
  asked: Pick<HandlingQuestion, 'fromMs' | 'toMs'>,
): readonly ExpectedTalk[] {
  const legs = answeredLegs(calls).filter(({ answeredAt }) => isWithin(answeredAt, asked));
  return byOperator(legs).map(({ own, channel, operatorId }) => {
    const talks = own.flatMap(({ talkMs }) => talkMs ?? []);
    const held = own.filter(({ holdMs }) => holdMs !== null);
    const both = held.filter(({ talkMs }) => talkMs !== null);
    return {
      ...{ channel, operatorId },
      answeredLegs: own.length,
      talkSumMs: sum(talks),
      meanTalkMs: mean(talks),
      medianTalkMs: percentile(talks, 0.5),
      p90TalkMs: percentile(talks, 0.9),
      holdKnown: held.length,
      heldLegs: held.filter(({ holdMs }) => (holdMs ?? 0) > 0).length,
      holdSumMs: sum(held.map(({ holdMs }) => holdMs)),
      holdPercent: percent(
        sum(both.map(({ holdMs }) => holdMs)),
        sum(both.flatMap(({ talkMs, holdMs }) => [talkMs, holdMs])),
      ),
    };
  });
}

function answeredLegs(calls: readonly TruthCall[]): readonly Handled[] {
  return calls.flatMap((call) =>
    call.legs.flatMap((leg) => (leg.answeredAt === null ? [] : [{ ...leg, answeredAt: leg.answeredAt, call }])),
  );
}

/** Where operators pause for it, ACW is that pause; else what the record states; else the wrap-up time of the queue. */
function withAcw(legs: readonly Handled[], states: readonly TruthState[], asked: HandlingQuestion): readonly Handled[] {
  const pauses = Map.groupBy(states, ({ operatorId }) => operatorId);
  return [...Map.groupBy(legs, ({ operatorId }) => operatorId)].flatMap(([operatorId, own]) =>
    own.map((leg) => {
      const pause = acwPauseOf(leg, own, pauses.get(operatorId) ?? [], asked);
      const acwMs = pause === undefined ? acwWithoutPause(leg, asked.wrapUps) : pause.endMs - pause.startMs;
      return { ...leg, acwMs };
    }),
  );
}

/** All legs of a channel, and those of each operator. */
function byOperator(
  legs: readonly Handled[],
): readonly { readonly channel: string; readonly operatorId: string; readonly own: readonly Handled[] }[] {
  return [...Map.groupBy(legs, ({ call }) => call.channel)].flatMap(([channel, all]) => [
    { channel, operatorId: '', own: all },
    ...[...Map.groupBy(all, (leg) => leg.operatorId)].map(([operatorId, own]) => ({ channel, operatorId, own })),
  ]);
}

function isWithin(at: number, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): boolean {
  return at >= fromMs && at < toMs;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
