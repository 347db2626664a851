import type { EpochMs } from '../ingest/call.ts';
import { dayAfter, HOUR_MS, momentOf, weekdayOf } from './local-time.ts';
import type { SimulateOptions } from './options.ts';
import { exponential, type Random } from './random.ts';

/** How the traffic of a day spreads over the hours of the wall clock: two humps, little in the evening, hardly any at night. */
const HOURS: readonly number[] = [
  ...[0.3, 0.2, 0.1, 0.1, 0.1, 0.3, 1, 2, 4, 8, 11, 12],
  ...[10, 9, 10, 11, 10, 9, 7, 5, 3, 1.5, 0.8, 0.4],
];
/** From Monday on: the week begins with what the weekend left. */
const WEEKDAYS: readonly number[] = [1.25, 1.1, 1.05, 1.05, 1.05, 0.85, 0.65];
const HOURS_SUM = sum(HOURS);
const WEEKDAYS_MEAN = sum(WEEKDAYS) / 7;

/** Share of a day's traffic in its busiest hour. */
export const BUSIEST_HOUR = Math.max(...HOURS) / HOURS_SUM;

/**
 * The moments at which customers come: a Poisson process whose rate is that of the weekday and hour in the zone of the
 * project, so many on an average day, times the peak factor on its day.
 */
export function arrivals(
  { startDay, days, peak }: Pick<SimulateOptions, 'startDay' | 'days' | 'peak'>,
  of: {
    readonly perDay: number;
    readonly timeZone: string;
    readonly random: Random;
    readonly hours?: readonly number[] | undefined;
  },
): readonly EpochMs[] {
  const found: EpochMs[] = [];
  const hours = of.hours ?? HOURS;
  const hoursSum = sum(hours);
  for (let day = 0; day < days; day++) {
    const date = dayAfter(startDay, day);
    const factor = (peak?.day === date ? peak.factor : 1) * ((WEEKDAYS[weekdayOf(date)] ?? 1) / WEEKDAYS_MEAN);
    for (const [hour, weight] of hours.entries()) {
      const fromMs = momentOf(date, hour * 60, of.timeZone);
      const toMs = momentOf(date, (hour + 1) * 60, of.timeZone);
      addWithinHour(found, of.random, (of.perDay * factor * weight) / hoursSum, fromMs, toMs);
    }
  }
  return found;
}

/** In an hour that lasts two when the clock is set back, twice as many come; in one that is jumped over, nobody. */
function addWithinHour(found: EpochMs[], random: Random, perHour: number, fromMs: EpochMs, toMs: EpochMs): void {
  if (perHour <= 0) return;
  const gapMs = HOUR_MS / perHour;
  for (let at = fromMs + exponential(random, gapMs); at < toMs; at += exponential(random, gapMs)) {
    found.push(Math.floor(at));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
