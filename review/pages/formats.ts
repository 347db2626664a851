import { language, say } from './words.ts';

/** Numbers and times as the language of the pages writes them. `–` stands for what is not known. */
export const NOTHING = '–';

export type Unit = 'percent' | 'ms' | 'ratio' | 'count' | '0–100';

/** 1234.5 → '1,234.5'; `digits` after the point, no more and no less. */
export function number(value: number | null, digits = 0): string {
  if (value === null) return NOTHING;
  return new Intl.NumberFormat(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A score of 0–100 with one decimal. */
export function score(value: number | null): string {
  return number(value, 1);
}

/** A share of 0–1 as whole percent: 0.412 → '41 %' in the language's way. */
export function percent(share: number | null, digits = 0): string {
  if (share === null) return NOTHING;
  return new Intl.NumberFormat(language.value, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A length as m:ss, from an hour on as h:mm:ss. */
export function duration(ms: number | null): string {
  if (ms === null) return NOTHING;
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = ms < 0 && seconds > 0 ? '−' : '';
  return sign + (h > 0 ? `${String(h)}:${two(m)}:${two(s)}` : `${String(m)}:${two(s)}`);
}

/** A number in its unit, without the unit's sign: that stands in heads and beside figures. */
export function figure(value: number | null, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'count':
      return number(value);
    case 'ratio':
      return number(value, 2);
    case 'percent':
    case '0–100':
      return number(value, 1);
  }
}

/** The sign of a unit; '' for what needs none. */
export function unitSign(unit: Unit): string {
  return unit === 'percent' ? '%' : unit === 'ms' ? say('shell:units.minutes') : '';
}

export type MomentForm = 'moment' | 'day' | 'clock' | 'clock-seconds';
const FORMS: Readonly<Record<MomentForm, Intl.DateTimeFormatOptions>> = {
  moment: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit' },
  'clock-seconds': { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

/** A moment (epoch ms) in a time zone (IANA; '' is the reader's own). */
export function moment(ms: number | null, timeZone: string, form: MomentForm = 'moment'): string {
  if (ms === null) return NOTHING;
  const zone = timeZone === '' ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale(), { ...FORMS[form], ...zone, hourCycle: 'h23' }).format(ms);
}

/** A day of the project (YYYY-MM-DD) as the language writes it. */
export function dayName(day: string, weekday = false): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return NOTHING;
  const options = { ...FORMS.day, timeZone: 'UTC', ...(weekday ? { weekday: 'short' as const } : {}) };
  return new Intl.DateTimeFormat(locale(), options).format(at);
}

/** The day (YYYY-MM-DD) on which a moment falls in a time zone. */
export function dayOf(ms: number, timeZone: string): string {
  const zone = timeZone === '' ? {} : { timeZone };
  return new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone }).format(ms);
}

/** Names in the language's own order of letters. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, language.value, { numeric: true, sensitivity: 'base' });
}

/** Days before months in English too, as the project writes them everywhere. */
function locale(): string {
  return language.value === 'en' ? 'en-GB' : language.value;
}
