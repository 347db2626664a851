import { NO_FACTS, stated, type CallFacts, type FoldContext } from './call-facts.ts';
import type { EpochMs, Leg, QueueEntry } from '../call.ts';
import type { QueueLogPayload } from '../contracts.ts';
import type { Told } from '../payload.ts';
import { NOTHING, SAME_MS, stateAfter, type State } from './queue-log-lines.ts';

/**
 * The queue_log lines of one call, in the log's order: one entry a stay in a queue, one leg an operator who was rung.
 * A missing line (log lost, or not read yet) is made up for from the durations that the later line carries. Lines of a
 * channel that was made for the call (linked-calls.ts) are read channel by channel: each waits in a queue of its own.
 */
export function queueLogFacts(told: readonly Told<QueueLogPayload>[], context: FoldContext): CallFacts | null {
  const lines = [...told].sort((a, b) => compareLines(a.event, b.event));
  const [first] = lines;
  if (first === undefined) return null;
  const channels = Map.groupBy(lines, ({ payload }) => payload.channelId ?? '');
  const state = together([...channels].map(([channelId, own]) => ({ channelId, state: stateAfter(own, context) })));
  const startedAt = Math.min(first.event.at, ...state.entries.map((entry) => entry.enteredAt));
  return {
    ...NO_FACTS,
    startedAt: { at: startedAt, source: 'queue_log', doubtful: false },
    answeredAt: state.legs.find((leg) => leg.answeredAt !== null)?.answeredAt ?? null,
    endedAt: state.endedAt,
    hangupBy: stated(state.hangupBy),
    customerKey: stated(state.customerKey),
    queueEntries: state.entries,
    legs: state.legs,
  };
}

type Placed = { readonly at: EpochMs; readonly seq: number; readonly eventId: string };

function compareLines(a: Placed, b: Placed): number {
  return a.at - b.at || a.seq - b.seq || (a.eventId < b.eventId ? -1 : 1);
}

type ChannelState = { readonly channelId: string; readonly state: State };

const EMPTY: ChannelState = { channelId: '', state: NOTHING };

/**
 * What the channels of one call went through, as one. How the call ended says its own channel, else the one that ended
 * last. A queue that was rung as if it were a member, and given up by the queue that rang it, was not abandoned by anybody.
 */
function together(channels: readonly ChannelState[]): State {
  const [main = EMPTY, ...others] = channels.toSorted(
    (a, b) => Number(a.channelId !== '') - Number(b.channelId !== '') || (lastly(a.state) < lastly(b.state) ? 1 : -1),
  );
  if (others.length === 0) return main.state;
  const hungUpAt = main.state.hangupBy === 'customer' ? main.state.endedAt : null;
  const leftWith = ({ enteredAt, waitMs }: QueueEntry): boolean =>
    hungUpAt !== null && Math.abs(enteredAt + (waitMs ?? 0) - hungUpAt) <= SAME_MS;
  const givenUp = (entry: QueueEntry): QueueEntry =>
    main.channelId === '' && entry.outcome === 'abandoned' && !leftWith(entry)
      ? { ...entry, outcome: 'flow_out', flowOut: 'timeout' }
      : entry;
  const entries = [...main.state.entries, ...others.flatMap(({ state }) => state.entries.map(givenUp))];
  return {
    ...main.state,
    entries: numbered(entries.toSorted((a, b) => a.enteredAt - b.enteredAt)),
    legs: withoutOuter([main, ...others]).toSorted((a, b) => a.startedAt - b.startedAt),
    customerKey: [main, ...others].find(({ state }) => state.customerKey !== '')?.state.customerKey ?? '',
  };
}

/**
 * The legs of all channels. A queue that was rung as a member has no operator of its own: its leg is that of whoever
 * answered within, whose talk stands in the inner queue, and is not told twice.
 */
function withoutOuter(channels: readonly ChannelState[]): readonly Leg[] {
  return channels.flatMap((channel) => {
    const inner = channels.filter((other) => other !== channel).flatMap(({ state }) => state.legs);
    return channel.state.legs.map((leg) => {
      const answered = inner.find((other) => leg.operatorAlias.startsWith('Local/') && isWithin(other, leg));
      if (answered === undefined) return leg;
      const { operatorId, operatorAlias } = answered;
      return { ...leg, operatorId, operatorAlias, talkMs: null, holdMs: null };
    });
  });
}

function isWithin(inner: Leg, { answeredAt, endedAt }: Leg): boolean {
  if (inner.answeredAt === null || answeredAt === null) return false;
  const ends = (inner.endedAt ?? Infinity) <= (endedAt ?? Infinity) + SAME_MS;
  return inner.answeredAt + SAME_MS >= answeredAt && ends;
}

function lastly({ endedAt }: State): EpochMs {
  return endedAt ?? Infinity;
}

function numbered(entries: readonly QueueEntry[]): readonly QueueEntry[] {
  return entries.map((entry, index) => ({
    ...entry,
    nth: entries.slice(0, index + 1).filter(({ queue }) => queue === entry.queue).length,
  }));
}
