/** A place in a topic. Offsets are decimal: they have 64 bits. */
export type TopicOffset = { readonly topic: string; readonly partition: number; readonly offset: string };

type Started = {
  readonly offset: bigint;
  done: boolean;
  /** In hand since before the partitions were given anew, and not fetched again since: others may have committed past it. */
  kept: boolean;
};
type Partition = {
  readonly topic: string;
  readonly partition: number;
  readonly started: Started[];
  next: bigint | null;
};

/**
 * Which work of a consumer is in hand and which is done, partition by partition. Only the contiguous prefix of finished
 * work may be committed, so that the committed offset never passes unfinished work, in whatever order it is finished.
 */
export type OffsetTracker = {
  /** Work that was taken, in the order of its offsets; work that is in hand already is not taken twice. */
  readonly start: (at: TopicOffset) => void;
  /** Work that was done; without effect for what was dropped. */
  readonly finish: (at: TopicOffset) => void;
  /** The work that was taken last was not begun after all. */
  readonly untake: (at: TopicOffset) => void;
  /** The offsets to commit (of the next message, as Kafka counts), each told once until more is done. */
  readonly committable: () => readonly TopicOffset[];
  /** Offsets whose commit failed, to be told again. */
  readonly retell: (offsets: readonly TopicOffset[]) => void;
  /**
   * Partitions are given anew. Forgets those that are not `ours` any more; of ours it keeps what is in hand, in front of
   * which nothing may be committed, and forgets what is done.
   */
  readonly drop: (ours: (of: Pick<TopicOffset, 'topic' | 'partition'>) => boolean) => void;
  /** How much is in hand and not done. */
  readonly unfinished: () => number;
};

export function offsetTracker(): OffsetTracker {
  const partitions = new Map<string, Partition>();
  const changed = new Set<string>();
  const idOf = ({ topic, partition }: TopicOffset): string => `${topic}/${String(partition)}`;

  return {
    start: (at) => {
      const id = idOf(at);
      const known = partitions.get(id) ?? { topic: at.topic, partition: at.partition, started: [], next: null };
      partitions.set(id, known);
      const offset = BigInt(at.offset);
      const place = placeOf(known.started, offset);
      const there = known.started[place];
      if (there?.offset === offset) there.kept = false;
      else known.started.splice(place, 0, { offset, done: false, kept: false });
    },
    finish: (at) => {
      const of = partitions.get(idOf(at));
      const offset = BigInt(at.offset);
      const found = of?.started[placeOf(of.started, offset)];
      if (of === undefined || found?.offset !== offset) return;
      found.done = true;
      const unfinished = of.started.findIndex(({ done }) => !done);
      const prefix = of.started.splice(0, unfinished === -1 ? of.started.length : unfinished);
      const finished = prefix.findLast(({ kept }) => !kept);
      if (finished === undefined) return;
      of.next = finished.offset + 1n;
      changed.add(idOf(at));
    },
    untake: (at) => {
      const started = partitions.get(idOf(at))?.started ?? [];
      const place = placeOf(started, BigInt(at.offset));
      if (started[place]?.offset === BigInt(at.offset)) started.splice(place, 1);
    },
    committable: () => {
      const told = [...changed].flatMap((id) => {
        const of = partitions.get(id);
        if (of === undefined || of.next === null) return [];
        return [{ topic: of.topic, partition: of.partition, offset: of.next.toString() }];
      });
      changed.clear();
      return told;
    },
    retell: (offsets) => {
      for (const at of offsets) if (partitions.has(idOf(at))) changed.add(idOf(at));
    },
    drop: (ours) => {
      changed.clear();
      for (const [id, of] of partitions) {
        const inHand = of.started.filter(({ done }) => !done).map((one) => ({ ...one, kept: true }));
        if (ours(of) && inHand.length > 0) partitions.set(id, { ...of, started: inHand, next: null });
        else partitions.delete(id);
      }
    },
    unfinished: () => [...partitions.values()].reduce((sum, { started }) => sum + started.length, 0),
  };
}

/** Where an offset stands among those that were started, or would: found by halving. */
function placeOf(started: readonly Started[], offset: bigint): number {
  let low = 0;
  let high = started.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((started[middle]?.offset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
