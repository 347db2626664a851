import type { EpochMs } from '../ingest/call.ts';
import type { OperatorEvent } from '../ingest/operator-event.ts';
import type { CrewMember } from './centre.ts';
import type { Pause, Shift } from './shifts.ts';
import type { Timeline } from './timeline.ts';

/** What an operator did outside calls, as the telephone system notes it. */
export type StateChange = {
  readonly member: CrewMember;
  readonly event: OperatorEvent['event'];
  readonly reason: string;
  readonly at: EpochMs;
};

/** An operator at work. Changes all the time: a record with the lifetime of the simulation. */
export type Post = {
  readonly member: CrewMember;
  present: boolean;
  /** Rung, talking, or at the work after a call. */
  busy: boolean;
  leaving: boolean;
  /** The pause that runs now. */
  pause: Pause | null;
  /** Pauses that are due as soon as the call in hand is done. */
  readonly due: Pause[];
  /** Of the last change, for no two of one operator may fall on one moment. */
  changedAt: EpochMs;
};

export type Posts = {
  /** Who can be rung for a queue: the longest idle. */
  readonly idle: (queue: string) => Post | undefined;
  /** Whether anybody is logged in for a queue. */
  readonly isStaffed: (queue: string) => boolean;
  readonly take: (post: Post) => void;
  /** The call and what follows it are done. */
  readonly release: (post: Post) => void;
  /** Notes a pause for the work after a call; not told of where the telephone system needs none. */
  readonly note: (post: Post, event: 'pause' | 'unpause', reason: string) => void;
  readonly changes: readonly StateChange[];
};

export type PostsPlan = {
  readonly time: Timeline;
  readonly crew: readonly { readonly member: CrewMember; readonly shifts: readonly Shift[] }[];
  /** What the clock counts in. */
  readonly grainMs: number;
  /** Whether an operator can leave from a pause without ending it. */
  readonly leavesPaused: (member: CrewMember) => boolean;
  readonly onIdle: (post: Post) => void;
  /** Nobody is left at a queue. */
  readonly onUnstaffed: (queue: string) => void;
};

type State = {
  readonly plan: PostsPlan;
  readonly idle: Map<string, Set<Post>>;
  readonly staff: Map<string, Set<Post>>;
  readonly changes: StateChange[];
};

/** Opens the posts: operators come, pause and go by their shifts, but never in the middle of a call. */
export function openPosts(plan: PostsPlan): Posts {
  const state: State = { plan, idle: new Map(), staff: new Map(), changes: [] };
  for (const { member, shifts } of plan.crew) {
    const post: Post = { member, present: false, busy: false, leaving: false, pause: null, due: [], changedAt: 0 };
    for (const shift of shifts) planShift(state, post, shift);
  }
  return {
    idle: (queue) => among(state.idle, queue).values().next().value,
    isStaffed: (queue) => among(state.staff, queue).size > 0,
    take: (post) => {
      post.busy = true;
      withdraw(state, post);
    },
    release: (post) => {
      post.busy = false;
      settle(state, post);
    },
    note: (post, event, reason) => {
      note(state, post, event, reason);
    },
    changes: state.changes,
  };
}

function planShift(state: State, post: Post, { startMs, endMs, pauses }: Shift): void {
  const { time } = state.plan;
  time.at(startMs, () => {
    come(state, post);
  });
  time.at(endMs, () => {
    post.leaving = true;
    settle(state, post);
  });
  for (const pause of pauses) {
    time.at(pause.atMs, () => {
      if (post.present) post.due.push(pause);
      settle(state, post);
    });
  }
}

/** What an operator does who has no call in hand: go home, pause, or wait to be rung. */
function settle(state: State, post: Post): void {
  if (!post.present || post.busy) return;
  if (post.leaving) {
    leave(state, post);
    return;
  }
  if (post.pause !== null) return;
  const next = post.due.shift();
  if (next !== undefined) {
    rest(state, post, next);
    return;
  }
  for (const queue of post.member.queues) among(state.idle, queue).add(post);
  state.plan.onIdle(post);
}

function come(state: State, post: Post): void {
  post.present = true;
  note(state, post, 'login', '');
  for (const queue of post.member.queues) among(state.staff, queue).add(post);
  settle(state, post);
}

function rest(state: State, post: Post, pause: Pause): void {
  const { time } = state.plan;
  withdraw(state, post);
  post.pause = pause;
  note(state, post, 'pause', pause.reason);
  time.at(time.now() + pause.durationMs, () => {
    // Who went home from the pause has ended it already.
    if (post.pause !== pause) return;
    post.pause = null;
    note(state, post, 'unpause', '');
    settle(state, post);
  });
}

function leave(state: State, post: Post): void {
  withdraw(state, post);
  if (post.pause !== null && !state.plan.leavesPaused(post.member)) note(state, post, 'unpause', '');
  Object.assign(post, { present: false, leaving: false, pause: null });
  post.due.length = 0;
  note(state, post, 'logout', '');
  for (const queue of post.member.queues) {
    const staff = among(state.staff, queue);
    staff.delete(post);
    if (staff.size === 0) state.plan.onUnstaffed(queue);
  }
}

function withdraw({ idle }: State, post: Post): void {
  for (const queue of post.member.queues) among(idle, queue).delete(post);
}

function note({ plan, changes }: State, post: Post, event: StateChange['event'], reason: string): void {
  post.changedAt = Math.max(plan.time.now(), post.changedAt + plan.grainMs);
  changes.push({ member: post.member, event, reason, at: post.changedAt });
}

function among(sets: Map<string, Set<Post>>, queue: string): Set<Post> {
  const found = sets.get(queue) ?? new Set<Post>();
  sets.set(queue, found);
  return found;
}
