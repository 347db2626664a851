import type { EpochMs } from '../ingest/call.ts';
import { later, ticks, type Floor } from './floor.ts';
import type { OpenCall } from './open-call.ts';
import type { SimulatedQueue } from './options.ts';
import type { Post } from './posts.ts';
import { between, chance, exponential, logNormal } from './random.ts';
import { talk } from './talking.ts';
import type { TruthEntry } from './truth.ts';

/** The queues of a floor: customers wait, operators are rung, the first in line first. */
export type Waits = {
  readonly enter: (call: OpenCall, queue: string) => void;
  /** An operator who has become free takes who has waited longest in any of their queues. */
  readonly serveBy: (post: Post) => void;
  /** Nobody is left to answer a queue: all who wait in it are sent away, where the telephone system can tell so. */
  readonly dismiss: (queue: string) => void;
};

type Hall = {
  readonly floor: () => Floor;
  /** Customers by queue, the one who came first at the front. */
  readonly lines: Map<string, Set<Waiting>>;
};

type Rung = { readonly post: Post; readonly since: EpochMs };

type Waiting = {
  readonly call: OpenCall;
  readonly queue: SimulatedQueue;
  readonly enteredAt: EpochMs;
  readonly position: number;
  /** Who is being rung for this customer. */
  rung: Rung | null;
  gone: boolean;
};

type Leaving = 'abandon' | 'timeout' | 'key' | 'empty';

const PATIENCE_MS = 150_000;
/** Some hang up at once: they dialled a wrong number or did not mean to wait at all. */
const HASTY = 0.08;
const PRESSES_KEY = 0.06;
const MISSES_RING = 0.04;
const RING_LIMIT_MS = 15_000;

/** @param floor is asked for when something happens, for floor and queues need each other. */
export function openQueues(floor: () => Floor): Waits {
  const hall: Hall = { floor, lines: new Map() };
  return {
    enter: (call, queue) => {
      enter(hall, call, queue);
    },
    serveBy: (post) => {
      const fronts = post.member.queues.flatMap((queue) => front(hall, queue) ?? []);
      const [first] = fronts.toSorted((a, b) => a.enteredAt - b.enteredAt);
      if (first !== undefined) ring(hall, first, post);
    },
    dismiss: (queue) => {
      if (floor().simulated.style === 'short') return;
      for (const waiting of [...lineOf(hall, queue)]) leave(hall, waiting, 'empty');
    },
  };
}

function enter(hall: Hall, call: OpenCall, queueName: string): void {
  const { time, simulated } = hall.floor();
  const queue = simulated.queues.find(({ name }) => name === queueName);
  if (queue === undefined) throw new RangeError(`no queue ${queueName}`);
  const line = lineOf(hall, queueName);
  const place = { enteredAt: time.now(), position: line.size + 1 };
  const waiting: Waiting = { call, queue, ...place, rung: null, gone: false };
  line.add(waiting);
  planLeaving(hall, waiting);
  serve(hall, queueName);
}

function serve(hall: Hall, queue: string): void {
  const { posts } = hall.floor();
  for (;;) {
    const waiting = front(hall, queue);
    const post = posts.idle(queue);
    if (waiting === undefined || post === undefined) return;
    ring(hall, waiting, post);
  }
}

function front(hall: Hall, queue: string): Waiting | undefined {
  for (const waiting of lineOf(hall, queue)) if (waiting.rung === null) return waiting;
  return undefined;
}

/** Whatever comes first ends the wait: patience, the queue's limit, a key, or that nobody is there. */
function planLeaving(hall: Hall, waiting: Waiting): void {
  const { posts, simulated } = hall.floor();
  const { random } = waiting.call;
  const patience = chance(random, HASTY) ? between(random, 500, 5_500) : exponential(random, PATIENCE_MS);
  const keyAfter = chance(random, PRESSES_KEY) ? between(random, 5_000, 60_000) : Infinity;
  const ends: { readonly by: Leaving; readonly after: number }[] = [{ by: 'abandon', after: patience }];
  if (simulated.style !== 'short') {
    ends.push({ by: 'key', after: keyAfter }, { by: 'timeout', after: waiting.queue.timeoutMs ?? Infinity });
    if (!posts.isStaffed(waiting.queue.name)) ends.push({ by: 'empty', after: between(random, 500, 3_000) });
  }
  const [first] = ends.toSorted((a, b) => a.after - b.after);
  if (first === undefined) return;
  later(hall.floor(), first.after, () => {
    leave(hall, waiting, first.by);
  });
}

function leave(hall: Hall, waiting: Waiting, by: Leaving): void {
  if (waiting.gone) return;
  const { time, posts, done } = hall.floor();
  const { call, rung } = waiting;
  if (by === 'abandon') closeEntry(hall, waiting, { outcome: 'abandoned', flowOut: null });
  else closeEntry(hall, waiting, { outcome: 'flow_out', flowOut: by });
  if (rung !== null) {
    noteRing(hall, waiting, rung, 'cancelled');
    posts.release(rung.post);
  }
  if (by === 'abandon') {
    call.hangupBy = 'customer';
    done(call, time.now());
  } else goOn(hall, waiting, by);
}

/** After a timeout another queue may take over; else an announcement ends the call. */
function goOn(hall: Hall, { call, queue }: Waiting, by: Leaving): void {
  const floor = hall.floor();
  if (by === 'timeout' && queue.overflowTo !== '') {
    later(floor, between(call.random, 1_000, 3_000), () => {
      enter(hall, call, queue.overflowTo);
    });
    return;
  }
  call.hangupBy = 'system';
  floor.done(call, floor.time.now() + ticks(floor, between(call.random, 2_000, 8_000)));
}

function closeEntry(hall: Hall, waiting: Waiting, how: Pick<TruthEntry, 'outcome' | 'flowOut'>): void {
  const { call, queue, enteredAt, position } = waiting;
  waiting.gone = true;
  lineOf(hall, queue.name).delete(waiting);
  const nth = call.entries.filter((entry) => entry.queue === queue.name).length + 1;
  const waitMs = hall.floor().time.now() - enteredAt;
  call.entries.push({ queue: queue.name, nth, enteredAt, position, waitMs, ...how });
}

function ring(hall: Hall, waiting: Waiting, post: Post): void {
  const { random } = waiting.call;
  const floor = hall.floor();
  floor.posts.take(post);
  const rung = { post, since: floor.time.now() };
  waiting.rung = rung;
  const misses = chance(random, MISSES_RING);
  const ringMs = Math.min(logNormal(random, 4_000, 0.5), RING_LIMIT_MS - 1_000);
  later(floor, misses ? RING_LIMIT_MS : ringMs, () => {
    if (waiting.rung !== rung || waiting.gone) return;
    if (misses) miss(hall, waiting, rung);
    else answer(hall, waiting, rung);
  });
}

function miss(hall: Hall, waiting: Waiting, rung: Rung): void {
  const floor = hall.floor();
  noteRing(hall, waiting, rung, 'no_answer');
  waiting.rung = null;
  // Who did not pick up is left alone for a moment.
  later(floor, 5_000, () => {
    floor.posts.release(rung.post);
  });
  serve(hall, waiting.queue.name);
}

function noteRing(
  hall: Hall,
  { call, queue }: Waiting,
  { post, since }: Rung,
  outcome: 'no_answer' | 'cancelled',
): void {
  const now = hall.floor().time.now();
  const { operatorId, alias } = post.member;
  const times = { startedAt: since, answeredAt: null, endedAt: now, ringMs: now - since };
  const none = { talkMs: null, holdMs: null, acwMs: null };
  call.legs.push({ operatorId, alias, queue: queue.name, ...times, ...none, outcome });
}

function answer(hall: Hall, waiting: Waiting, { post, since }: Rung): void {
  closeEntry(hall, waiting, { outcome: 'answered', flowOut: null });
  talk(hall.floor(), waiting.call, { post, queue: waiting.queue.name, startedAt: since });
}

function lineOf({ lines }: Hall, queue: string): Set<Waiting> {
  const found = lines.get(queue) ?? new Set<Waiting>();
  lines.set(queue, found);
  return found;
}
