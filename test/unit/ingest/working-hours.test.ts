import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workingHours, workingIntervals, type WorkingHours } from '../../../ingest/working-hours.ts';

const HOUR_MS = 3_600_000;
const WEEK = {
  weekdays: { mon: ['09:00-13:00', '14:00-18:00'], tue: '09:00-18:00', sat: '10:00-14:00', sun: 'closed' },
};

const read = (...entries: readonly object[]): readonly WorkingHours[] => workingHours.parse(entries);
const utc = (text: string): number => Date.parse(`${text}Z`);

function shown(configured: readonly WorkingHours[], timeZone: string, from: string, to: string): readonly string[] {
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
  const period = { fromMs: utc(from), toMs: utc(to) };
  return workingIntervals(configured, timeZone, period).map(({ fromMs, toMs }) => `${iso(fromMs)} ${iso(toMs)}`);
}

const hoursOf = (configured: readonly WorkingHours[], timeZone: string, from: string, to: string): number =>
  workingIntervals(configured, timeZone, { fromMs: utc(from), toMs: utc(to) }).reduce(
    (sum, { fromMs, toMs }) => sum + (toMs - fromMs) / HOUR_MS,
    0,
  );

describe('working hours', () => {
  it('leave out the lunch break and the days that are not named', () => {
    // 2026-03-02 is a Monday; Sofia is two hours ahead of UTC.
    expect(shown(read(WEEK), 'Europe/Sofia', '2026-03-02T00:00', '2026-03-05T00:00')).toEqual([
      '2026-03-02T07:00 2026-03-02T11:00',
      '2026-03-02T12:00 2026-03-02T16:00',
      '2026-03-03T07:00 2026-03-03T16:00',
    ]);
  });

  it('are those of the holiday on a holiday, or none', () => {
    const holidays = { '2026-03-02': '10:00-12:00', '2026-03-03': 'closed' };
    expect(shown(read({ ...WEEK, holidays }), 'Europe/Sofia', '2026-03-02T00:00', '2026-03-04T00:00')).toEqual([
      '2026-03-02T08:00 2026-03-02T10:00',
    ]);
  });

  it('run over midnight into the next day, and are clipped to the period', () => {
    const night = read({ weekdays: { mon: '22:00-06:00' } });
    expect(shown(night, 'Europe/Sofia', '2026-03-02T21:00', '2026-03-04T00:00')).toEqual([
      '2026-03-02T21:00 2026-03-03T04:00',
    ]);
  });

  it('change from a date on, and before the first date everything is working time', () => {
    const changed = read({ from: '2026-03-02', ...WEEK }, { from: '2026-03-03', weekdays: { tue: '12:00-13:00' } });
    expect(shown(changed, 'Europe/Sofia', '2026-03-01T00:00', '2026-03-04T00:00')).toEqual([
      '2026-03-01T00:00 2026-03-01T22:00',
      '2026-03-02T07:00 2026-03-02T11:00',
      '2026-03-02T12:00 2026-03-02T16:00',
      '2026-03-03T10:00 2026-03-03T11:00',
    ]);
  });

  it('that are not configured are always', () => {
    expect(shown([], 'Europe/Sofia', '2026-03-01T00:00', '2026-03-04T00:00')).toEqual([
      '2026-03-01T00:00 2026-03-04T00:00',
    ]);
  });

  it('follow the clock of the zone: nine in the morning is nine on both sides of a change', () => {
    const sundays = read({ weekdays: { sat: '09:00-18:00', sun: '09:00-18:00' } });
    expect(shown(sundays, 'Europe/Sofia', '2026-03-28T00:00', '2026-03-30T00:00')).toEqual([
      '2026-03-28T07:00 2026-03-28T16:00',
      '2026-03-29T06:00 2026-03-29T15:00',
    ]);
    expect(shown(sundays, 'Europe/Moscow', '2026-03-28T00:00', '2026-03-30T00:00')).toEqual([
      '2026-03-28T06:00 2026-03-28T15:00',
      '2026-03-29T06:00 2026-03-29T15:00',
    ]);
  });

  it('of a whole day are 23 hours in spring and 25 in autumn, and 24 where clocks do not change', () => {
    const sunday = read({ weekdays: { sun: '00:00-24:00' } });
    expect(hoursOf(sunday, 'Europe/Sofia', '2026-03-28T12:00', '2026-03-30T12:00')).toBe(23);
    expect(hoursOf(sunday, 'Europe/Sofia', '2026-10-24T12:00', '2026-10-26T12:00')).toBe(25);
    expect(hoursOf(sunday, 'Europe/Moscow', '2026-10-24T12:00', '2026-10-26T12:00')).toBe(24);
  });

  it('of two periods that touch are together those of both', () => {
    const at = fc.integer({ min: utc('2026-03-20T00:00'), max: utc('2026-11-10T00:00') });
    fc.assert(
      fc.property(fc.tuple(at, at, at), (moments) => {
        const [a = 0, b = 0, c = 0] = moments.toSorted((x, y) => x - y);
        const sum = (fromMs: number, toMs: number): number =>
          workingIntervals(read(WEEK), 'Europe/Sofia', { fromMs, toMs }).reduce(
            (total, one) => total + one.toMs - one.fromMs,
            0,
          );
        expect(sum(a, b) + sum(b, c)).toBe(sum(a, c));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['times that overlap', { weekdays: { mon: ['09:00-13:00', '12:00-18:00'] } }],
    ['an empty interval', { weekdays: { mon: '09:00-09:00' } }],
    ['no such time', { weekdays: { mon: '09:60-18:00' } }],
    ['no such weekday', { weekdays: { monday: '09:00-18:00' } }],
    ['no such date', { holidays: { '2026-02-30': 'closed' } }],
  ])('are refused with %s', (_, entry) => {
    expect(workingHours.safeParse([entry]).success).toBe(false);
  });

  it('are refused when an entry does not begin after the one before', () => {
    expect(workingHours.safeParse([{ from: '2026-03-02' }, { from: '2026-03-02' }]).success).toBe(false);
  });
});
