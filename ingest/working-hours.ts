import { z } from 'zod';
import type { EpochMs } from './call.ts';
import { parseMoment } from './time.ts';

/** Monday first, as numbers of weekdays count. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A time of a day by the wall clock, in minutes since midnight; `toMinute` beyond 1,440 runs into the next day. */
export type DayInterval = { readonly fromMinute: number; readonly toMinute: number };

/**
 * When a project answers, from a date on: by weekday, and by date where a holiday has hours of its own (none = closed).
 * A weekday that is not named is closed.
 */
export type WorkingHours = {
  /** The first day it holds for; '' = since ever. */
  readonly from: string;
  readonly weekdays: Readonly<Partial<Record<Weekday, readonly DayInterval[]>>>;
  readonly holidays: Readonly<Record<string, readonly DayInterval[]>>;
};

/** From inclusive, to exclusive. */
export type Interval = { readonly fromMs: EpochMs; readonly toMs: EpochMs };

const TIMES = 'expected times such as 09:00-13:00 or 22:00-06:00 (over midnight)';
const DAY_MINUTES = 1440;
const DAY_MS = 86_400_000;

const interval = z.string().transform((text, context): DayInterval => {
  const [, from, to] = /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(text.trim()) ?? [];
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
  if (fromMinute === null || toMinute === null || fromMinute === DAY_MINUTES || fromMinute === toMinute) {
    context.addIssue({ code: 'custom', message: TIMES });
    return z.NEVER;
  }
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + DAY_MINUTES };
});

const intervals = z
  .union([interval.transform((one) => [one]), z.array(interval), z.literal('closed').transform(() => [])], {
    error: `${TIMES}, a list of them, or closed`,
  })
  .refine((list) => inOrder(list), { error: 'has times that overlap or are not in order' });

const date = z.string().refine((text) => parseMoment(`${text} 00:00:00`, 'UTC') !== null && text.length === 10, {
  error: 'expected a date such as 2026-03-03',
});

/** A week after another must begin later; `holidays` stands in each, for it is part of what held then. */
const workingHoursOnce = z.strictObject({
  from: z.union([z.literal(''), date]).default(''),
  weekdays: z.partialRecord(z.enum(WEEKDAYS), intervals).default({}),
  holidays: z.record(date, intervals).default({}),
});

/** `workingHours` of projects.yaml: a list, each entry from its date on. None = always open. */
export const workingHours: z.ZodType<readonly WorkingHours[]> = z
  .array(workingHoursOnce)
  .default([])
  .refine((list) => list.every(({ from }, index) => index === 0 || from > (list[index - 1]?.from ?? '')), {
    error: 'expected entries in the order of their from, each with another one',
  });

function minuteOf(time: string | undefined): number | null {
  if (time === undefined) return null;
  const [hour, minute] = time.split(':').map(Number);
  const minutes = (hour ?? 0) * 60 + (minute ?? 0);
  return (minute ?? 0) > 59 || minutes > DAY_MINUTES ? null : minutes;
}

function inOrder(list: readonly DayInterval[]): boolean {
  return list.every(({ fromMinute }, index) => index === 0 || fromMinute >= (list[index - 1]?.toMinute ?? 0));
}

/**
 * The working intervals that overlap a period, in order, none touching another. Wall-clock times follow the zone's
 * clock: an interval over the hour that is skipped is an hour shorter, over the one that comes twice an hour longer.
 * Before the first entry's `from` nothing is configured, and every moment counts as working time.
 */
export function workingIntervals(
  configured: readonly WorkingHours[],
  timeZone: string,
  { fromMs, toMs }: Interval,
): readonly Interval[] {
  const [first] = configured;
  if (first === undefined) return [{ fromMs, toMs }];
  const days = daysOf(fromMs, toMs).flatMap((day) => intervalsOf(day, configured, timeZone));
  const before = first.from === '' ? [] : [{ fromMs, toMs: momentOf(first.from, 0, timeZone) }];
  const clipped = [...before, ...days].map((one) => ({
    fromMs: Math.max(one.fromMs, fromMs),
    toMs: Math.min(one.toMs, toMs),
  }));
  return joined(clipped.filter((one) => one.toMs > one.fromMs));
}

/** Every date of which an hour can lie in the period, in any zone, and the one before, whose night may run into it. */
function daysOf(fromMs: EpochMs, toMs: EpochMs): readonly string[] {
  const firstDay = Math.floor(fromMs / DAY_MS) - 2;
  const count = Math.ceil(toMs / DAY_MS) + 1 - firstDay;
  return Array.from({ length: count }, (_, nth) => dateOf((firstDay + nth) * DAY_MS));
}

function intervalsOf(day: string, configured: readonly WorkingHours[], timeZone: string): readonly Interval[] {
  const hours = configured.findLast(({ from }) => from <= day);
  if (hours === undefined) return [];
  const weekday = WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'mon';
  const open = hours.holidays[day] ?? hours.weekdays[weekday] ?? [];
  return open.map(({ fromMinute, toMinute }) => ({
    fromMs: momentOf(day, fromMinute, timeZone),
    toMs: momentOf(day, toMinute, timeZone),
  }));
}

/** The moment at which the wall clock shows so many minutes after midnight; more than a day is the next one. */
function momentOf(day: string, minute: number, timeZone: string): EpochMs {
  const wall = new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000).toISOString().slice(0, 19);
  const moment = parseMoment(wall, timeZone);
  if (moment === null) throw new RangeError('no such moment');
  return moment.at;
}

function dateOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

function joined(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last !== undefined && one.fromMs <= last.toMs)
      result.splice(-1, 1, { fromMs: last.fromMs, toMs: Math.max(last.toMs, one.toMs) });
    else result.push(one);
  }
  return result;
}
