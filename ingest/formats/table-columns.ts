import type { RecordOf } from './format.ts';
import type { DeclaredColumns } from './format-names.ts';

/** What a column of an export of calls may hold, by the name projects.yaml declares it with. */
export const COLUMN_NAMES = [
  ...(['callId', 'startedAt', 'date', 'time', 'answeredAt', 'endedAt', 'direction', 'customer', 'caller'] as const),
  ...(['called', 'operator', 'queue', 'waitSeconds', 'waitMs', 'talkSeconds', 'talkMs', 'totalSeconds'] as const),
  ...(['totalMs', 'holdSeconds', 'acwSeconds', 'disposition', 'recording', 'campaign', 'language'] as const),
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** `dateFormat` is no column: it says the order of day, month and year where a date does not. */
const OPTIONS = ['dateFormat'] as const;

/** How a cell of a column is found; a constant holds for every row. */
export type Columns = {
  readonly cell: (row: readonly string[], name: ColumnName) => string;
  readonly has: (name: ColumnName) => boolean;
  /** `dd.mm.yyyy` and the like; '' when not declared. */
  readonly dateFormat: string;
  /** All that is declared is declared by place, as where the first row is data already. */
  readonly byPlaceOnly: boolean;
};

export type ColumnTitles = Readonly<Partial<Record<ColumnName, readonly string[]>>>;

/**
 * Which column is which: as the project declares it (title, place from 1 on, or `=inbound` for what holds in every row),
 * else by the titles known of the format. `unknown`: declared titles that the table does not have, and names that are no
 * column of ours.
 */
export function columnsOf(
  header: readonly string[],
  declared: DeclaredColumns,
  known: ColumnTitles,
): { readonly columns: Columns; readonly unknown: readonly string[] } {
  const titles = header.map(plain);
  const placeOf = (told: string | number): number =>
    typeof told === 'number' ? told - 1 : titles.indexOf(plain(told));
  const constants = new Map<string, string>();
  const places = new Map<string, number>();
  const unknown: string[] = [];
  for (const name of COLUMN_NAMES) {
    const place = (known[name] ?? []).map((title) => placeOf(title)).find((found) => found >= 0);
    if (place !== undefined) places.set(name, place);
  }
  for (const [name, told] of Object.entries(declared)) {
    if (!isColumn(name)) {
      if (!OPTIONS.some((option) => option === name)) unknown.push(name);
    } else if (typeof told === 'string' && told.startsWith('=')) constants.set(name, told.slice(1).trim());
    else if (placeOf(told) < 0 || placeOf(told) >= header.length) unknown.push(name);
    else places.set(name, placeOf(told));
  }
  const dateFormat = declared['dateFormat'];
  const columns: Columns = {
    cell: (row, name) => constants.get(name) ?? row[places.get(name) ?? -1] ?? '',
    has: (name) => constants.has(name) || places.has(name),
    dateFormat: typeof dateFormat === 'string' ? dateFormat.toLowerCase() : '',
    byPlaceOnly: Object.keys(declared).length > 0 && Object.values(declared).every((told) => isPlaceOrConstant(told)),
  };
  return { columns, unknown };
}

const SHOWN_TITLES = 40;
const SHOWN_LETTERS = 40;

/** What a call's row has and a title has not: many digits, a year, a clock or date, an address. */
const DATA = [/(?:\d\D*){7}/, /\b(?:19|20)\d\d\b/, /\d[:.]\d/, /@/];

/** One cell of data is enough to take the row for somebody's call: every call has a moment, and titles have none. */
function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => cell !== '') && !cells.some(isData);
}

function isData(cell: string): boolean {
  const isNumber = /\d/.test(cell) && !/\p{L}/u.test(cell);
  return isNumber || DATA.some((pattern) => pattern.test(cell));
}

/**
 * The titles found, as a reason may show them, and the lines for projects.yaml. A first row that is no header holds
 * people's data: then only the number of columns is told.
 */
export function columnsNeeded(
  header: readonly string[],
  missing: readonly string[],
  of: RecordOf,
): { readonly found: string; readonly missing: string; readonly example: string } {
  const titled = isHeader(header);
  const shown = header.slice(0, SHOWN_TITLES).map((title) => `"${title.slice(0, SHOWN_LETTERS).replaceAll('"', "'")}"`);
  const more = header.length > SHOWN_TITLES ? ` and ${header.length - SHOWN_TITLES} more` : '';
  const found = titled ? shown.join(', ') + more : `${header.length} columns without titles`;
  // A title that is empty or not shown as it is would not be found again: such a column is told by its place.
  const isWhole = (title: string): boolean => title !== '' && title.length <= SHOWN_LETTERS && !/["\\]/.test(title);
  const value = (index: number): string =>
    titled && isWhole(header[index] ?? '') ? (shown[index] ?? String(index + 1)) : String(index + 1);
  const pairs = missing.map((name, index) => `${name}: ${value(index)}`);
  const example = `imports: [{ name: "*.csv", format: ${of.format}, columns: { ${pairs.join(', ')} } }]`;
  return { found, missing: missing.join(', '), example };
}

function isColumn(name: string): name is ColumnName {
  return COLUMN_NAMES.some((known) => known === name);
}

function isPlaceOrConstant(told: string | number): boolean {
  return typeof told === 'number' || told.startsWith('=') || /^[dmy.\-/ ]+$/i.test(told);
}

/** Titles are compared without case, spaces at the ends, full stops and what separates words. */
function plain(title: string): string {
  return title
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_.:]+/g, ' ')
    .trim();
}
