const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));

let last = { day: NaN, text: '' };

/** What Date's toISOString gives, at a third of its cost: the moments of a batch lie on few days. `at`: whole epoch ms. */
export function isoMoment(at: number): string {
  const day = Math.floor(at / DAY_MS);
  if (day !== last.day) last = { day, text: new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length) };
  const ms = at - day * DAY_MS;
  const hour = TWO[Math.floor(ms / HOUR_MS)] ?? '';
  const minute = TWO[Math.floor((ms % HOUR_MS) / MINUTE_MS)] ?? '';
  const second = TWO[Math.floor((ms % MINUTE_MS) / SECOND_MS)] ?? '';
  return `${last.text}${hour}:${minute}:${second}.${THREE[ms % SECOND_MS] ?? ''}Z`;
}
