import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 200;

/**
 * Looks again and again until nothing is missing any more. When that takes longer than `withinMs`, or one look does,
 * throws with what was missing last: the one wait that fault tests allow themselves.
 */
export async function eventually(
  withinMs: number,
  missing: () => readonly string[] | Promise<readonly string[]>,
): Promise<void> {
  const end = performance.now() + withinMs;
  let last: readonly string[] = ['nothing was answered'];
  const late = new AbortController();
  const over = sleep(withinMs, null, { signal: late.signal, ref: false });
  over.catch(() => undefined);
  try {
    while (performance.now() < end) {
      const found = await Promise.race([Promise.resolve(missing()), over]);
      if (found?.length === 0) return;
      last = found ?? [...last, 'the last look was never answered'];
      await sleep(LOOK_MS);
    }
  } finally {
    late.abort();
  }
  throw new Error(`after ${Math.round(withinMs / 1_000)} s still missing:\n${last.slice(0, 30).join('\n')}`);
}

/** What `promise` gives; when that takes longer than `withinMs`, throws with what was waited for. */
export async function inTime<T>(withinMs: number, what: string, promise: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(withinMs, null, { signal: done.signal }).then(() => {
    throw new Error(`after ${Math.round(withinMs / 1_000)} s still missing:\n${what}`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    done.abort();
  }
}

/** When a fault strikes; no wait for anything to have happened. */
export const moment = (afterMs: number): Promise<void> => sleep(afterMs);
