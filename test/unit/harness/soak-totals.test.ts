import { describe, expect, it } from 'vitest';
import { shortOf, type Totals } from '../../soak/totals.ts';

const done = (count: number): Totals['fuzz'] => ({ done: count, rounds: 1, breaches: [] });
const TOTALS: Totals = { schedules: done(100), kills: done(0), rebalances: done(20), fuzz: done(19_500) };

describe('a soak whose time is up', () => {
  it('is short of each bar that was asked for and not reached', () => {
    expect(shortOf(TOTALS, { schedules: 100, fuzz: 20_000 })).toEqual([
      expect.stringContaining('fuzz: the bar was not reached: 19500 of 20000'),
    ]);
  });

  it('is short of nothing once its bars are reached, whatever other kinds have done', () => {
    expect(shortOf(TOTALS, { schedules: 100, rebalances: 20 })).toEqual([]);
  });
});
