import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { EtalonProcess } from './etalon-process.ts';
import type { Group, Member, Place } from './group.ts';
import { openPauses } from './pauses.ts';
import type { SentMessage, Topics } from './topics.ts';
import type { World } from './world.ts';

type EachBatch = (payload: EachBatchPayload) => Promise<void>;
type Listener = (event: { readonly payload: unknown }) => void;

/** A consumer that was started, as far as the coordinator and the world have to do with it. */
export type SimulatedConsumer = {
  readonly member: Member;
  readonly group: Group;
  /** What the product is given for a consumer of kafkajs. */
  readonly consumer: Consumer;
};

const EVENTS = { GROUP_JOIN: 'consumer.group_join', CRASH: 'consumer.crash' } as const;
/** How often kafkajs sends a commit again. */
const COMMITS = 4;
/** As kafkajs tells it: partitions by topic. */
function assignmentOf(given: readonly Place[]): Readonly<Record<string, readonly number[]>> {
  const byTopic = Map.groupBy(given, ({ topic }) => topic);
  return Object.fromEntries([...byTopic].map(([topic, of]) => [topic, of.map(({ partition }) => partition)]));
}

const idOf = ({ topic, partition }: Place): string => `${topic}/${String(partition)}`;

/**
 * Behaves as kafkajs 2.2.4 does (its runner, consumerGroup and subscriptionState): one fetch at a time for all active
 * partitions; what was fetched is handed over unless its partition was paused before the answer came; a fetch ends
 * before the group is joined again; positions begin at the committed offsets after each join; a commit that was lost on
 * its way is sent again, in whatever generation the consumer is by then.
 */
export function simulatedConsumer(
  world: World,
  topics: Topics,
  group: Group,
  process: EtalonProcess,
): SimulatedConsumer {
  const { clock, chance } = world;
  const listeners = new Map<string, Listener[]>();
  const pauses = openPauses();
  const position = new Map<string, number>();
  const state = { running: false, joined: false, fetching: false, rejoinDue: false, generation: -1 };
  let places: readonly Place[] = [];
  let eachBatch: EachBatch = () => Promise.resolve();
  let started: () => void = () => undefined;

  const emit = (event: string, payload: unknown): void => {
    for (const listener of listeners.get(event) ?? []) listener({ payload });
  };
  const laneOf = ({ topic, partition }: Place): readonly SentMessage[] => topics.partitions(topic)[partition] ?? [];
  const at = (place: Place): number => position.get(idOf(place)) ?? group.committed(place);
  const isReady = (place: Place): boolean => !pauses.isPaused(place) && at(place) < laneOf(place).length;

  const hand = (place: Place, from: number): void => {
    const messages = laneOf(place).slice(from, from + 1 + chance.below(5));
    if (messages.length === 0) return;
    const { generation } = state;
    world.trace(process, () => `is handed ${idOf(place)} from ${String(from)}: ${String(messages.length)}`);
    eachBatch(
      payloadOf(place, messages, {
        resolve: (offset) => {
          if (state.generation === generation) position.set(idOf(place), Number(offset) + 1);
        },
        isRunning: () => state.running,
      }),
    ).catch((error: unknown) => {
      emit(EVENTS.CRASH, { error, restart: false });
    });
  };
  const fetch = (): void => {
    if (!state.running || !state.joined || state.fetching || !places.some(isReady)) return;
    state.fetching = true;
    const asked = places.filter(isReady).map((place) => ({ place, from: at(place) }));
    for (const { place, from } of asked) position.set(idOf(place), from);
    clock.after(chance.spread(...world.climate.latencyMs), process, () => {
      const answered = chance.shuffled(asked.filter(({ place }) => !pauses.isPaused(place)));
      for (const { place, from } of answered) if (state.running) hand(place, from);
      state.fetching = false;
      if (state.rejoinDue) join();
      else fetch();
    });
  };
  const join = (): void => {
    if (!state.running) return;
    state.joined = false;
    state.rejoinDue = state.fetching;
    if (!state.fetching) group.join(member);
  };
  const member: Member = {
    actor: process,
    rejoin: join,
    assigned: (generation, given, leads) => {
      if (!state.running) return;
      if (!group.isCurrent(generation)) {
        join();
        return;
      }
      Object.assign(state, { generation, joined: true, rejoinDue: false });
      places = given;
      world.trace(process, () => `has ${places.map(idOf).join(' ')} of ${group.name}`);
      position.clear();
      emit(EVENTS.GROUP_JOIN, { isLeader: leads, memberAssignment: assignmentOf(given) });
      started();
      fetch();
    },
    wake: fetch,
  };

  const commit = async (offsets: readonly (Place & { readonly offset: string })[]): Promise<void> => {
    for (let left = COMMITS; state.running; left--) {
      const { generation } = state;
      const answer = await process
        .request(
          'commit',
          () => `${group.name} ${offsets.map((place) => `${idOf(place)}=${place.offset}`).join(' ')}`,
          () => group.commit(member, generation, { offsets, again: left < COMMITS }) ?? 'committed',
        )
        .catch(() => 'REQUEST_TIMED_OUT' as const);
      if (answer === 'committed') return;
      if (left === 0 || answer !== 'REQUEST_TIMED_OUT') throw new Error(answer);
      await process.wait(chance.spread(100, 2_000));
    }
  };
  const consumer = {
    events: EVENTS,
    on: (event: string, listener: Listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    run: (options: { readonly eachBatch: EachBatch }) => {
      ({ eachBatch } = options);
      state.running = true;
      group.join(member);
      return new Promise<void>((resolve) => {
        started = resolve;
      });
    },
    pause: pauses.pause,
    resume: (of: Parameters<typeof pauses.resume>[0]) => {
      pauses.resume(of);
      fetch();
    },
    commitOffsets: commit,
    disconnect: () => {
      state.running = false;
      return process.request(
        'leave',
        () => group.name,
        () => {
          group.leave(member);
        },
      );
    },
  };
  // The product uses no more of a consumer than this.
  return { member, group, consumer: consumer as unknown as Consumer };
}

function payloadOf(
  { topic, partition }: Place,
  messages: readonly SentMessage[],
  { resolve, isRunning }: { readonly resolve: (offset: string) => void; readonly isRunning: () => boolean },
): EachBatchPayload {
  const lastOffset = (): string => messages.at(-1)?.offset ?? '-1';
  const batch = { topic, partition, messages: messages.map(kafkaMessage), lastOffset };
  // As above: the rest of a batch's payload is not used.
  return { batch, resolveOffset: resolve, isRunning, isStale: () => false } as unknown as EachBatchPayload;
}

function kafkaMessage({ key, value, offset, timestampMs, headers }: SentMessage): KafkaMessage {
  return {
    key: key === null ? null : Buffer.from(key),
    value,
    offset,
    timestamp: String(timestampMs),
    attributes: 0,
    headers,
  };
}
