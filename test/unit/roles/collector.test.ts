import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collector } from '../../../roles/collector.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A collector whose flushes end when the test says so. */
function gathered(most = 3, ageMs = 100) {
  const flushed: number[][] = [];
  const failures: unknown[] = [];
  let end: (error?: Error) => void = () => undefined;
  const gather = collector<number>(
    { most, ageMs },
    (items) => {
      flushed.push([...items]);
      return new Promise((resolve, reject) => {
        end = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
      });
    },
    (error) => failures.push(error),
  );
  return { add: gather.add, flushed, failures, end: (error?: Error) => (end(error), vi.advanceTimersByTimeAsync(0)) };
}

describe('a batch', () => {
  it('is flushed as soon as it is full', () => {
    const { add, flushed } = gathered();
    for (const item of [1, 2, 3]) expect(add(item)).toBe(true);
    expect(flushed).toEqual([[1, 2, 3]]);
  });

  it('that does not fill is flushed when its first item is old enough', async () => {
    const { add, flushed } = gathered();
    add(1);
    await vi.advanceTimersByTimeAsync(60);
    add(2);
    expect(flushed).toEqual([]);
    await vi.advanceTimersByTimeAsync(40);
    expect(flushed).toEqual([[1, 2]]);
  });

  it('waits for the one before it, and is flushed at once when it is old by then', async () => {
    const { add, flushed, end } = gathered();
    for (const item of [1, 2, 3, 4, 5]) add(item);
    await vi.advanceTimersByTimeAsync(150);
    expect(flushed).toEqual([[1, 2, 3]]);
    await end();
    expect(flushed).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('is not flushed sooner because there was one before it', async () => {
    const { add, flushed, end } = gathered();
    for (const item of [1, 2, 3]) add(item);
    await vi.advanceTimersByTimeAsync(60);
    add(4);
    await end();
    await vi.advanceTimersByTimeAsync(60);
    expect(flushed).toEqual([[1, 2, 3]]);
    add(5);
    await vi.advanceTimersByTimeAsync(40);
    expect(flushed).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('that is full while another is worked on leaves no room', async () => {
    const { add, end } = gathered();
    for (const item of [1, 2, 3, 4, 5, 6]) expect(add(item)).toBe(true);
    expect(add(7)).toBe(false);
    await end();
    expect(add(7)).toBe(true);
  });

  it('that fails ends the collector: nothing more is taken, and nothing is lost in silence', async () => {
    const { add, flushed, failures, end } = gathered();
    for (const item of [1, 2, 3, 4]) add(item);
    await end(new Error('stopped'));
    expect(failures).toHaveLength(1);
    expect(add(5)).toBe(false);
    expect(flushed).toHaveLength(1);
  });
});
