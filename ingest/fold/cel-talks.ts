import type { EpochMs } from '../call.ts';
import type { AsteriskCelPayload } from '../contracts.ts';
import type { Party, Shown } from './asterisk-parties.ts';
import { afterEvent, connectedWith, type Bridged } from './bridged-channels.ts';

export type CelEvent = AsteriskCelPayload & { readonly at: EpochMs; readonly id: string; readonly callId: string };

/** What is known of a channel: who is at it, since when it is there, and whether it was rung rather than that it called. */
export type Known = {
  readonly channel: string;
  readonly party: Party;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly rung: boolean;
};

/** A channel at which an operator is. */
export type OperatorChannel = Known & { readonly party: Extract<Party, { kind: 'operator' }> };

/** A stretch in which an operator's telephone and the customer heard each other, or one kept the other on hold. */
type Stretch = { readonly operatorId: string; readonly from: EpochMs; readonly to: EpochMs; readonly held: boolean };

/** Each operator's talks: a new one begins where somebody else had the customer since the operator's last stretch. */
export function talksOf(
  events: readonly CelEvent[],
  operators: readonly OperatorChannel[],
  customers: readonly string[],
): readonly Shown[] {
  const talksBy = new Map<string, Stretch[][]>();
  let bridged: Bridged = new Map();
  let holding: ReadonlySet<string> = new Set();
  let heardUntil = -Infinity;
  for (const [index, event] of events.entries()) {
    bridged = afterEvent(bridged, event);
    holding = afterHold(holding, event);
    // What still goes on after the last event has no end yet.
    const step = { from: event.at, to: events[index + 1]?.at ?? Infinity };
    if (step.to <= step.from) continue;
    const heard = heardOperators(connectedWith(bridged, customers), operators, holding);
    for (const [operatorId, held] of heard) {
      const talks = talksBy.get(operatorId) ?? [];
      talksBy.set(operatorId, withStretch(talks, { operatorId, ...step, held }, heardUntil));
    }
    if (heard.size > 0) heardUntil = step.to;
  }
  return [...talksBy].flatMap(([operatorId, talks]) =>
    talks.map((talk, index) => shownTalk(talk, { operatorId, nth: index + 1 }, operators)),
  );
}

/** The operators of whom a telephone hears the customer, and whether the customer is on hold at all that do. */
function heardOperators(
  heard: ReadonlySet<string>,
  operators: readonly OperatorChannel[],
  holding: ReadonlySet<string>,
): ReadonlyMap<string, boolean> {
  const heldBy = new Map<string, boolean>();
  for (const { channel, party } of operators)
    if (heard.has(channel))
      heldBy.set(party.operatorId, (heldBy.get(party.operatorId) ?? true) && holding.has(channel));
  return heldBy;
}

/**
 * An operator's talks with one more stretch, in place: a call may have thousands of events. `heardUntil`: until when
 * anybody heard the customer before it, and after the operator's own last stretch that was somebody else.
 */
function withStretch(talks: Stretch[][], stretch: Stretch, heardUntil: EpochMs): Stretch[][] {
  const talk = talks.at(-1);
  const last = talk?.at(-1);
  if (talk === undefined || last === undefined || heardUntil > last.to) talks.push([stretch]);
  else if (last.to === stretch.from && last.held === stretch.held) talk[talk.length - 1] = { ...last, to: stretch.to };
  else talk.push(stretch);
  return talks;
}

function afterHold(holding: ReadonlySet<string>, { event, channel }: CelEvent): ReadonlySet<string> {
  if (event === 'HOLD') return new Set([...holding, channel]);
  const over = event === 'UNHOLD' || event === 'HANGUP' || event === 'CHAN_END';
  return over && holding.has(channel) ? new Set([...holding].filter((other) => other !== channel)) : holding;
}

function shownTalk(
  talk: readonly Stretch[],
  { operatorId, nth }: { readonly operatorId: string; readonly nth: number },
  operators: readonly OperatorChannel[],
): Shown {
  const answeredAt = talk[0]?.from ?? 0;
  const endedAt = talk.at(-1)?.to ?? answeredAt;
  const own = operators.filter(({ party, startedAt }) => party.operatorId === operatorId && startedAt <= answeredAt);
  const rung = own.findLast((known) => known.rung) ?? own.at(-1);
  return {
    id: `asterisk_cel:${operatorId}:${nth}`,
    operatorId,
    alias:
      rung?.party.alias ?? operators.find(({ party }) => party.operatorId === operatorId)?.party.alias ?? operatorId,
    startedAt: nth === 1 ? (rung?.startedAt ?? answeredAt) : answeredAt,
    answeredAt,
    endedAt: endedAt === Infinity ? null : endedAt,
    holdMs: keptWaitingMs(talk),
  };
}

/** Stretches on hold that are over, and the time between stretches. */
function keptWaitingMs(talk: readonly Stretch[]): number {
  return talk.reduce((sum, { from, to, held }, index) => {
    const gap = index === 0 ? 0 : from - (talk[index - 1]?.to ?? from);
    return sum + gap + (held && to !== Infinity ? to - from : 0);
  }, 0);
}
