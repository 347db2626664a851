import { NO_FACTS, stated, type CallFacts, type FoldContext } from './call-facts.ts';
import type { Call, EpochMs, QueueEntry } from '../call.ts';
import type { AsteriskCelPayload } from '../contracts.ts';
import type { Told } from '../payload.ts';
import { isInboundContext, legsOfShown, partyOf, type Party, type Shown } from './asterisk-parties.ts';
import { talksOf, type CelEvent, type Known, type OperatorChannel } from './cel-talks.ts';

/**
 * The channel events of one linkedid as one call. Who spoke is read from the bridges: an operator has talk while his
 * channel and the customer's hear each other, directly or through Local channels, whatever transfers, pick-ups and
 * optimisations led there. Time between an operator's stretches in which nobody else had the customer is hold. A stay in
 * a queue is what the application Queue shows of it, for calls of which no queue_log is there.
 */
export function asteriskCelFacts(told: readonly Told<AsteriskCelPayload>[], context: FoldContext): CallFacts | null {
  const events = told
    .map(({ event, payload }) => ({
      ...payload,
      at: event.at,
      seq: event.seq,
      id: event.eventId,
      callId: event.callId,
    }))
    .sort((a, b) => a.at - b.at || a.seq - b.seq || (a.id < b.id ? -1 : 1));
  const [first] = events;
  if (first === undefined) return null;
  const channels = channelsOf(events, context);
  const origin = originOf(events, channels);
  const direction = directionOf(events, channels, origin, context);
  const shown = shownOf(events, channels, { origin, direction });
  const legs = legsOfShown(shown);
  const answeredAt = legs.find((leg) => leg.answeredAt !== null)?.answeredAt ?? null;
  const endedAt = endOf(events);
  const end = events.find(({ event, channel }) => event === 'HANGUP' && channel === origin);
  return {
    ...NO_FACTS,
    direction,
    channel: 'voice',
    startedAt: { at: first.at, source: 'asterisk_cel', doubtful: false },
    answeredAt,
    endedAt,
    disposition: answeredAt === null && direction !== 'inbound' ? dispositionOf(end?.dialStatus ?? '') : null,
    hangupBy: hangupBy(events, context),
    customerKey: stated(events.find(({ customerKey }) => customerKey)?.customerKey),
    queueEntries: entriesOf(events, legs, endedAt),
    legs: legs.length === 0 ? null : legs,
  };
}

function channelsOf(events: readonly CelEvent[], context: FoldContext): readonly Known[] {
  const own = Map.groupBy(
    events.filter(({ channel }) => channel !== ''),
    ({ channel }) => channel,
  );
  return [...own].map(([channel, told]) => ({
    channel,
    party: partyOf(channel, told[0]?.at ?? 0, context),
    startedAt: told[0]?.at ?? 0,
    endedAt: told.find(({ event }) => event === 'HANGUP' || event === 'CHAN_END')?.at ?? null,
    rung: told.some(({ app }) => app === 'AppDial' || app === 'AppQueue'),
  }));
}

/** The channel whose uniqueid is the linkedid; else the one that was there first. */
function originOf(events: readonly CelEvent[], channels: readonly Known[]): string {
  return events.find(({ uniqueid, linkedid }) => uniqueid === linkedid)?.channel ?? channels[0]?.channel ?? '';
}

function directionOf(
  events: readonly CelEvent[],
  channels: readonly Known[],
  origin: string,
  context: FoldContext,
): Call['direction'] {
  const start = events.find(({ channel }) => channel === origin);
  const party = channels.find(({ channel }) => channel === origin)?.party;
  if (isInboundContext(start?.context ?? '', context) || party?.kind === 'outside') return 'inbound';
  const outside = channels.some((channel) => channel.party.kind === 'outside');
  return outside || events.some(({ customerIs }) => customerIs === 'callee') ? 'outbound' : 'internal';
}

function shownOf(
  events: readonly CelEvent[],
  channels: readonly Known[],
  { origin, direction }: { readonly origin: string; readonly direction: Call['direction'] },
): readonly Shown[] {
  const operators = channels.flatMap((known) => (isTelephone(known.party) ? [{ ...known, party: known.party }] : []));
  // Of a call between two of ours the one who called is its operator, and has nobody else on the line.
  const internal = direction === 'internal';
  const ours = internal ? operators.filter(({ channel }) => channel === origin) : operators;
  const theirs = channels.filter(({ channel, party }) =>
    internal ? channel !== origin && isTelephone(party) : party.kind === 'outside',
  );
  const talks = talksOf(
    events,
    ours,
    theirs.map(({ channel }) => channel),
  );
  const talked = new Set(talks.map(({ operatorId }) => operatorId));
  const silent = ours.filter(
    ({ party, rung, channel }) =>
      !talked.has(party.operatorId) && (rung || (channel === origin && direction !== 'inbound')),
  );
  const rings = silent.map((known) => shownRing(known));
  return [
    ...talks,
    ...rings.filter((ring, index) => rings.findIndex((one) => one.operatorId === ring.operatorId) === index),
  ];
}

function isTelephone(party: Party): party is OperatorChannel['party'] {
  return party.kind === 'operator' && !party.local;
}

function shownRing({ party, startedAt, endedAt, channel }: OperatorChannel): Shown {
  const { operatorId, alias } = party;
  return { id: `asterisk_cel:${channel}`, operatorId, alias, startedAt, answeredAt: null, endedAt, holdMs: null };
}

/**
 * LINKEDID_END says that all is over, unless it is that of a channel's own id, which then goes on under the call's; without
 * it the call is over when every channel that began has ended.
 */
function endOf(events: readonly CelEvent[]): EpochMs | null {
  const last = events.findLast(({ event, linkedid, callId }) => event === 'LINKEDID_END' && linkedid === callId);
  if (last !== undefined) return last.at;
  const ended = new Set(
    events.flatMap(({ event, channel }) => (event === 'HANGUP' || event === 'CHAN_END' ? [channel] : [])),
  );
  const open = events.some(({ event, channel }) => event === 'CHAN_START' && !ended.has(channel));
  return open || ended.size === 0
    ? null
    : (events.findLast(({ event }) => event === 'HANGUP' || event === 'CHAN_END')?.at ?? null);
}

/** The first hang-up that names a channel says who ended the call. */
function hangupBy(events: readonly CelEvent[], context: FoldContext): Call['hangupBy'] | null {
  const first = events.find(({ event, hangupSource }) => event === 'HANGUP' && hangupSource.includes('/'));
  if (first === undefined || first.hangupSource.startsWith('dialplan')) return null;
  const party = partyOf(first.hangupSource, first.at, context);
  return party.kind === 'outside' ? 'customer' : isTelephone(party) ? 'operator' : null;
}

function dispositionOf(dialStatus: string): string | null {
  const words = new Map([
    ['BUSY', 'busy'],
    ['CONGESTION', 'congestion'],
    ['CHANUNAVAIL', 'failed'],
    ['CANCEL', 'no_answer'],
    ['NOANSWER', 'no_answer'],
  ]);
  return words.get(dialStatus) ?? null;
}

/** APP_START of Queue on one channel begins a stay; the next operator's talk, another stay or the end is its end. */
function entriesOf(
  events: readonly CelEvent[],
  legs: CallFacts['legs'],
  endedAt: EpochMs | null,
): readonly QueueEntry[] | null {
  const starts = events.filter(({ event, queue }) => event === 'APP_START' && queue !== '');
  if (starts.length === 0) return null;
  const answers = (legs ?? []).flatMap((leg) => leg.answeredAt ?? []);
  return starts.map((start, index) => {
    const next = starts[index + 1]?.at ?? null;
    const answeredAt = answers.find((at) => at >= start.at && (next === null || at <= next)) ?? null;
    const left = events.find(
      ({ event, channel, queue, at }) =>
        event === 'APP_END' && channel === start.channel && queue === start.queue && at >= start.at,
    )?.at;
    const leftAt = answeredAt ?? left ?? next ?? endedAt;
    const goneOn = next !== null || (leftAt !== null && endedAt !== null && endedAt - leftAt > 2000);
    const outcome = answeredAt !== null ? 'answered' : leftAt === null ? 'waiting' : goneOn ? 'flow_out' : 'abandoned';
    return {
      queue: start.queue,
      nth: starts.slice(0, index + 1).filter(({ queue }) => queue === start.queue).length,
      enteredAt: start.at,
      position: null,
      waitMs: leftAt === null ? null : leftAt - start.at,
      outcome,
      flowOut: null,
    };
  });
}
