import { percent } from '../expected-queues.ts';
import { dayAfter, HOUR_MS, momentOf, wallClock, weekdayOf } from '../local-time.ts';
import type { TruthCall } from '../truth.ts';

/** What is counted by calls and customers, by what happened; definitions in docs/metrics.md. All calls are of one project. */

export type CallsPeriod = { readonly fromMs: number; readonly toMs: number };

export type ExpectedMix = {
  readonly channel: string;
  readonly calls: number;
  readonly inbound: number;
  readonly outbound: number;
  readonly internal: 0;
  readonly inboundPerOutbound: number | null;
  readonly inboundPercent: number | null;
};

export function expectedDirectionMix(calls: readonly TruthCall[], asked: CallsPeriod): readonly ExpectedMix[] {
  return [...Map.groupBy(begunWithin(calls, asked), ({ channel }) => channel)].map(([channel, own]) => {
    const inbound = own.filter(({ direction }) => direction === 'inbound').length;
    const outbound = own.length - inbound;
    return {
      channel,
      calls: own.length,
      ...{ inbound, outbound, internal: 0 },
      inboundPerOutbound: outbound === 0 ? null : inbound / outbound,
      inboundPercent: percent(inbound, own.length),
    };
  });
}

export type ExpectedOutgoing = {
  readonly operatorId: string;
  readonly attempts: number;
  readonly connectedCalls: number;
  readonly connectedPercent: number | null;
  readonly callbacks: number;
  readonly callbacksConnected: number;
  readonly talkSumMs: number;
};

/** All attempts, and those of each operator. */
export function expectedOutgoing(calls: readonly TruthCall[], asked: CallsPeriod): readonly ExpectedOutgoing[] {
  const attempts = begunWithin(calls, asked).filter(({ direction }) => direction === 'outbound');
  return whoseCalls(attempts).map(({ operatorId, own }) => {
    const connected = own.filter((call) => isReachedBy(call, operatorId));
    const callbacks = own.filter(({ parentCallId }) => parentCallId !== '');
    return {
      operatorId,
      attempts: own.length,
      connectedCalls: connected.length,
      connectedPercent: percent(connected.length, own.length),
      callbacks: callbacks.length,
      callbacksConnected: callbacks.filter((call) => isReachedBy(call, operatorId)).length,
      talkSumMs: own.reduce((sum, call) => sum + talkOf(call, operatorId), 0),
    };
  });
}

export type ExpectedTargets = {
  readonly direction: string;
  readonly operatorId: string;
  readonly calls: number;
  readonly answered: number;
  readonly targetCalls: number;
  readonly talkUnknown: 0;
  readonly targetPercent: number | null;
};

export function expectedTargetCalls(
  calls: readonly TruthCall[],
  asked: CallsPeriod & { readonly targetMs: number },
): readonly ExpectedTargets[] {
  return [...Map.groupBy(begunWithin(calls, asked), ({ direction }) => direction)].flatMap(([direction, all]) =>
    whoseCalls(all).map(({ operatorId, own }) => {
      const answered = own.filter((call) => isReachedBy(call, operatorId));
      const targets = answered.filter((call) => talkOf(call, operatorId) >= asked.targetMs);
      return {
        ...{ direction, operatorId },
        calls: own.length,
        answered: answered.length,
        targetCalls: targets.length,
        talkUnknown: 0,
        targetPercent: percent(targets.length, answered.length),
      };
    }),
  );
}

export type ExpectedHour = {
  readonly weekday: number;
  readonly hour: number;
  readonly calls: number;
  readonly answered: number;
  readonly hours: number;
  readonly callsPerHour: number | null;
};

/** Whole days of the wall clock; an hour that comes twice lasts two. Monday is 1. */
export function expectedWeekdayHours(
  calls: readonly TruthCall[],
  { startDay, days, timeZone }: { readonly startDay: string; readonly days: number; readonly timeZone: string },
): readonly ExpectedHour[] {
  const clock = wallClock(timeZone);
  const last = dayAfter(startDay, days);
  const byHour = Map.groupBy(calls, ({ startedAt }) => {
    const wall = clock.iso(startedAt);
    const date = wall.slice(0, 10);
    return date >= startDay && date < last ? placeOf(weekdayOf(date) + 1, Number(wall.slice(11, 13))) : '';
  });
  const hours = new Map<string, number>();
  for (let day = 0; day < days; day++) {
    const date = dayAfter(startDay, day);
    for (let hour = 0; hour < 24; hour++) {
      const place = placeOf(weekdayOf(date) + 1, hour);
      const lastsMs = momentOf(date, (hour + 1) * 60, timeZone) - momentOf(date, hour * 60, timeZone);
      hours.set(place, (hours.get(place) ?? 0) + lastsMs / HOUR_MS);
    }
  }
  return [...hours].map(([place, held]) => {
    const own = byHour.get(place) ?? [];
    const [weekday = 0, hour = 0] = place.split(' ').map(Number);
    const answered = own.filter((call) => isReachedBy(call, '')).length;
    return { weekday, hour, calls: own.length, answered, hours: held, callsPerHour: own.length / held };
  });
}

function placeOf(weekday: number, hour: number): string {
  return `${String(weekday)} ${String(hour)}`;
}

export type ExpectedCallers = {
  readonly calls: number;
  readonly hidden: number;
  readonly firstCalls: number;
  readonly repeatedCalls: number;
};

/** Of inbound calls; the simulation knows of nobody who called before it. */
export function expectedCallers(calls: readonly TruthCall[], windowMs: number): ExpectedCallers {
  const inbound = calls.filter(({ direction }) => direction === 'inbound').toSorted(byStart);
  const known = inbound.filter(({ customer }) => customer !== '');
  const lastAt = new Map<string, number>();
  let repeatedCalls = 0;
  for (const { customer, startedAt } of known) {
    if (startedAt - (lastAt.get(customer) ?? -Infinity) <= windowMs) repeatedCalls++;
    lastAt.set(customer, startedAt);
  }
  const hidden = inbound.length - known.length;
  return { calls: inbound.length, hidden, firstCalls: known.length - repeatedCalls, repeatedCalls };
}

export function byStart(a: TruthCall, b: TruthCall): number {
  return a.startedAt - b.startedAt || (a.callId < b.callId ? -1 : 1);
}

/** Whether an operator spoke to the customer; '' for anybody. */
export function isReachedBy({ legs }: TruthCall, operatorId: string): boolean {
  return legs.some((leg) => leg.answeredAt !== null && (operatorId === '' || leg.operatorId === operatorId));
}

function talkOf({ legs }: TruthCall, whose: string): number {
  const own = legs.filter(
    ({ operatorId, answeredAt }) => answeredAt !== null && (whose === '' || operatorId === whose),
  );
  return own.reduce((sum, { talkMs }) => sum + (talkMs ?? 0), 0);
}

/** All calls, and those on which each operator has a leg. */
function whoseCalls(
  calls: readonly TruthCall[],
): readonly { readonly operatorId: string; readonly own: readonly TruthCall[] }[] {
  const people = [...new Set(calls.flatMap(({ legs }) => legs.map(({ operatorId }) => operatorId)))];
  return [
    { operatorId: '', own: calls },
    ...people.map((operatorId) => ({
      operatorId,
      own: calls.filter(({ legs }) => legs.some((leg) => leg.operatorId === operatorId)),
    })),
  ];
}

function begunWithin(calls: readonly TruthCall[], { fromMs, toMs }: CallsPeriod): readonly TruthCall[] {
  return calls.filter(({ startedAt }) => startedAt >= fromMs && startedAt < toMs);
}
