import type { EpochMs } from './call.ts';
import { remembered } from './remembered.ts';

/**
 * A moment read from text. `doubtful`: the wall clock showed this time twice (`at` is the earlier, `later` the other)
 * or never (the clock jumped over it; `at` is as if it had not jumped yet, `later` is null).
 */
export type Moment = { readonly at: EpochMs; readonly doubtful: boolean; readonly later: EpochMs | null };

const TEXT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2})?)?$/i;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * `2026-03-02T09:00:00.250+02:00`, with `Z`, or without a zone (`2026-03-02 09:00:00`), which is then read in
 * `timeZone`. Null for anything else and for dates and times that do not exist (February 30th, 24:00, offset +15:00).
 */
export function parseMoment(text: string, timeZone: string): Moment | null {
  return known(`${timeZone} ${text}`, () => momentIn(text, timeZone));
}

// A call says each of its moments several times, and is checked, stored and folded within seconds.
const known = remembered<Moment | null>(10_000);

function momentIn(text: string, timeZone: string): Moment | null {
  const found = TEXT.exec(text.trim());
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction, utc, sign, offsetHour, offsetMinute] = found;
  const wall = wallMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second ?? 0));
  if (wall === null) return null;
  const wallWithFraction = fraction === undefined ? wall : wall + Math.floor(Number(`0.${fraction}`) * 1000);
  if (utc !== undefined) return certain(wallWithFraction);
  if (sign === undefined) return inZone(wallWithFraction, timeZone);
  const offset = Number(offsetHour) * 60 + Number(offsetMinute ?? 0);
  if (offset > 14 * 60 || Number(offsetMinute ?? 0) > 59) return null;
  return certain(wallWithFraction - (sign === '-' ? -1 : 1) * offset * MINUTE_MS);
}

/** The first moment of an ISO date (`2026-03-02`) in a zone, `daysAfter` days on; null when the date does not exist. */
export function startOfDay(date: string, timeZone: string, daysAfter = 0): EpochMs | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (parts === null) return null;
  const [, year, month, day] = parts;
  const wall = wallMs(Number(year), Number(month), Number(day), 0, 0, 0);
  return wall === null ? null : inZone(wall + daysAfter * DAY_MS, timeZone).at;
}

/**
 * Whether a zone is one that Intl and ClickHouse both know: a name of the IANA base in its own spelling. Offsets are
 * refused (they hide daylight saving) and so is `europe/sofia`, which ClickHouse does not take.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return resolved === name || resolved.toLowerCase() !== name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function certain(at: EpochMs): Moment {
  return { at, doubtful: false, later: null };
}

/** A wall clock reading as if it were UTC; null when no calendar has it. */
function wallMs(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  // A day that the month does not have comes out as one of the next; years before 100 as years of the last century.
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCDate() !== day || midnight.getUTCFullYear() !== year) return null;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** The zone's offsets a day before and after are all that can apply: no zone changes its clock twice within two days. */
function inZone(wall: number, timeZone: string): Moment {
  const before = offsetMs(wall - DAY_MS, timeZone);
  const after = offsetMs(wall + DAY_MS, timeZone);
  const fits = [...new Set([before, after])]
    .map((offset) => wall - offset)
    .filter((at) => at + offsetMs(at, timeZone) === wall)
    .sort((a, b) => a - b);
  const [first, second] = fits;
  if (first === undefined) return { at: wall - before, doubtful: true, later: null };
  if (second === undefined) return certain(first);
  return { at: first, doubtful: true, later: second };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Wall clock minus UTC of a zone at a moment. */
function offsetMs(at: EpochMs, timeZone: string): number {
  const format = formats.get(timeZone) ?? wallFormat(timeZone);
  formats.set(timeZone, format);
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}
