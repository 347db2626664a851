import type { EpochMs } from '../ingest/call.ts';
import type { CrewMember } from './centre.ts';
import { dayAfter, MINUTE_MS, momentOf, weekdayOf } from './local-time.ts';
import type { SimulateOptions } from './options.ts';
import { between, type Random } from './random.ts';

export type Pause = { readonly atMs: EpochMs; readonly durationMs: number; readonly reason: string };
export type Shift = { readonly startMs: EpochMs; readonly endMs: EpochMs; readonly pauses: readonly Pause[] };

/** Begin and length in minutes of the wall clock. The last one ends after midnight. */
const KINDS = [
  { from: 8 * 60, length: 510 },
  { from: 9 * 60 + 30, length: 510 },
  { from: 12 * 60, length: 540 },
  { from: 16 * 60, length: 510 },
] as const;
/** Who works when, one after another: the middle of the day has the most people, the night the fewest. */
const ROTA = [0, 2, 1, 3, 0, 2, 1, 0, 2, 1] as const;

/** The shifts of an operator, five a week, in order; nobody comes or goes to the second. */
export function shiftsOf(
  member: CrewMember,
  { startDay, days }: Pick<SimulateOptions, 'startDay' | 'days'>,
  of: { readonly timeZone: string; readonly random: Random },
): readonly Shift[] {
  const kind = KINDS[ROTA[member.nth % ROTA.length] ?? 0];
  const dates = Array.from({ length: days }, (_, day) => dayAfter(startDay, day));
  return dates
    .filter((date) => isAtWork(member, date))
    .map((date) => {
      const from = momentOf(date, kind.from, of.timeZone);
      const startMs = Math.round(from + between(of.random, -4, 3) * MINUTE_MS);
      const endMs = Math.round(from + (kind.length + between(of.random, -2, 6)) * MINUTE_MS);
      return { startMs, endMs, pauses: pausesOf(of.random, from) };
    });
}

/** Two days off in a row, on other weekdays for each of a crew. */
function isAtWork({ nth }: CrewMember, date: string): boolean {
  const weekday = weekdayOf(date);
  const [first, second] = [(nth * 3) % 7, (nth * 3 + 1) % 7];
  return weekday !== first && weekday !== second;
}

function pausesOf(random: Random, from: EpochMs): readonly Pause[] {
  const at = (minutes: number): EpochMs => Math.round(from + between(random, minutes, minutes + 50) * MINUTE_MS);
  const lasting = (minutes: number): number => Math.round(between(random, minutes * 0.8, minutes * 1.3) * MINUTE_MS);
  return [
    { atMs: at(90), durationMs: lasting(10), reason: 'break' },
    { atMs: at(200), durationMs: lasting(35), reason: 'lunch' },
    { atMs: at(350), durationMs: lasting(12), reason: 'break' },
  ];
}
