/** A seeded source of chance: the same seed gives the same draws on every machine. */
export type Chance = {
  /** 0 ≤ x < 1. */
  readonly unit: () => number;
  /** 0 ≤ x < below, whole. */
  readonly below: (below: number) => number;
  readonly hit: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** Between low and high, all orders of magnitude alike: mostly quick, now and then very slow. */
  readonly spread: (low: number, high: number) => number;
  readonly shuffled: <T>(items: readonly T[]) => T[];
};

/** mulberry32: small, quick, and good enough to mix schedules. */
export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 13);
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    unit,
    below,
    hit: (probability) => probability > 0 && unit() < probability,
    pick: (items) => {
      const at = below(items.length);
      // An item may itself be null.
      for (const item of items.slice(at, at + 1)) return item;
      throw new Error('nothing to choose from');
    },
    spread: (low, high) => low * (high / low) ** unit(),
    shuffled: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}
