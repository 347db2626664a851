import { NO_FACTS, stated, type CallFacts, type FoldContext } from './call-facts.ts';
import type { Call } from '../call.ts';
import type { AsteriskCdrPayload } from '../contracts.ts';
import type { Told } from '../payload.ts';
import type { SourceEvent } from '../source-event.ts';
import {
  GRAIN_MS,
  isInboundContext,
  legsOfShown,
  overlap,
  partyOf,
  withoutOverlaps,
  type Party,
  type Shown,
} from './asterisk-parties.ts';

type Row = AsteriskCdrPayload & {
  readonly id: string;
  /** Who is at the two ends of the row. */
  readonly from: Party;
  readonly to: Party;
};

/**
 * The CDR rows of one linkedid as one call: rows are not calls. Talk is what an answered row with billed seconds shows
 * between an operator and somebody who is none. No talk are ANSWERED rows with billsec 0 (halves of Local channels, losers
 * of a ring group), NO ANSWER rows with billsec above 0 (early playback), and rows between two operators of a call with a
 * customer, as far as the one who asked still had the customer. Queues are not told: a row bills waiting as it bills talk.
 */
export function asteriskCdrFacts(told: readonly Told<AsteriskCdrPayload>[], context: FoldContext): CallFacts | null {
  const rows = rowsOf(told, context);
  const origin = rows.find(({ uniqueid, linkedid }) => linkedid === '' || uniqueid === linkedid) ?? rows[0];
  if (origin === undefined) return null;
  const direction = directionOf(rows, origin, context);
  const legs = legsOfShown(shownOf(rows, direction));
  const talks = legs.filter(({ answeredAt }) => answeredAt !== null);
  const ends = rows.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    ...NO_FACTS,
    direction,
    channel: 'voice',
    startedAt: { at: Math.min(...rows.map((row) => row.startedAt)), source: 'asterisk_cdr', doubtful: origin.doubtful },
    answeredAt: talks[0]?.answeredAt ?? null,
    endedAt: ends.length === 0 ? null : Math.max(...ends),
    disposition: talks.length > 0 ? null : dispositionOf(rows, direction),
    customerKey: customerOf(rows, direction),
    legs: legs.length === 0 ? null : legs,
  };
}

/** The ids of legs that a row of the Queue application shows: it bills the waiting before the talk, too. */
export function ofQueueRows(told: readonly Told<AsteriskCdrPayload>[]): ReadonlySet<string> {
  return new Set(
    told.filter(({ payload }) => payload.app.toLowerCase() === 'queue').map(({ event }) => legIdOf(event)),
  );
}

function legIdOf({ eventId }: SourceEvent): string {
  return `asterisk_cdr:${eventId}`;
}

function rowsOf(told: readonly Told<AsteriskCdrPayload>[], context: FoldContext): readonly Row[] {
  return told
    .map(({ event, payload }) => ({
      ...payload,
      id: legIdOf(event),
      from: partyOf(payload.channel, payload.startedAt, context),
      to: partyOf(payload.dstchannel, payload.startedAt, context),
    }))
    .sort((a, b) => a.startedAt - b.startedAt || Number(a.sequence) - Number(b.sequence) || (a.id < b.id ? -1 : 1));
}

/** By who began it: one from outside comes in; one of ours goes out as soon as anybody outside is reached or dialled. */
function directionOf(rows: readonly Row[], origin: Row, context: FoldContext): Call['direction'] {
  if (isInboundContext(origin.context, context) || origin.from.kind === 'outside') return 'inbound';
  const toCustomer = rows.some(({ to, customerIs }) => to.kind === 'outside' || customerIs === 'callee');
  const byCustomer = rows.some(({ from, customerIs }) => from.kind === 'outside' || customerIs === 'caller');
  if (isReal(origin.from)) return toCustomer ? 'outbound' : 'internal';
  // A Local channel began it: a call that a program made for an operator, or one that was sent on.
  return byCustomer ? 'inbound' : toCustomer ? 'outbound' : 'internal';
}

function isReal(party: Party): boolean {
  return party.kind === 'operator' && !party.local;
}

function shownOf(rows: readonly Row[], direction: Call['direction']): readonly Shown[] {
  const talks = talksOf(
    rows.filter((row) => !isConsult(row, direction)),
    direction,
  );
  const consults = talksOf(
    rows.filter((row) => isConsult(row, direction)),
    direction,
  );
  const talked = withoutOverlaps([...talks, ...afterHandOver(consults, talks)]);
  const rung = rows.flatMap((row) => (isTalk(row) ? [] : ringOf(row, direction)));
  return [...talked, ...onePerOperator(rung, talked)];
}

function isTalk({ disposition, billedMs, answeredAt, endedAt, dstchannel }: Row): boolean {
  return disposition === 'ANSWERED' && billedMs > 0 && answeredAt !== null && endedAt !== null && dstchannel !== '';
}

function isConsult({ from, to }: Row, direction: Call['direction']): boolean {
  return direction !== 'internal' && isReal(from) && to.kind === 'operator';
}

/** The operator of a row: who was reached, else who called; of an internal call who called. */
function operatorOf({ from, to }: Row, direction: Call['direction']): Extract<Party, { kind: 'operator' }> | null {
  if (direction === 'internal' && from.kind === 'operator' && !from.local) return from;
  if (to.kind === 'operator') return to;
  return from.kind === 'operator' ? from : null;
}

/** Talk by operator, rows that overlap as one; what only a Local channel shows counts where no telephone does. */
function talksOf(rows: readonly Row[], direction: Call['direction']): readonly Shown[] {
  const told = rows.filter(isTalk).flatMap((row) => {
    const operator = operatorOf(row, direction);
    return operator === null ? [] : [{ shown: shownRow(row, operator), local: operator.local }];
  });
  const real = told.filter(({ local }) => !local).map(({ shown }) => shown);
  const alone = told.filter(({ shown, local }) => local && !real.some((other) => overlap(shown, other)));
  const talks = [...real, ...alone.map(({ shown }) => shown)];
  return [...Map.groupBy(talks, ({ operatorId }) => operatorId).values()].flatMap(joined);
}

function shownRow(row: Row, { operatorId, alias }: Extract<Party, { kind: 'operator' }>): Shown {
  const { id, startedAt, answeredAt, endedAt } = row;
  return { id, operatorId, alias, startedAt, answeredAt, endedAt, holdMs: null };
}

/** One operator's talks, in order, those that touch or overlap as one. */
function joined(talks: readonly Shown[]): readonly Shown[] {
  return [...talks]
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))
    .reduce<readonly Shown[]>((before, talk) => {
      const last = before.at(-1);
      if (last === undefined || (talk.answeredAt ?? 0) > (last.endedAt ?? 0) + GRAIN_MS) return [...before, talk];
      return [...before.slice(0, -1), { ...last, endedAt: Math.max(last.endedAt ?? 0, talk.endedAt ?? 0) }];
    }, []);
}

/** An operator who was asked has the customer only from when all who had the customer before were gone. */
function afterHandOver(consults: readonly Shown[], talks: readonly Shown[]): readonly Shown[] {
  return consults.flatMap((consult) => {
    const before = talks.filter(
      ({ operatorId, answeredAt }) =>
        operatorId !== consult.operatorId && (answeredAt ?? 0) <= (consult.answeredAt ?? 0),
    );
    const goneAt = Math.max(consult.answeredAt ?? 0, ...before.map(({ endedAt }) => endedAt ?? 0));
    return goneAt + GRAIN_MS >= (consult.endedAt ?? 0) ? [] : [{ ...consult, answeredAt: goneAt }];
  });
}

/** Whoever was rung and did not talk on this row. Of an outbound call the caller, when nobody answered. */
function ringOf(row: Row, direction: Call['direction']): readonly Shown[] {
  const operator = operatorOf(row, direction);
  if (operator === null || (row.dstchannel === '' && row.disposition === 'ANSWERED')) return [];
  return [{ ...shownRow(row, operator), answeredAt: null }];
}

/** One ring an operator, and none of those who talked: rows of one ring are told by both halves of a Local channel. */
function onePerOperator(rung: readonly Shown[], talked: readonly Shown[]): readonly Shown[] {
  const silent = rung.filter(({ operatorId }) => talked.every((talk) => talk.operatorId !== operatorId));
  const starts = (a: Shown, b: Shown): boolean => a.startedAt <= (b.endedAt ?? b.startedAt) + GRAIN_MS;
  return silent.filter(
    (ring, index) =>
      !silent.slice(0, index).some((other) => other.operatorId === ring.operatorId && starts(ring, other)),
  );
}

/** How a call ended that nobody answered: of ours who dialled in vain by the last row, else as the fold finds. */
function dispositionOf(rows: readonly Row[], direction: Call['direction']): string | null {
  if (direction === 'inbound') return null;
  const last: string = rows.at(-1)?.disposition ?? '';
  const word = new Map([
    ['BUSY', 'busy'],
    ['FAILED', 'failed'],
    ['CONGESTION', 'congestion'],
  ]).get(last);
  return stated(word);
}

function customerOf(rows: readonly Row[], direction: Call['direction']): string | null {
  const side = direction === 'outbound' ? 'callee' : 'caller';
  const row = rows.find(({ customerIs }) => customerIs === side) ?? rows.find(({ customerKey }) => customerKey);
  return stated(row?.customerKey);
}
