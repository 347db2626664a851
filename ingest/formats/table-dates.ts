/** Orders of day, month and year that a date may have, as projects.yaml declares them (`dateFormat: mm/dd/yyyy`). */
const ORDERS: Readonly<Record<string, readonly [day: number, month: number, year: number]>> = {
  dmy: [0, 1, 2],
  mdy: [1, 0, 2],
  ymd: [2, 1, 0],
};

/**
 * A date and time of a spreadsheet as `2026-03-02 09:00:00`, for parseMoment to read: `02.03.2026 9:00`, `2/3/2026 9:00:05`,
 * ISO text (kept with its zone), ten or thirteen digits since 1970 as they are. Day before month unless `format` says
 * otherwise. Null for anything else.
 */
export function isoMoment(text: string, format: string): string | null {
  const told = text.trim();
  if (/^\d{10}$/.test(told)) return told;
  if (/^\d{13}$/.test(told)) return new Date(Number(told)).toISOString();
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(told)) return told;
  const parts = /^(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})[,\sT]+(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(told);
  if (parts === null) return null;
  const [, first = '', second = '', third = '', hour = '', minute = '', seconds = '00'] = parts;
  const numbers = [first, second, third];
  const letters = format.replace(/[^dmy]/g, '').replace(/(.)\1+/g, '$1');
  const order = ORDERS[letters] ?? (first.length === 4 ? ORDERS['ymd'] : ORDERS['dmy']);
  const [day = '', month = '', year = ''] = (order ?? []).map((place) => numbers[place] ?? '');
  const century = year.length === 2 ? '20' : '';
  return `${century}${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${seconds}`;
}

function two(number: string): string {
  return number.padStart(2, '0');
}
