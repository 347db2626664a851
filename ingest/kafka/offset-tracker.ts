/** A place in a topic. Offsets are decimal: they have 64 bits. */
export type TopicOffset = { readonly topic: string; readonly partition: number; readonly offset: string };

type Started = { readonly offset: bigint; done: boolean };
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
  /** Forgets everything: the partitions belong to somebody else now, or are given anew. */
  readonly drop: () => void;
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
      const last = known.started.at(-1);
      if (last === undefined || last.offset < offset) known.started.push({ offset, done: false });
    },
    finish: (at) => {
      const of = partitions.get(idOf(at));
      const offset = BigInt(at.offset);
      const found = of === undefined ? undefined : entryOf(of.started, offset);
      if (of === undefined || found === undefined) return;
      found.done = true;
      const unfinished = of.started.findIndex(({ done }) => !done);
      const finished = of.started.splice(0, unfinished === -1 ? of.started.length : unfinished).at(-1);
      if (finished === undefined) return;
      of.next = finished.offset + 1n;
      changed.add(idOf(at));
    },
    untake: (at) => {
      const started = partitions.get(idOf(at))?.started;
      if (started?.at(-1)?.offset === BigInt(at.offset)) started.pop();
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
    drop: () => {
      partitions.clear();
      changed.clear();
    },
    unfinished: () => [...partitions.values()].reduce((sum, { started }) => sum + started.length, 0),
  };
}

/** Work is finished nearly in the order it was started: the entry stands near the front, found by halving. */
function entryOf(started: readonly Started[], offset: bigint): Started | undefined {
  let low = 0;
  let high = started.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = started[middle];
    if (entry === undefined) return undefined;
    if (entry.offset === offset) return entry;
    if (entry.offset < offset) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
