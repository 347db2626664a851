import type { EpochMs } from '../ingest/call.ts';
import { parseMoment } from '../ingest/time.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** No zone changes its clock within a quarter of an hour. */
const GRAIN_MS = 900_000;

/** The ISO date so many days after another. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Monday is 0. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The moment at which a wall clock shows so many minutes after the midnight of a date; more than a day is the next one. */
export function momentOf(date: string, minutes: number, timeZone: string): EpochMs {
  const wall = new Date(Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS).toISOString().slice(0, 19);
  const moment = parseMoment(wall, timeZone);
  if (moment === null) throw new RangeError(`no such day: ${date}`);
  return moment.at;
}

/** How moments of a zone are written. Keeps the offsets it has looked up, for a look at the zone's rules takes long. */
export type WallClock = {
  /** `2026-03-02T09:00:00.250+02:00` */
  readonly iso: (at: EpochMs) => string;
  /** `2026-03-02 09:00:00.250`, or null when that could be read as another moment. */
  readonly bare: (at: EpochMs) => string | null;
};

export function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  const offsetOf = (at: EpochMs): number => {
    const grain = Math.floor(at / GRAIN_MS);
    const offset = known.get(grain) ?? offsetMs(format, grain * GRAIN_MS);
    known.set(grain, offset);
    return offset;
  };
  const wall = (at: EpochMs): string => new Date(at + offsetOf(at)).toISOString().slice(0, -1);
  return {
    iso: (at) => wall(at) + offsetText(offsetOf(at)),
    bare: (at) => {
      const around = [at - 3 * HOUR_MS, at, at + 3 * HOUR_MS].map(offsetOf);
      return new Set(around).size === 1 ? wall(at).replace('T', ' ') : null;
    },
  };
}

/** Of `GMT+02:00`, or `GMT` alone for none. */
function offsetMs(format: Intl.DateTimeFormat, at: EpochMs): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const offset = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS;
  return sign === '-' ? -offset : offset;
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
