import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetTracker } from '../../../../ingest/kafka/offset-tracker.ts';

const at = (offset: number, partition = 0): { topic: string; partition: number; offset: string } => ({
  topic: 'calls.cdr',
  partition,
  offset: String(offset),
});

describe('the committed offset', () => {
  it('never passes work that is not done, in whatever order it is finished', () => {
    const order = fc.uniqueArray(fc.integer({ min: 0, max: 19 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(order, (finished) => {
        const tracker = offsetTracker();
        for (let offset = 0; offset < 20; offset++) tracker.start(at(offset));
        const done = new Set<number>();
        let committed = 0;
        for (const offset of finished) {
          tracker.finish(at(offset));
          done.add(offset);
          committed = Number(tracker.committable()[0]?.offset ?? committed);
          for (let below = 0; below < committed; below++) expect(done.has(below)).toBe(true);
          // Nor does it stay behind: the first message that is not done is the next one.
          expect(done.has(committed)).toBe(false);
        }
      }),
    );
  });

  it('is that of the next message, and told once until more is done', () => {
    const tracker = offsetTracker();
    tracker.start(at(7));
    tracker.finish(at(7));
    expect(tracker.committable()).toEqual([at(8)]);
    expect(tracker.committable()).toEqual([]);
  });

  it('passes over gaps, which compaction and transactions leave', () => {
    const tracker = offsetTracker();
    for (const offset of [1, 5, 9]) tracker.start(at(offset));
    tracker.finish(at(1));
    tracker.finish(at(5));
    expect(tracker.committable()).toEqual([at(6)]);
  });

  it('is told again when its commit failed', () => {
    const tracker = offsetTracker();
    tracker.start(at(0));
    tracker.finish(at(0));
    const told = tracker.committable();
    tracker.retell(told);
    expect(tracker.committable()).toEqual(told);
  });

  it('of one partition does not wait for another', () => {
    const tracker = offsetTracker();
    tracker.start(at(0, 1));
    tracker.start(at(0, 2));
    tracker.finish(at(0, 2));
    expect(tracker.committable()).toEqual([at(1, 2)]);
  });
});

describe('a partition that is given to another member', () => {
  it('is forgotten: work that ends afterwards commits nothing', () => {
    const tracker = offsetTracker();
    tracker.start(at(3));
    tracker.drop(() => false);
    tracker.finish(at(3));
    expect(tracker.committable()).toEqual([]);
    expect(tracker.unfinished()).toBe(0);
  });

  it('and comes back begins at the commit, and what is in hand still counts', () => {
    const tracker = offsetTracker();
    tracker.start(at(3));
    tracker.drop(() => false);
    tracker.start(at(3));
    tracker.start(at(4));
    tracker.finish(at(3));
    expect(tracker.committable()).toEqual([at(4)]);
  });
});

describe('a partition that is given to the same member anew', () => {
  it('keeps what is in hand: an answer that was on its way and begins behind it commits nothing past it', () => {
    const tracker = offsetTracker();
    tracker.start(at(50));
    tracker.drop(() => true);
    tracker.start(at(51));
    tracker.finish(at(51));
    expect(tracker.committable()).toEqual([]);
    tracker.finish(at(50));
    expect(tracker.committable()).toEqual([at(52)]);
  });

  it('does not turn a commit back that another member made meanwhile', () => {
    const tracker = offsetTracker();
    tracker.start(at(3));
    tracker.drop(() => true);
    tracker.start(at(60));
    tracker.finish(at(3));
    expect(tracker.committable()).toEqual([]);
    tracker.finish(at(60));
    expect(tracker.committable()).toEqual([at(61)]);
  });

  it('takes what is fetched again between what is in hand, in the order of its offsets', () => {
    const tracker = offsetTracker();
    for (const offset of [50, 51, 52, 53]) tracker.start(at(offset));
    tracker.finish(at(51));
    tracker.drop(() => true);
    expect(tracker.unfinished()).toBe(3);
    for (const offset of [50, 51, 52, 53]) tracker.start(at(offset));
    expect(tracker.unfinished()).toBe(4);
    for (const offset of [50, 52, 53]) tracker.finish(at(offset));
    expect(tracker.committable()).toEqual([at(51)]);
    tracker.finish(at(51));
    expect(tracker.committable()).toEqual([at(54)]);
  });
});

it('work that was not begun after all is not waited for', () => {
  const tracker = offsetTracker();
  tracker.start(at(0));
  tracker.start(at(1));
  tracker.untake(at(1));
  tracker.finish(at(0));
  expect(tracker.committable()).toEqual([at(1)]);
  expect(tracker.unfinished()).toBe(0);
});
