import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, intersection, totalMs, union, type Interval } from '../../../score/intervals.ts';

const LIMIT_MS = 60;
const interval = fc.tuple(fc.nat(50), fc.nat(10)).map(([startMs, length]) => ({ startMs, endMs: startMs + length }));
const intervals = fc.array(interval, { maxLength: 12 });

/** The same sets millisecond by millisecond, which is slow and plainly right. */
function held(of: readonly Interval[]): readonly boolean[] {
  return Array.from({ length: LIMIT_MS + 1 }, (_, at) => of.some((one) => one.startMs <= at && at < one.endMs));
}

function isTidy(of: readonly Interval[]): boolean {
  return of.every((one, nth) => one.startMs < one.endMs && (of[nth - 1]?.endMs ?? -1) < one.startMs);
}

describe('intervals hold exactly the milliseconds they should, sorted and apart', () => {
  it('in a union', () => {
    fc.assert(
      fc.property(intervals, (a) => {
        expect(held(union(a))).toEqual(held(a));
        expect(isTidy(union(a))).toBe(true);
        expect(totalMs(a)).toBe(held(a).filter(Boolean).length);
      }),
    );
  });

  it('in an intersection and a difference', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const inB = held(b);
        expect(held(intersection(a, b))).toEqual(held(a).map((yes, at) => yes && inB[at]));
        expect(held(difference(a, b))).toEqual(held(a).map((yes, at) => yes && !inB[at]));
        expect(isTidy(intersection(a, b)) && isTidy(difference(a, b))).toBe(true);
      }),
    );
  });

  it('and gaps up to the limit are joined, wider ones kept', () => {
    const apart = [
      { startMs: 0, endMs: 10 },
      { startMs: 13, endMs: 20 },
      { startMs: 24, endMs: 30 },
    ];
    expect(union(apart, 3)).toEqual([
      { startMs: 0, endMs: 20 },
      { startMs: 24, endMs: 30 },
    ]);
  });
});
