import { describe, expect, it } from 'vitest';
import { arrivals } from '../../../simulate/arrivals.ts';
import { dayAfter, momentOf, wallClock, weekdayOf } from '../../../simulate/local-time.ts';
import { randomStream } from '../../../simulate/random.ts';

const timeZone = 'Europe/Sofia';
const clock = wallClock(timeZone);
const hourOf = (at: number): number => Number(clock.iso(at).slice(11, 13));
const weeks = (count: number, peak: { readonly day: string; readonly factor: number } | null = null) =>
  arrivals(
    { startDay: '2026-03-02', days: 7 * count, peak },
    { perDay: 1000, timeZone, random: randomStream('arrivals') },
  );

describe('the arrivals of customers', () => {
  it('are as many on an average day as was asked for', () => {
    expect(weeks(4).length / 28 / 1000).toBeCloseTo(1, 1);
  });

  it('follow the wall clock of the project: the late morning is the busiest, the night is quiet', () => {
    const byHour = Map.groupBy(weeks(2), hourOf);
    const count = (hour: number): number => byHour.get(hour)?.length ?? 0;
    expect(count(11)).toBeGreaterThan(count(18));
    expect(count(18)).toBeGreaterThan(10 * count(3));
  });

  it('are most on Monday and fewest on Sunday', () => {
    const byWeekday = Map.groupBy(weeks(4), (at) => weekdayOf(clock.iso(at).slice(0, 10)));
    expect(byWeekday.get(0)?.length).toBeGreaterThan((byWeekday.get(6)?.length ?? 0) * 1.5);
  });

  it('are three times as many on a day of peak, and on the others as ever', () => {
    const on = (moments: readonly number[], day: string): number =>
      moments.filter((at) => clock.iso(at).startsWith(day)).length;
    const [plain, peak] = [weeks(2), weeks(2, { day: '2026-03-06', factor: 3 })];
    expect(on(peak, '2026-03-06') / on(plain, '2026-03-06')).toBeCloseTo(3, 0);
    expect(on(peak, '2026-03-02')).toBe(on(plain, '2026-03-02'));
  });
});

describe('local time', () => {
  it('knows the days and their weekdays', () => {
    expect(dayAfter('2026-02-27', 3)).toBe('2026-03-02');
    expect(weekdayOf('2026-03-02')).toBe(0);
    expect(weekdayOf('2026-03-01')).toBe(6);
  });

  it('is written with the offset of its season', () => {
    expect(clock.iso(Date.UTC(2026, 2, 2, 7, 0, 0, 250))).toBe('2026-03-02T09:00:00.250+02:00');
    expect(clock.iso(Date.UTC(2026, 6, 2, 7))).toBe('2026-07-02T10:00:00.000+03:00');
    expect(wallClock('Europe/London').iso(Date.UTC(2026, 2, 2, 7))).toBe('2026-03-02T07:00:00.000+00:00');
  });

  it('is never written without an offset where the clock is about to change', () => {
    expect(clock.bare(Date.UTC(2026, 2, 2, 7))).toBe('2026-03-02 09:00:00.000');
    expect(clock.bare(Date.UTC(2026, 9, 25, 0, 30))).toBeNull();
  });

  it('finds the moment of a wall clock, also of a shift that ends tomorrow', () => {
    expect(momentOf('2026-03-02', 9 * 60, timeZone)).toBe(Date.UTC(2026, 2, 2, 7));
    expect(momentOf('2026-03-28', 28 * 60, timeZone)).toBe(Date.UTC(2026, 2, 29, 1));
  });
});
