/** Runs work when it is its turn; throws `refusal` when too many wait already. */
export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Of all work `atOnce` pieces run at the same time, the others wait in the order they came, `waiting` at most. */
export function turns(atOnce: number, waiting: number, refusal: () => Error): TakeTurn {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running < atOnce) running += 1;
    else if (queue.length >= waiting) throw refusal();
    // Who goes hands its place on: `running` stays as it is.
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
