import { EtalonError } from '../../errors.ts';
import { startOfDay } from '../../ingest/time.ts';
import type { Interval } from '../../ingest/working-hours.ts';
import type { Period } from '../contract/overview.ts';

/** Days of the project, inclusive; '' where none is asked for. */
export type AskedDays = { readonly from: string; readonly to: string };

/** What the overview shows when nothing is asked. */
const DEFAULT_DAYS = 7;
/** More than anybody's history; each day of a period is a row. */
const MOST_DAYS = 3_660;

/**
 * The period that is asked for, in whole days by the wall clock of a zone. Asked for nothing: the last seven whole days of
 * what is known, so that today, of which there is only a part, is left out as long as there is an earlier day.
 * @throws EtalonError PERIOD_INVALID for what is no day, ends before it begins or is longer than ten years.
 */
export function periodOf(asked: AskedDays, timeZone: string, known: Interval | null, nowMs: number): Period {
  const toDay = asked.to === '' ? lastWholeDay(timeZone, known, nowMs) : asked.to;
  const fromDay = asked.from === '' ? dayAfter(toDay, 1 - DEFAULT_DAYS) : asked.from;
  const text = `${fromDay} … ${toDay}`;
  const [fromMs, toMs] = [startOfDay(fromDay, timeZone), startOfDay(toDay, timeZone, 1)];
  if (fromMs === null || toMs === null || fromMs >= toMs) throw new EtalonError('PERIOD_INVALID', { text });
  const days = Math.round((Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS) + 1;
  const previousFromMs = startOfDay(fromDay, timeZone, -days);
  if (days > MOST_DAYS || previousFromMs === null) throw new EtalonError('PERIOD_INVALID', { text });
  return { fromMs, toMs, fromDay, toDay, previousFromMs, previousToMs: fromMs };
}

const DAY_MS = 86_400_000;

/** Of a day that ends in its first hours only a night shift's end is known. */
const NIGHT_MS = 6 * 3_600_000;

function lastWholeDay(timeZone: string, known: Interval | null, nowMs: number): string {
  const today = dayOf(nowMs, timeZone);
  const last = known === null ? today : dayOf(known.toMs - NIGHT_MS, timeZone);
  // Who has just begun sees the first calls at once.
  if (known !== null && dayOf(known.fromMs, timeZone) === today) return today;
  return last < today ? last : dayAfter(today, -1);
}

/** YYYY-MM-DD of a moment by the wall clock of a zone. */
export function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

/** A day so many days on; what is no day comes back as it is. */
function dayAfter(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every day of a period, in order. */
export function daysOf({ fromDay, toDay }: Period): readonly string[] {
  const count = Math.round((Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, nth) => dayAfter(fromDay, nth));
}
