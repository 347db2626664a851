import { sha256Hex } from '../ingest/digest.ts';

/** The next number of a stream, 0 ≤ x < 1. */
export type Random = () => number;

/**
 * A stream of random numbers named by its purpose: the same seed and names give the same numbers, and what one purpose
 * draws moves no other. The generator is sfc32 (Chris Doty-Humphrey, PractRand), set by sha256 over seed and names.
 */
export function randomStream(seed: string, ...names: readonly string[]): Random {
  const hash = sha256Hex(JSON.stringify([seed, ...names]));
  const part = (nth: number): number => Number.parseInt(hash.slice(nth * 8, nth * 8 + 8), 16) | 0;
  let [a, b, c, counter] = [part(0), part(1), part(2), part(3)];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}

/** True in this share of cases, 0–1. */
export function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** A real number, from ≤ x < to. */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

/** A whole number from 0 to count − 1. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of a list that is not empty. */
export function pick<T>(random: Random, of: readonly T[]): T {
  const picked = of[below(random, of.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

/** One of a list that is not empty, each as often as its weight says. */
export function pickWeighted<T>(random: Random, of: readonly T[], weight: (item: T) => number): T {
  let left = random() * of.reduce((sum, item) => sum + weight(item), 0);
  const found = of.find((item) => (left -= weight(item)) < 0) ?? of.at(-1);
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** The gap between happenings that come by themselves, and how long people have patience. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** How long people talk: most about the median, a few much longer. `sigma` of the logarithm (Box–Muller). */
export function logNormal(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
