import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, IHeaders } from 'kafkajs';
import type { EpochMs } from '../call.ts';
import { AHEAD_MAX_MS, EARLIEST } from '../message.ts';
import { offsetTracker, type TopicOffset } from './offset-tracker.ts';
import type { TopicMessage } from '../topic-message.ts';

/** What became of a message that was offered: in hand, no room for it now, or not due yet. */
export type Take = 'taken' | 'full' | { readonly notBefore: EpochMs };

export type ConsumeOptions = {
  readonly group: string;
  readonly topics: readonly string[];
  /** A member that is silent for this long has lost its partitions. */
  readonly sessionMs: number;
  readonly fetch: { readonly minBytes: number; readonly maxWaitMs: number; readonly maxBytesPerPartition: number };
  /**
   * Begins the work of a message and returns at once; `done` is called when it is finished, whenever that is. It must
   * not throw: what cannot be processed is an outcome of the work.
   */
  readonly take: (message: TopicMessage, done: () => void) => Take;
  /** The consumer has stopped and will not start again by itself. */
  readonly onStopped: (error: Error) => void;
  /** Something went on: a message was taken or finished. */
  readonly onMoved?: () => void;
  readonly onCommitFailed?: (error: unknown) => void;
};

/** A running consumer of a group. */
export type Consumption = {
  /** Takes nothing new from now on; what is in hand goes on. */
  readonly halt: () => void;
  /** Resolves when nothing is in hand any more and all of it is committed, or the group was left. */
  readonly settled: () => Promise<void>;
  /** Leaves the group: what is in hand and not done is handed to the others. */
  readonly leave: () => Promise<void>;
  /** Whether this member leads its group: what one of them must do from time to time is the leader's. */
  readonly leads: () => boolean;
  /** Of a topic those that are this member's now. */
  readonly partitionsOf: (topic: string) => readonly number[];
  /** Topics that are not to be read for now, others than for want of room. */
  readonly hold: (topics: readonly string[]) => void;
  readonly release: (topics: readonly string[]) => void;
};

/** A commit that failed is tried again after this long; the work need not be done again meanwhile. */
const COMMIT_AGAIN_MS = 500;
/** How often `settled` looks. */
const LOOK_MS = 20;

/**
 * Runs a consumer whose handler only starts work. kafkajs sends no heartbeat while a handler runs, so handlers must
 * return quickly however long the work takes: with no room left the topics are paused, and what was not taken is
 * fetched again when there is. Offsets are committed as far as all earlier work of a partition is done.
 */
export async function consumption(consumer: Consumer, options: ConsumeOptions): Promise<Consumption> {
  const tracker = offsetTracker();
  /** In hand, also what was started before a rebalance gave its partition to us anew: it is not started twice. */
  const inHand = new Set<string>();
  const held = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let full = false;
  let halted = false;
  /** What is in hand is handed back and is not waited for. */
  let left = false;
  let leader = false;
  let assigned: Readonly<Record<string, readonly number[]>> = {};
  let committing: Promise<void> | null = null;

  // While kafkajs starts its consumer anew there is no group in which anything could be paused: GROUP_JOIN does it then.
  const pause: Consumer['pause'] = (topics) => {
    inGroup(() => {
      consumer.pause(topics);
    });
  };
  const resume: Consumer['resume'] = (topics) => {
    inGroup(() => {
      consumer.resume(topics);
    });
  };
  const readable = (): { topic: string }[] => options.topics.filter((t) => !held.has(t)).map((topic) => ({ topic }));
  const commitAll = async (first: readonly TopicOffset[]): Promise<void> => {
    for (let offsets = first; offsets.length > 0 && !left; offsets = tracker.committable()) {
      try {
        await consumer.commitOffsets([...offsets]);
      } catch (error) {
        options.onCommitFailed?.(error);
        tracker.retell(offsets);
        await sleep(COMMIT_AGAIN_MS);
      }
    }
    // At once after the last look: what is finished from here on begins a commit of its own.
    committing = null;
  };
  const commit = (): void => {
    if (committing !== null) return;
    const offsets = tracker.committable();
    if (offsets.length > 0) committing = commitAll(offsets);
  };
  const finished = (message: TopicMessage): void => {
    inHand.delete(idOf(message));
    tracker.finish(message);
    options.onMoved?.();
    commit();
    if (!full || halted) return;
    full = false;
    resume(readable());
  };
  /** Whether the message was taken or is in hand already; false = the rest of the batch is fetched again later. */
  const offer = (message: TopicMessage): boolean => {
    const id = idOf(message);
    if (inHand.has(id)) {
      tracker.start(message);
      return true;
    }
    // Before the work begins: it may be done before `take` returns.
    tracker.start(message);
    inHand.add(id);
    const answer = options.take(message, () => {
      finished(message);
    });
    if (answer === 'taken') {
      options.onMoved?.();
      return true;
    }
    inHand.delete(id);
    tracker.untake(message);
    if (answer === 'full') {
      full = true;
      pause(readable());
    } else waitUntil(answer.notBefore, message);
    return false;
  };
  const waitUntil = (notBefore: EpochMs, { topic, partition }: TopicMessage): void => {
    pause([{ topic, partitions: [partition] }]);
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        if (!halted && !full && !held.has(topic)) resume([{ topic, partitions: [partition] }]);
      },
      Math.max(1, notBefore - Date.now()),
    );
    timers.add(timer);
  };
  /** What a transaction leaves behind the last message of a batch is no message: done when that is. */
  const passOver = ({ batch }: EachBatchPayload): void => {
    const { topic, partition } = batch;
    const end = { topic, partition, offset: batch.lastOffset() };
    if (BigInt(end.offset) <= BigInt(batch.messages.at(-1)?.offset ?? end.offset)) return;
    tracker.start(end);
    tracker.finish(end);
    commit();
  };
  const eachBatch = (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    for (const { offset, timestamp, value, headers } of batch.messages) {
      if (halted || full || held.has(batch.topic) || !payload.isRunning() || payload.isStale()) break;
      const { topic, partition } = batch;
      const timestampMs = sentAt(timestamp);
      const message = { topic, partition, offset, timestampMs, value, headers: textOf(headers) };
      if (!offer(message)) break;
      payload.resolveOffset(offset);
      if (message.offset === batch.messages.at(-1)?.offset) passOver(payload);
    }
    return Promise.resolve();
  };

  // Partitions are given anew: what was tracked of those that are another member's now is theirs, the others are fetched
  // again from the commit. What is in hand of these stays: an answer that was on its way may begin behind it.
  // Until then what is finished is still committed, for the others begin where that ends.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment;
    tracker.drop(({ topic, partition }) => assigned[topic]?.includes(partition) === true);
    leader = payload.isLeader;
    const paused = halted || full ? options.topics : [...held];
    if (paused.length > 0) pause(paused.map((topic) => ({ topic })));
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart && !left) options.onStopped(payload.error);
  });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
    eachBatch,
  });

  return {
    halt: () => {
      halted = true;
      for (const timer of timers) clearTimeout(timer);
      pause(options.topics.map((topic) => ({ topic })));
    },
    settled: async () => {
      while (inHand.size > 0 && !left) await sleep(LOOK_MS);
      commit();
      await (committing ?? Promise.resolve());
    },
    leave: async () => {
      halted = true;
      left = true;
      await consumer.disconnect();
    },
    leads: () => leader,
    partitionsOf: (topic) => assigned[topic] ?? [],
    hold: (topics) => {
      const fresh = topics.filter((topic) => !held.has(topic));
      for (const topic of fresh) held.add(topic);
      if (fresh.length > 0) pause(fresh.map((topic) => ({ topic })));
    },
    release: (topics) => {
      const freed = topics.filter((topic) => held.delete(topic));
      if (freed.length > 0 && !full && !halted) resume(freed.map((topic) => ({ topic })));
    },
  };
}

/** Handlers return at once, so many partitions cost nothing. */
const PARTITIONS_AT_ONCE = 64;

function inGroup(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'KafkaJSNonRetriableError')) throw error;
  }
}

/** Some producers say microseconds, or nothing; such a moment would fit into no row. */
function sentAt(timestamp: string): EpochMs {
  const at = Number(timestamp);
  const now = Date.now();
  return at >= EARLIEST && at <= now + AHEAD_MAX_MS ? at : now;
}

function idOf({ topic, partition, offset }: TopicMessage): string {
  return `${topic}/${String(partition)}/${offset}`;
}

/** Header values as text; of several with one name the last. */
function textOf(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      // Kafka knows headers without a value; the types of kafkajs do not.
      return (last ?? null) === null ? [] : [[name, String(last)]];
    }),
  );
}
