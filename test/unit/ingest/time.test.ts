import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, parseMoment, startOfDay } from '../../../ingest/time.ts';

const SOFIA = 'Europe/Sofia';
const HOUR = 3_600_000;

describe('a moment in text', () => {
  it.each([
    ['2026-03-02T09:00:00Z', Date.UTC(2026, 2, 2, 9)],
    ['2026-03-02T09:00:00.250+02:00', Date.UTC(2026, 2, 2, 7, 0, 0, 250)],
    ['2026-03-02 09:00:00 -0330', Date.UTC(2026, 2, 2, 12, 30)],
    ['2026-03-02T09:00+02', Date.UTC(2026, 2, 2, 7)],
    ['2026-03-02 09:00:00', Date.UTC(2026, 2, 2, 7)],
    ['2026-07-02 09:00:00,5', Date.UTC(2026, 6, 2, 6, 0, 0, 500)],
    ['2028-02-29 00:00:00', Date.UTC(2028, 1, 28, 22)],
  ])('%s is read', (text, at) => {
    expect(parseMoment(text, SOFIA)).toEqual({ at, doubtful: false, later: null });
  });

  it.each([
    ...['2026-02-29 09:00:00', '2026-04-31 09:00:00', '2026-13-01 09:00:00', '2026-00-10 09:00:00', '2026-03-02'],
    ...['2026-03-02 24:00:00', '2026-03-02 09:60:00', '2026-03-02 09:00:60', '02.03.2026 09:00:00', '', 'yesterday'],
    ...['2026-03-02T09:00:00+15:00', '2026-03-02T09:00:00+02:75', '2026-03-02 09:00:00 EET'],
  ])('%j is refused', (text) => {
    expect(parseMoment(text, SOFIA)).toBeNull();
  });

  it.each([
    ['Europe/Sofia', '2026-10-25 03:30:00', Date.UTC(2026, 9, 25, 0, 30)],
    ['Europe/Kyiv', '2026-10-25 03:30:00', Date.UTC(2026, 9, 25, 0, 30)],
    ['Europe/Warsaw', '2026-10-25 02:30:00', Date.UTC(2026, 9, 25, 0, 30)],
  ])('in the doubled hour of autumn in %s is doubtful, and the earlier is taken', (zone, text, at) => {
    expect(parseMoment(text, zone)).toEqual({ at, doubtful: true, later: at + HOUR });
  });

  it.each([
    ['Europe/Sofia', '2026-03-29 03:30:00', Date.UTC(2026, 2, 29, 1, 30)],
    ['Europe/Kyiv', '2026-03-29 03:30:00', Date.UTC(2026, 2, 29, 1, 30)],
    ['Europe/Warsaw', '2026-03-29 02:30:00', Date.UTC(2026, 2, 29, 1, 30)],
  ])('in the hour that spring skips in %s is doubtful', (zone, text, at) => {
    expect(parseMoment(text, zone)).toEqual({ at, doubtful: true, later: null });
  });

  it.each([
    ['2026-10-25 02:59:59', false],
    ['2026-10-25 03:00:00', true],
    ['2026-10-25 03:59:59', true],
    ['2026-10-25 04:00:00', false],
    ['2026-03-29 02:59:59', false],
    ['2026-03-29 03:00:00', true],
    ['2026-03-29 04:00:00', false],
  ])('%s in Sofia stands at the very edge', (text, doubtful) => {
    expect(parseMoment(text, SOFIA)?.doubtful).toBe(doubtful);
  });

  it('is never doubtful in Moscow, which keeps one clock', () => {
    expect(parseMoment('2026-10-25 03:30:00', 'Europe/Moscow')?.doubtful).toBe(false);
    expect(parseMoment('2026-03-29 02:30:00', 'Europe/Moscow')?.doubtful).toBe(false);
  });

  it('as the wall clock shows it leads back to the moment itself, or to its twin in the doubled hour', () => {
    const zones = fc.constantFrom(
      'Europe/Sofia',
      'Europe/Kyiv',
      'Europe/Warsaw',
      'Europe/Moscow',
      'UTC',
      'Asia/Kolkata',
    );
    const moments = fc.integer({ min: Date.UTC(2015, 0) / 1000, max: Date.UTC(2035, 0) / 1000 });
    fc.assert(
      fc.property(zones, moments, (timeZone, second) => {
        const wall = new Date(second * 1000).toLocaleString('sv-SE', { timeZone });
        const moment = parseMoment(wall, timeZone);
        expect([moment?.at, moment?.later]).toContain(second * 1000);
        expect(moment?.doubtful).toBe(moment?.later !== null);
      }),
      { numRuns: 500 },
    );
  });

  it('with an offset is the same in every zone', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parseMoment(date.toISOString(), 'Europe/Kyiv')?.at).toBe(date.getTime());
        },
      ),
    );
  });

  it('read from any text is a moment or nothing, never a throw', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)?$/));
    fc.assert(
      fc.property(texts, (text) => {
        const moment = parseMoment(text, SOFIA);
        expect(moment === null || Number.isSafeInteger(moment.at)).toBe(true);
      }),
    );
  });
});

describe('the start of a day', () => {
  it('is midnight in the zone, and a day on may be 23 or 25 hours later', () => {
    expect(startOfDay('2026-03-29', SOFIA)).toBe(Date.UTC(2026, 2, 28, 22));
    expect(startOfDay('2026-03-29', SOFIA, 1)).toBe(Date.UTC(2026, 2, 29, 21));
    expect(startOfDay('2026-02-30', SOFIA)).toBeNull();
  });
});

describe('a time zone', () => {
  it.each(['Europe/Sofia', 'Europe/Kyiv', 'Europe/Kiev', 'Europe/Warsaw', 'UTC'])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Sofia', 'Europe/Atlantis', '+02:00', 'europe/sofia'])('%j is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
