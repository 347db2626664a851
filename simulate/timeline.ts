import type { EpochMs } from '../ingest/call.ts';

/**
 * The time of a simulation: what is planned happens in order of its moment, and of equal moments in the order in which
 * it was planned, so that equal plans give equal worlds.
 */
export type Timeline = {
  readonly now: () => EpochMs;
  /** Plans a happening, at the next tick of the clock; one in the past happens now. */
  readonly at: (ms: EpochMs, happen: () => void) => void;
  /** Lets everything happen that is planned, and what that plans in turn. */
  readonly run: () => void;
};

type Planned = { readonly ms: EpochMs; readonly nth: number; readonly happen: () => void };

/** @param grainMs what the clock counts in: every moment is a multiple of it. */
export function timeline(grainMs: number): Timeline {
  const heap: Planned[] = [];
  let now: EpochMs = Number.NEGATIVE_INFINITY;
  let planned = 0;
  return {
    now: () => now,
    at: (ms, happen) => {
      push(heap, { ms: Math.max(Math.ceil(ms / grainMs) * grainMs, now), nth: planned++, happen });
    },
    run: () => {
      for (let next = pop(heap); next !== undefined; next = pop(heap)) {
        now = next.ms;
        next.happen();
      }
    },
  };
}

/** A binary heap with the earliest on top: children of `place` lie at 2·place + 1 and 2·place + 2. */
function push(heap: Planned[], one: Planned): void {
  let place = heap.push(one) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !earlier(one, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = one;
}

function pop(heap: Planned[]): Planned | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
    const isRight = right !== undefined && left !== undefined && earlier(right, left);
    const child = isRight ? right : left;
    if (child === undefined || !earlier(child, last)) break;
    heap[place] = child;
    place = 2 * place + (isRight ? 2 : 1);
  }
  heap[place] = last;
  return first;
}

function earlier(a: Planned, b: Planned): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.nth < b.nth);
}
