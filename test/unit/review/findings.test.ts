import { describe, expect, it } from 'vitest';
import { findingsOf, type Facts } from '../../../review/overview/findings.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 2, 9, 9);
const period = {
  ...{ fromMs: NOW - 168 * HOUR_MS, toMs: NOW, fromDay: '2026-03-02', toDay: '2026-03-08' },
  ...{ previousFromMs: NOW - 336 * HOUR_MS, previousToMs: NOW - 168 * HOUR_MS },
};

/** A week in which all is well. */
const well: Facts = {
  ...{ project: 'shop', queue: '', period, nowMs: NOW, calls: true },
  serviceLevel: { percent: 84, target: 80, offered: 400 },
  hours: [],
  notReached: { customers: 0, oldestMs: 0 },
  quality: { mean: 88, high: 91, target: 85, n: 60, autoFails: 0 },
  criteria: [],
  unscored: { waiting: 0, oldestMs: 0 },
  ...{ noCalls: null, remarksOpen: 0, reviewsWaiting: 0 },
};
const codes = (facts: Partial<Facts>): readonly string[] => findingsOf({ ...well, ...facts }).map(({ code }) => code);

describe('what to look at first', () => {
  it('is nothing when all is well', () => {
    expect(findingsOf(well)).toEqual([{ code: 'ALL_WELL', params: {}, link: '' }]);
  });

  it('is a service level below the target, with the hour that loses most where one stands out', () => {
    const serviceLevel = { percent: 71.5, target: 80, offered: 400 };
    const hours = [
      { hour: 11, offered: 60, lost: 30 },
      { hour: 12, offered: 90, lost: 20 },
    ];
    expect(findingsOf({ ...well, serviceLevel, hours })).toEqual([
      {
        code: 'HOUR_LOSES_MOST',
        params: { percent: 71.5, target: 80, offered: 400, hour: 11, count: 30, hourOffered: 60 },
        link: '/?project=shop&from=2026-03-02&to=2026-03-08&number=service-level',
      },
    ]);
    const alike = Array.from({ length: 10 }, (_, hour) => ({ hour, offered: 60, lost: 11 }));
    expect(codes({ serviceLevel, hours: alike })).toEqual(['SERVICE_LEVEL_LOW']);
    const few = [{ hour: 11, offered: 20, lost: 9 }];
    expect(codes({ serviceLevel, hours: few })).toEqual(['SERVICE_LEVEL_LOW']);
  });

  it('is no service level of fewer than twenty entries, and none that meets its target', () => {
    expect(codes({ serviceLevel: { percent: 10, target: 80, offered: 19 } })).toEqual(['ALL_WELL']);
    expect(codes({ serviceLevel: { percent: 80, target: 80, offered: 400 } })).toEqual(['ALL_WELL']);
    expect(codes({ serviceLevel: { percent: null, target: 80, offered: 0 } })).toEqual(['ALL_WELL']);
  });

  it('is that there are no calls, before anything else, with the way to the last ones', () => {
    const noCalls = { lastMs: NOW - 30 * HOUR_MS, lastDay: '2026-02-20' };
    const found = findingsOf({ ...well, noCalls, reviewsWaiting: 1 });
    expect(found.map(({ code }) => code)).toEqual(['NO_CALLS', 'REVIEWS_WAITING']);
    expect(found[0]).toMatchObject({
      params: { lastMs: NOW - 30 * HOUR_MS },
      link: '/?project=shop&from=2026-02-20&to=2026-02-20',
    });
  });

  it('is who called in vain, with the one who has waited longest', () => {
    const notReached = { customers: 3, oldestMs: NOW - 30 * HOUR_MS };
    expect(findingsOf({ ...well, notReached })).toMatchObject([
      { code: 'MISSED_NOT_REACHED', params: { count: 3, oldestMs: NOW - 30 * HOUR_MS } },
    ]);
  });

  it('is the criterion that more than a third of twenty answers or more fail, the worst one', () => {
    const criteria = [
      { scorecardId: 'inbound', criterionId: 'few', n: 19, failed: 19 },
      { scorecardId: 'inbound', criterionId: 'third', n: 30, failed: 10 },
      { scorecardId: 'inbound', criterionId: 'farewell', n: 40, failed: 20 },
      { scorecardId: 'inbound', criterionId: 'needs', n: 40, failed: 16 },
    ];
    expect(findingsOf({ ...well, criteria })).toEqual([
      {
        code: 'CRITERION_FAILS',
        params: { scorecardId: 'inbound', criterionId: 'farewell', count: 20, n: 40 },
        link: '/calls?project=shop&from=2026-03-02&to=2026-03-08&failed=farewell',
      },
    ]);
    expect(codes({ criteria: criteria.slice(0, 2) })).toEqual(['ALL_WELL']);
  });

  it('is a quality below the target only where the whole interval is', () => {
    const quality = { mean: 80, high: 84.9, target: 85, n: 60, autoFails: 0 };
    expect(codes({ quality })).toEqual(['QUALITY_LOW']);
    expect(codes({ quality: { ...quality, high: 85 } })).toEqual(['ALL_WELL']);
    expect(codes({ quality: { ...quality, n: 19 } })).toEqual(['ALL_WELL']);
  });

  it('is a call that has waited six hours for its score', () => {
    expect(codes({ unscored: { waiting: 2, oldestMs: NOW - 6 * HOUR_MS } })).toEqual(['UNSCORED_OLD']);
    expect(codes({ unscored: { waiting: 2, oldestMs: NOW - 6 * HOUR_MS + 1 } })).toEqual(['ALL_WELL']);
  });

  it('is at most three things, those first for which somebody waits', () => {
    const all: Partial<Facts> = {
      serviceLevel: { percent: 50, target: 80, offered: 400 },
      notReached: { customers: 3, oldestMs: NOW },
      quality: { mean: 60, high: 70, target: 85, n: 60, autoFails: 2 },
      unscored: { waiting: 2, oldestMs: 0 },
      remarksOpen: 4,
    };
    expect(codes(all)).toEqual(['MISSED_NOT_REACHED', 'SERVICE_LEVEL_LOW', 'CRITICAL_FAILURES']);
    expect(codes({ ...all, reviewsWaiting: 1 })[0]).toBe('REVIEWS_WAITING');
    expect(codes({ ...all, serviceLevel: null, notReached: null })).toEqual([
      'CRITICAL_FAILURES',
      'REMARKS_OPEN',
      'UNSCORED_OLD',
    ]);
  });

  it('leads who may open no calls to the number, and names the queue that was asked for', () => {
    const quality = { ...well.quality, autoFails: 1 };
    const links = (facts: Partial<Facts>): readonly string[] =>
      findingsOf({ ...well, ...facts }).map(({ link }) => link);
    expect(links({ quality, calls: false })).toEqual(['/?project=shop&from=2026-03-02&to=2026-03-08&number=quality']);
    expect(links({ quality, queue: 'sales & co' })).toEqual([
      '/calls?project=shop&queue=sales+%26+co&from=2026-03-02&to=2026-03-08&maxScore=0',
    ]);
  });
});
