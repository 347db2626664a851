/** Things that serve one at a time. `use` waits for a free one and gives it back whatever happens. */
export type Slots<T> = {
  readonly all: readonly T[];
  use<R>(work: (slot: T) => Promise<R>): Promise<R>;
};

/** First come, first served. */
export function createSlots<T>(all: readonly T[]): Slots<T> {
  const free = [...all];
  const waiting: ((slot: T) => void)[] = [];
  const take = (): Promise<T> => {
    const slot = free.shift();
    return slot === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(slot);
  };
  const giveBack = (slot: T): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(slot);
    else next(slot);
  };
  return {
    all,
    use: async (work) => {
      const slot = await take();
      try {
        return await work(slot);
      } finally {
        giveBack(slot);
      }
    },
  };
}
