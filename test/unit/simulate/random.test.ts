import { describe, expect, it } from 'vitest';
import { chance, exponential, logNormal, pickWeighted, randomStream, type Random } from '../../../simulate/random.ts';

const many = (random: Random, draw: (random: Random) => number, count = 20_000): readonly number[] =>
  Array.from({ length: count }, () => draw(random));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a stream of random numbers', () => {
  it('is the same for the same seed and names, and another for others', () => {
    const first = (seed: string, ...names: string[]): number => randomStream(seed, ...names)();
    expect(first('seed', 'shop', 'arrivals')).toBe(first('seed', 'shop', 'arrivals'));
    const others = [
      first('seed', 'shop', 'arrivals'),
      first('seed', 'shop', 'shifts'),
      first('other', 'shop', 'arrivals'),
    ];
    // Names are told apart, not only what they make together.
    expect(new Set([...others, first('seed', 'shopa', 'rrivals')]).size).toBe(4);
  });

  it('spreads evenly between 0 and 1', () => {
    const values = many(randomStream('even'), (random) => random());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(values.filter((value) => value < 0.1).length / values.length).toBeCloseTo(0.1, 2);
  });

  it('has patience of the mean that was asked for', () => {
    expect(mean(many(randomStream('patience'), (random) => exponential(random, 120))) / 120).toBeCloseTo(1, 1);
  });

  it('talks half of the time longer than the median, and never less than nothing', () => {
    const talks = many(randomStream('talk'), (random) => logNormal(random, 150, 0.7));
    expect(talks.filter((talk) => talk > 150).length / talks.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...talks)).toBeGreaterThan(0);
  });

  it('picks as often as the weights say', () => {
    const random = randomStream('weights');
    const picked = many(random, () => pickWeighted(random, [1, 3], (weight) => weight));
    expect(picked.filter((weight) => weight === 3).length / picked.length).toBeCloseTo(0.75, 1);
    expect(many(random, () => (chance(random, 0) ? 1 : 0)).includes(1)).toBe(false);
  });
});
