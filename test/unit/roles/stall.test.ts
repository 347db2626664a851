import { describe, expect, it } from 'vitest';
import { ownLag, stallJudge } from '../../../roles/stall.ts';

const STALL_MS = 300_000;
const LOOK_MS = 2_000;

/** Looks every two seconds from `from` to `to`; at which of them the line was found to have stalled. */
function looks(
  hasStalled: ReturnType<typeof stallJudge>,
  [from, to]: readonly [number, number],
  of: { readonly lag: number; readonly movedAt: number | 'now' },
): readonly number[] {
  const found: number[] = [];
  for (let now = from; now < to; now += LOOK_MS) {
    const movedAt = of.movedAt === 'now' ? now : of.movedAt;
    if (hasStalled({ line: 'speech', lag: of.lag, movedAt, now })) found.push(now);
  }
  return found;
}

describe('a line', () => {
  it('has stalled when work has waited so long and nothing moved', () => {
    const [first] = looks(stallJudge(STALL_MS), [0, 2 * STALL_MS], { lag: 1, movedAt: 0 });
    expect(first).toBe(STALL_MS + LOOK_MS);
  });

  it('has not while something moves, however long the work waits', () => {
    expect(looks(stallJudge(STALL_MS), [0, 10 * STALL_MS], { lag: 5, movedAt: 'now' })).toEqual([]);
  });

  it('has not when its first message comes after a quiet time', () => {
    const hasStalled = stallJudge(STALL_MS);
    expect(looks(hasStalled, [0, 10 * STALL_MS], { lag: 0, movedAt: 0 })).toEqual([]);
    expect(looks(hasStalled, [10 * STALL_MS, 11 * STALL_MS], { lag: 1, movedAt: 0 })).toEqual([]);
  });

  it('has not when one message after the other is done between two looks', () => {
    const hasStalled = stallJudge(STALL_MS);
    for (let at = 0; at < 10 * STALL_MS; at += STALL_MS / 2) {
      expect(looks(hasStalled, [at, at + STALL_MS / 2 - LOOK_MS], { lag: 1, movedAt: 0 })).toEqual([]);
      expect(looks(hasStalled, [at + STALL_MS / 2 - LOOK_MS, at + STALL_MS / 2], { lag: 0, movedAt: 0 })).toEqual([]);
    }
  });
});

it('what waits in partitions of others, and in topics where messages wait on purpose, is not a line’s own', () => {
  const role = { liveTopics: ['calls.recordings'], partitionsOf: () => [0, 2] };
  const lags = new Map([
    [
      'calls.recordings',
      new Map([
        [0, 1],
        [1, 10],
        [2, 2],
      ]),
    ],
    ['calls.recordings.retry-1', new Map([[0, 100]])],
  ]);
  expect(ownLag(role, lags)).toBe(3);
  expect(ownLag({ ...role, partitionsOf: () => [] }, lags)).toBe(0);
});
