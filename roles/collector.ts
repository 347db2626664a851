/** Gathers work into batches by number and age. */
export type Collector<Item> = {
  /** False = no room: one batch is being worked on and the next is full. */
  readonly add: (item: Item) => boolean;
};

/**
 * Batches of at most `most` items, each flushed when it is full or its first item is `ageMs` old, one after another in
 * order. What waited while another was flushed is not flushed sooner for that: the store prefers few large inserts. `flush` must not throw what a retry may cure; what it throws ends the collector by `onFailed`.
 */
export function collector<Item>(
  { most, ageMs }: { readonly most: number; readonly ageMs: number },
  flush: (items: readonly Item[]) => Promise<void>,
  onFailed: (error: unknown) => void,
): Collector<Item> {
  let waiting: Item[] = [];
  let firstAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let flushing = false;
  let failed = false;

  const begin = (): void => {
    if (flushing || failed || waiting.length === 0) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const items = waiting;
    waiting = [];
    flushing = true;
    flush(items)
      .then(
        () => undefined,
        (error: unknown) => {
          failed = true;
          onFailed(error);
        },
      )
      .finally(() => {
        flushing = false;
        next();
      });
  };
  const next = (): void => {
    if (flushing || waiting.length === 0) return;
    const leftMs = firstAt + ageMs - Date.now();
    if (waiting.length >= most || leftMs <= 0) begin();
    else timer ??= setTimeout(begin, Math.min(leftMs, ageMs));
  };
  return {
    add: (item) => {
      if (failed || waiting.length >= most) return false;
      if (waiting.length === 0) firstAt = Date.now();
      waiting.push(item);
      next();
      return true;
    },
  };
}
