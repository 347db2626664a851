import { createRequire, syncBuiltinESMExports } from 'node:module';
import type timersPromises from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { inNewFlow } from './flow.ts';

/** Whoever does something at a moment: a process of Etalon that may have died or been stopped meanwhile. */
export type Actor = {
  readonly name: string;
  readonly alive: () => boolean;
  /** Nothing of it happens before. */
  readonly frozenUntilMs: () => number;
  /** How much its clock runs ahead. */
  readonly skewMs: number;
};

export type Alarm = { cancelled: boolean };

/** Time that passes only when something happens: the next thing to happen is always the next moment. */
export type Clock = {
  /** ms since the start of the schedule. */
  readonly nowMs: () => number;
  /** Whose code runs now; null = the world's. */
  readonly actor: () => Actor | null;
  /** `actor` null: it happens whoever dies. What it starts runs to its next wait before anything else happens. */
  readonly after: (delayMs: number, actor: Actor | null, run: () => void) => Alarm;
  /** The same for what happens in the world alone, so that nobody who waits goes on because of it. */
  readonly afterQuietly: (delayMs: number, run: () => void) => void;
  /** Until nothing is left to happen, `goesOn` no more, or `most` things have happened; how many did. */
  readonly run: (goesOn: () => boolean, most: number) => Promise<number>;
};

type Event = Alarm & {
  readonly atMs: number;
  readonly nr: number;
  readonly actor: Actor | null;
  readonly run: () => void;
  readonly quiet: boolean;
};

/** The schedule's first moment: after all calls of the traffic. */
export const START_MS = Date.UTC(2026, 2, 2, 12);

export function openClock(): Clock {
  const heap = eventHeap();
  let nowMs = 0;
  let nr = 0;
  let current: Actor | null = null;
  const push = (atMs: number, actor: Actor | null, run: () => void, quiet = false): Event => {
    const event = { atMs, nr: nr++, actor, run, quiet, cancelled: false };
    heap.push(event);
    return event;
  };
  const happens = (event: Event): boolean => {
    if (event.cancelled || event.actor?.alive() === false) return false;
    const wakesAtMs = event.actor?.frozenUntilMs() ?? 0;
    if (wakesAtMs <= event.atMs) return true;
    const later = push(wakesAtMs, event.actor, () => {
      if (!event.cancelled) event.run();
    });
    later.cancelled = event.cancelled;
    return false;
  };
  return {
    nowMs: () => nowMs,
    actor: () => current,
    after: (delayMs, actor, run) => push(nowMs + Math.max(0, delayMs), actor, run),
    afterQuietly: (delayMs, run) => {
      push(nowMs + delayMs, null, run, true);
    },
    run: async (goesOn, most) => {
      let happened = 0;
      for (let event = heap.pop(); event !== undefined && happened < most && goesOn(); event = heap.pop()) {
        nowMs = Math.max(nowMs, event.atMs);
        if (!happens(event)) continue;
        happened += 1;
        current = event.actor;
        event.run();
        // Everything that was waiting for this goes on to its next wait.
        if (!event.quiet) await nextTurn();
        current = null;
      }
      return happened;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A binary heap by moment, then by order of planning. */
function eventHeap(): { readonly push: (event: Event) => void; readonly pop: () => Event | undefined } {
  const heap: Event[] = [];
  const before = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.nr < b.nr);
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const isBefore = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]];
    return a !== undefined && b !== undefined && before(a, b);
  };
  return {
    push: (event) => {
      heap.push(event);
      for (let at = heap.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return first;
      heap[0] = last;
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        const smaller = isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(smaller, at)) return first;
        swap(smaller, at);
        at = smaller;
      }
    },
  };
}

let active: { readonly clock: Clock; readonly chance: Chance } | null = null;

/** From now on timers, Date.now() and Math.random() of this whole process are those of the schedule. */
export function useClock(clock: Clock, chance: Chance): void {
  installed ??= install();
  active = { clock, chance };
}

let installed: true | null = null;

function install(): true {
  const clockNow = (): Clock => {
    if (active === null) throw new Error('no schedule runs');
    return active.clock;
  };
  const start = (run: () => void, delayMs: number): Alarm => {
    const clock = clockNow();
    return clock.after(delayMs, clock.actor(), () => {
      inNewFlow(run);
    });
  };
  // The product is unchanged: it calls the functions of Node, which are these for as long as this process lives.
  const timer = (run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): unknown => {
    const alarm = start(() => {
      run(...args);
    }, delayMs);
    return Object.assign(alarm, { unref: () => alarm, ref: () => alarm });
  };
  const cancel = (alarm: Partial<Alarm> | undefined): void => {
    if (alarm !== undefined) alarm.cancelled = true;
  };
  const sleep = <T>(
    delayMs?: number,
    value?: T,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      const clock = clockNow();
      const alarm = clock.after(delayMs ?? 0, clock.actor(), () => {
        resolve(value);
      });
      const abort = (): void => {
        alarm.cancelled = true;
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  Object.assign(globalThis, { setTimeout: timer, clearTimeout: cancel });
  Date.now = () => Math.floor(START_MS + clockNow().nowMs() + (clockNow().actor()?.skewMs ?? 0));
  Math.random = () => active?.chance.unit() ?? 0;
  const promises = createRequire(import.meta.url)('node:timers/promises') as typeof timersPromises;
  Object.assign(promises, { setTimeout: sleep });
  syncBuiltinESMExports();
  return true;
}
