/** A stretch of time in ms, [startMs, endMs). */
export type Interval = { readonly startMs: number; readonly endMs: number };

/**
 * Sorted, without overlap, touching stretches joined, empty ones gone. `joinGapMs`: stretches with at most this much
 * between them are joined as well.
 */
export function union(intervals: readonly Interval[], joinGapMs = 0): readonly Interval[] {
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of sorted(intervals)) {
    const last = joined.at(-1);
    if (last && startMs <= last.endMs + joinGapMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

/** What lies in both; each side may overlap itself. */
export function intersection(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const [left, right] = [union(a), union(b)];
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [x, y] = [left[i], right[j]];
    if (!x || !y) break;
    const startMs = Math.max(x.startMs, y.startMs);
    const endMs = Math.min(x.endMs, y.endMs);
    if (startMs < endMs) common.push({ startMs, endMs });
    if (x.endMs < y.endMs) i += 1;
    else j += 1;
  }
  return common;
}

/** What of `a` is not in `b`. */
export function difference(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const cut = union(b);
  return union(a).flatMap((whole) => {
    const rest: Interval[] = [];
    let from = whole.startMs;
    for (const hole of cut) {
      if (hole.endMs <= from || hole.startMs >= whole.endMs) continue;
      if (hole.startMs > from) rest.push({ startMs: from, endMs: hole.startMs });
      from = hole.endMs;
    }
    if (from < whole.endMs) rest.push({ startMs: from, endMs: whole.endMs });
    return rest;
  });
}

/** Time covered, counted once where stretches overlap. */
export function totalMs(intervals: readonly Interval[]): number {
  return union(intervals).reduce((sum, interval) => sum + interval.endMs - interval.startMs, 0);
}

function sorted(intervals: readonly Interval[]): readonly Interval[] {
  return intervals
    .filter((interval) => interval.endMs > interval.startMs)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
