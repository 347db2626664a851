import { describe, expect, it } from 'vitest';
import { below, randomStream } from '../../../simulate/random.ts';
import { timeline } from '../../../simulate/timeline.ts';

describe('the time of a simulation', () => {
  it('lets things happen in order of their moment, and of one moment in the order in which they were planned', () => {
    const time = timeline(1);
    const random = randomStream('timeline');
    const happened: { readonly at: number; readonly nth: number }[] = [];
    for (let nth = 0; nth < 500; nth++) {
      time.at(below(random, 50), () => {
        happened.push({ at: time.now(), nth });
      });
    }
    time.run();
    expect(happened).toHaveLength(500);
    expect(happened).toEqual(happened.toSorted((a, b) => a.at - b.at || a.nth - b.nth));
  });

  it('lets happen what is planned while it runs, and never goes back', () => {
    const time = timeline(1);
    const moments: number[] = [];
    time.at(10, () => {
      time.at(5, () => moments.push(time.now()));
      time.at(20, () => moments.push(time.now()));
    });
    time.run();
    expect(moments).toEqual([10, 20]);
  });

  it('ticks in whole seconds where the clock counts seconds', () => {
    const time = timeline(1000);
    const moments: number[] = [];
    time.at(1, () => moments.push(time.now()));
    time.at(2000, () => moments.push(time.now()));
    time.run();
    expect(moments).toEqual([1000, 2000]);
  });
});
