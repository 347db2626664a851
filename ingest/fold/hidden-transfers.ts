import type { EpochMs, Leg } from '../call.ts';
import { GRAIN_MS } from './asterisk-parties.ts';
import { isProvisional } from './call-facts.ts';

/** A telephone's answer is seen by the queue a little later than by its channel. */
const SAME_ANSWER_MS = 3000;

/**
 * Legs of a queue_log, put right by those that CDR rows or channel events show. A queue_log does not see a transfer
 * through Local channels: its operator seems to talk to the end, though another one does. So:
 * - an operator whose own rows end before the log's leg does, while another one's go on, handed the call over there;
 * - an operator who spoke and whom the log does not know at that time has a leg of his own, of no queue;
 * - hold is taken from channel events, where they tell any.
 * No second is credited twice: a leg that is added begins where the one before it ends. A leg of an unknown operator that
 * begins when the log's begins, or holds its answer and ends with it, is the same person under another name.
 * `ofQueueRows`: the ids of legs that rows of the Queue application show. Such a row bills from where the channel was
 * answered, maybe by a menu long before: until the log's first answer the customer waited.
 */
export function withHiddenTransfers(
  logged: readonly Leg[],
  shown: readonly Leg[],
  ofQueueRows: ReadonlySet<string>,
): readonly Leg[] {
  const firstAnswerAt = Math.min(...logged.map(({ answeredAt }) => answeredAt ?? Infinity));
  const spoken = shown
    .filter((leg) => leg.answeredAt !== null)
    .flatMap((leg) => (ofQueueRows.has(leg.legId) ? afterWaiting(leg, firstAnswerAt) : [leg]));
  const hidden = spoken.filter((leg) => !isKnown(leg, logged));
  const cut = logged.map((leg) => withHold(cutAt(leg, handedOverAt(leg, spoken, hidden)), spoken));
  const added = hidden.flatMap((leg) => afterOthers(leg, cut));
  return added.length === 0 ? cut : [...cut, ...added].sort((a, b) => a.startedAt - b.startedAt);
}

/** Whether the log has the talk, under the same operator or under another name of an unknown one. */
function isKnown(leg: Leg, logged: readonly Leg[]): boolean {
  return logged.some((other) => {
    if (other.answeredAt === null) return false;
    if (other.operatorId === leg.operatorId) return overlapMs(other, leg) > 0 || sameAnswer(other, leg);
    if (isProvisional(leg.operatorId) && holdsToEnd(leg, other)) return true;
    return sameAnswer(other, leg) && (isProvisional(leg.operatorId) || isProvisional(other.operatorId));
  });
}

/** What is left of a talk once the waiting before it is taken off; nothing where the log has no answer before its end. */
function afterWaiting(leg: Leg, firstAnswerAt: EpochMs): readonly Leg[] {
  const { answeredAt, endedAt } = leg;
  if (answeredAt === null || answeredAt >= firstAnswerAt) return [leg];
  if (firstAnswerAt >= (endedAt ?? Infinity)) return [];
  const talkMs = endedAt === null ? null : Math.max(0, endedAt - firstAnswerAt - (leg.holdMs ?? 0));
  return [{ ...leg, startedAt: firstAnswerAt, answeredAt: firstAnswerAt, ringMs: null, talkMs }];
}

/** Whether a talk was going on when the log's leg was answered, and ended with it. */
function holdsToEnd(leg: Leg, { answeredAt, endedAt }: Leg): boolean {
  const ends = [leg.endedAt ?? Infinity, endedAt ?? Infinity] as const;
  const holds = (leg.answeredAt ?? Infinity) <= (answeredAt ?? 0) && (answeredAt ?? Infinity) < ends[0];
  return holds && (ends[0] === ends[1] || Math.abs(ends[0] - ends[1]) <= GRAIN_MS);
}

function sameAnswer(a: Leg, b: Leg): boolean {
  return Math.abs((a.answeredAt ?? 0) - (b.answeredAt ?? 0)) <= SAME_ANSWER_MS;
}

/** When an operator's call went on without him; null = it did not. */
function handedOverAt(leg: Leg, spoken: readonly Leg[], hidden: readonly Leg[]): EpochMs | null {
  if (leg.answeredAt === null) return null;
  const later = hidden.filter(
    (other) => overlapMs(leg, other) > GRAIN_MS && (other.answeredAt ?? 0) > (leg.answeredAt ?? 0) + GRAIN_MS,
  );
  const own = spoken.filter((other) => other.operatorId === leg.operatorId && overlapMs(leg, other) > 0);
  const ownEnd = own.length === 0 ? null : Math.max(...own.map((other) => other.endedAt ?? Infinity));
  const goesOn = later.filter((other) => ownEnd === null || (other.endedAt ?? Infinity) > ownEnd + GRAIN_MS);
  if (goesOn.length === 0) return null;
  return ownEnd ?? Math.min(...goesOn.map((other) => other.answeredAt ?? Infinity));
}

function cutAt(leg: Leg, at: EpochMs | null): Leg {
  if (at === null || leg.answeredAt === null || at >= (leg.endedAt ?? Infinity)) return leg;
  return { ...leg, endedAt: at, talkMs: Math.max(0, at - leg.answeredAt), outcome: 'transferred' };
}

/** Talk of a queue_log holds what the customer was kept waiting for. */
function withHold(leg: Leg, spoken: readonly Leg[]): Leg {
  const own = spoken.filter((other) => other.operatorId === leg.operatorId && overlapMs(leg, other) > 0);
  const told = own.flatMap(({ holdMs }) => holdMs ?? []);
  if (leg.holdMs !== null || leg.talkMs === null || told.length === 0) return leg;
  const holdMs = Math.min(
    leg.talkMs,
    told.reduce((sum, ms) => sum + ms, 0),
  );
  return { ...leg, holdMs, talkMs: leg.talkMs - holdMs };
}

/** A hidden talk from when the log's operators were gone; nothing of it where they had the customer all the time. */
function afterOthers(leg: Leg, cut: readonly Leg[]): readonly Leg[] {
  const others = cut
    .filter((other) => other.answeredAt !== null && overlapMs(other, leg) > 0)
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0));
  // One after another: whoever took over from the first had the customer as well.
  const from = others.reduce(
    (at, { answeredAt, endedAt }) => ((answeredAt ?? 0) <= at + GRAIN_MS ? Math.max(at, endedAt ?? Infinity) : at),
    leg.answeredAt ?? 0,
  );
  const until = Math.min(
    leg.endedAt ?? Infinity,
    ...others.map(({ answeredAt }) => ((answeredAt ?? 0) > from ? (answeredAt ?? 0) : Infinity)),
  );
  if (from + GRAIN_MS > until) return [];
  const endedAt = until === Infinity ? null : until;
  const untouched = from === leg.answeredAt && endedAt === leg.endedAt;
  if (untouched) return [leg];
  return [
    {
      ...leg,
      startedAt: Math.min(leg.startedAt, from),
      answeredAt: from,
      endedAt,
      talkMs: endedAt === null ? null : endedAt - from,
      holdMs: null,
    },
  ];
}

function overlapMs(a: Leg, b: Leg): number {
  const from = Math.max(a.answeredAt ?? Infinity, b.answeredAt ?? Infinity);
  return Math.min(a.endedAt ?? Infinity, b.endedAt ?? Infinity) - from;
}
