import type { Actor } from './clock.ts';
import type { World } from './world.ts';

export type Place = { readonly topic: string; readonly partition: number };

/** A member of a consumer group, as its coordinator knows it. */
export type Member = {
  readonly actor: Actor;
  /** At its next heartbeat it learns that the group is given anew, or that it was thrown out. */
  readonly rejoin: () => void;
  /** What it is given, in a generation; the group may have moved on meanwhile. */
  readonly assigned: (generation: number, places: readonly Place[], leads: boolean) => void;
  /** There may be something to read. */
  readonly wake: () => void;
};

export type CommitRequest = {
  readonly offsets: readonly (Place & { readonly offset: string })[];
  /** Sent once more, for its answer was lost. */
  readonly again: boolean;
};

export type Refusal = 'UNKNOWN_MEMBER_ID' | 'ILLEGAL_GENERATION';

/** The coordinator of a consumer group, by the rules of Kafka's classic protocol. */
export type Group = {
  readonly name: string;
  readonly topics: readonly string[];
  readonly join: (member: Member) => void;
  readonly leave: (member: Member) => void;
  /** A member that was silent for too long. */
  readonly expire: (member: Member) => void;
  readonly isCurrent: (generation: number) => boolean;
  /** null = committed. A commit says who asks in which generation, and nothing of whose the partitions are. */
  readonly commit: (member: Member, generation: number, asked: CommitRequest) => Refusal | null;
  readonly committed: (place: Place) => number;
  /** Partitions whose committed offset is not the end, with both. */
  readonly lag: () => readonly string[];
  /**
   * A commit came so late that it told less than the one before. That loses nothing, but what is committed again must be
   * read again first: a watchdog of the product starts the process anew.
   */
  readonly turnedBack: () => boolean;
  /** Everything is read again from the start. */
  readonly rewind: () => void;
  readonly wake: () => void;
  readonly onCommit: (told: (place: Place, to: number) => void) => void;
};

/** A member learns what is new at its heartbeats. */
const HEARTBEAT_MS = 3_000;
/** Who has not come again by then is thrown out. */
const REBALANCE_MS = 30_000;

export function openGroup(
  name: string,
  topics: readonly string[],
  world: World,
  endsOf: (topic: string) => readonly number[],
): Group {
  const { clock, chance } = world;
  const members = new Set<Member>();
  const waiting = new Set<Member>();
  const offsets = new Map<string, number>();
  let generation = 0;
  let rebalancing = false;
  let turnedBack = false;
  let told: (place: Place, to: number) => void = () => undefined;
  const places = (): readonly Place[] =>
    topics.flatMap((topic) => endsOf(topic).map((_, partition) => ({ topic, partition })));
  const committed = ({ topic, partition }: Place): number => offsets.get(`${topic}/${String(partition)}`) ?? 0;

  const notice = (member: Member): void => {
    clock.after(chance.spread(1, HEARTBEAT_MS), member.actor, member.rejoin);
  };
  const begin = (): void => {
    rebalancing = true;
    const round = generation;
    for (const member of members) if (!waiting.has(member)) notice(member);
    clock.afterQuietly(REBALANCE_MS, () => {
      if (!rebalancing || generation !== round) return;
      for (const member of [...members]) if (!waiting.has(member)) throwOut(member);
      complete();
    });
  };
  const throwOut = (member: Member): void => {
    members.delete(member);
    notice(member);
  };
  const complete = (): void => {
    if (!rebalancing || [...members].some((member) => !waiting.has(member))) return;
    rebalancing = false;
    generation += 1;
    const order = chance.shuffled([...waiting]);
    waiting.clear();
    const turn = chance.below(Math.max(1, order.length));
    world.trace(
      null,
      () => `group ${name}: generation ${String(generation)} of ${order.map(({ actor }) => actor.name).join(', ')}`,
    );
    order.forEach((member, nth) => {
      const own = places().filter((_, at) => (at + turn) % order.length === nth);
      const given = generation;
      clock.after(chance.spread(1, 200), member.actor, () => {
        member.assigned(given, own, nth === 0);
      });
    });
  };
  const changed = (): void => {
    if (rebalancing) complete();
    else if (members.size > 0) begin();
  };
  return {
    name,
    topics,
    join: (member) => {
      members.add(member);
      waiting.add(member);
      if (!rebalancing) begin();
      complete();
    },
    leave: (member) => {
      waiting.delete(member);
      if (members.delete(member)) changed();
    },
    expire: (member) => {
      waiting.delete(member);
      if (!members.has(member)) return;
      throwOut(member);
      changed();
    },
    isCurrent: (given) => !rebalancing && given === generation,
    commit: (member, given, { offsets: asked, again }) => {
      if (!members.has(member)) return 'UNKNOWN_MEMBER_ID';
      if (given !== generation) return 'ILLEGAL_GENERATION';
      for (const { topic, partition, offset } of asked) {
        const from = committed({ topic, partition });
        if (Number(offset) < from) {
          turnedBack = true;
          if (!again)
            world.breach('R7', `${name}: ${topic}/${String(partition)} turns back from ${String(from)} to ${offset}`);
        }
        offsets.set(`${topic}/${String(partition)}`, Number(offset));
        told({ topic, partition }, Number(offset));
      }
      return null;
    },
    committed,
    lag: () =>
      places().flatMap((place) => {
        const end = endsOf(place.topic)[place.partition] ?? 0;
        const at = committed(place);
        return at === end ? [] : [`${place.topic}/${String(place.partition)} at ${String(at)} of ${String(end)}`];
      }),
    turnedBack: () => turnedBack,
    rewind: () => {
      turnedBack = false;
      offsets.clear();
    },
    wake: () => {
      for (const member of members) member.wake();
    },
    onCommit: (listener) => {
      told = listener;
    },
  };
}
