import type { Reason } from '../../errors.ts';
import { CALL_MAX_SECONDS } from '../call-limits.ts';
import type { DeclaredColumns, FormatName } from './format-names.ts';
import { epochOfId } from './asterisk-channel.ts';

/** Columns that are read, by Asterisk's names. */
export const CDR_COLUMNS = [
  ...(['accountcode', 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata'] as const),
  ...(['start', 'answer', 'end', 'duration', 'billsec', 'disposition', 'amaflags'] as const),
  ...(['uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence'] as const),
] as const;
export type CdrColumn = (typeof CDR_COLUMNS)[number];
/** A row by column; '' for a column that it does not have. */
export type CdrRow = Readonly<Record<CdrColumn, string>>;
/** A column's place in the row, from 0 on. */
export type CdrLayout = ReadonlyMap<CdrColumn, number>;

const BASE = CDR_COLUMNS.slice(0, 16);
const NEW = ['peeraccount', 'linkedid', 'sequence'] as const;
/** `cdr_custom.conf` as it is shipped: who called comes first. */
const CUSTOM: readonly CdrColumn[] = [
  ...(['clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp', 'lastdata', 'start', 'answer'] as const),
  ...(['end', 'duration', 'billsec', 'disposition', 'amaflags', 'accountcode', 'uniqueid', 'userfield'] as const),
];

/**
 * What `cdr_csv` writes: 16 columns, with uniqueid and userfield as cdr.conf says, and three more with newcdrcolumns:
 * 16 to 21, of which 18, 19 and 21 are usual; then what `cdr_custom` writes, 18 and, since Asterisk 1.8, 19 columns.
 */
const LAYOUTS: readonly CdrLayout[] = [
  ...([[], ['uniqueid'], ['userfield'], ['uniqueid', 'userfield']] as const).flatMap((ids) => [
    layoutOf([...BASE, ...ids]),
    layoutOf([...BASE, ...ids, ...NEW]),
  ]),
  layoutOf(CUSTOM),
  layoutOf([...CUSTOM, 'sequence']),
];

/** Other names of columns: of databases, of the manager interface, of exports. */
const NAMES: ReadonlyMap<string, CdrColumn> = new Map<string, CdrColumn>([
  ...CDR_COLUMNS.map((column) => [column, column] as const),
  ...Object.entries({
    calldate: 'start',
    starttime: 'start',
    answertime: 'answer',
    endtime: 'end',
    source: 'src',
    destination: 'dst',
    destinationcontext: 'dcontext',
    callerid: 'clid',
    destinationchannel: 'dstchannel',
    lastapplication: 'lastapp',
    billableseconds: 'billsec',
  } as const),
]);

/** Asterisk's name for a column that is called so; undefined = it is not one that is read. */
export function cdrColumn(name: string): CdrColumn | undefined {
  return NAMES.get(name.toLowerCase().replace(/[^a-z]/g, ''));
}

/** Words a call's outcome may be told in. UNKNOWN stands in old versions. */
const DISPOSITIONS = new Set(['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'UNKNOWN']);
const TIME = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** What must be true of a cell in a column, and how that is said to somebody who cannot see the row. */
const CHECKS: ReadonlyMap<CdrColumn, { readonly fits: (cell: string) => boolean; readonly problem: string }> = new Map<
  CdrColumn,
  { readonly fits: (cell: string) => boolean; readonly problem: string }
>([
  ['start', { fits: (cell) => TIME.test(cell), problem: 'is no time such as 2026-03-02 09:00:00' }],
  ['answer', { fits: isTimeOrNone, problem: 'is neither a time nor empty' }],
  ['end', { fits: isTimeOrNone, problem: 'is neither a time nor empty' }],
  ['duration', { fits: isSecondsOrNone, problem: 'is no number of seconds' }],
  ['billsec', { fits: isSecondsOrNone, problem: 'is no number of seconds' }],
  ['disposition', { fits: isDisposition, problem: 'is none of ANSWERED, NO ANSWER, BUSY, FAILED, CONGESTION' }],
  ['uniqueid', { fits: (cell) => cell === '' || epochOfId(cell) !== null, problem: 'is no uniqueid' }],
  ['linkedid', { fits: (cell) => cell === '' || epochOfId(cell) !== null, problem: 'is no linkedid' }],
  ['sequence', { fits: (cell) => /^\d{0,15}$/.test(cell), problem: 'is no number of at most 15 digits' }],
]);

function isTimeOrNone(cell: string): boolean {
  return cell === '' || /^0000-00-00/.test(cell) || TIME.test(cell);
}

function isNumber(cell: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(cell);
}

function isSecondsOrNone(cell: string): boolean {
  return cell === '' || (isNumber(cell) && Number(cell) <= CALL_MAX_SECONDS);
}

function isDisposition(cell: string): boolean {
  return DISPOSITIONS.has(cell.toUpperCase());
}

/** Cells of a row by a layout, or the first column that does not hold what it should. */
export function readCdrRow(cells: readonly string[], layout: CdrLayout): CdrRow | string {
  for (const [column, place] of layout) {
    const check = CHECKS.get(column);
    if (check !== undefined && !check.fits(cells[place] ?? ''))
      return `${column} (column ${place + 1}) ${check.problem}`;
  }
  return rowOf((column) => cells[layout.get(column) ?? -1] ?? '');
}

/** A row from whatever tells its cells. */
export function rowOf(cell: (column: CdrColumn) => string): CdrRow {
  const entries = CDR_COLUMNS.map((column) => [column, cell(column)] as const);
  // The type of Object.fromEntries forgets the names.
  return { ...EMPTY, ...Object.fromEntries(entries) };
}

const EMPTY: CdrRow = {
  ...{ accountcode: '', src: '', dst: '', dcontext: '', clid: '', channel: '', dstchannel: '', lastapp: '' },
  ...{ lastdata: '', start: '', answer: '', end: '', duration: '', billsec: '', disposition: '', amaflags: '' },
  ...{ uniqueid: '', userfield: '', peeraccount: '', linkedid: '', sequence: '' },
};

/** The row by the layout of its width that it fits; a string says why it fits none. */
export function readUndeclaredRow(cells: readonly string[]): CdrRow | string {
  const wide = LAYOUTS.filter((layout) => layout.size === cells.length);
  const read = wide.map((layout) => readCdrRow(cells, layout));
  const row = read.find((one) => typeof one !== 'string');
  return row ?? read[0] ?? `has ${cells.length} columns; Asterisk writes 16 to 21`;
}

/**
 * The layout that the project declares or a header row tells; null = neither says anything. A string lists the columns
 * of a header that lacks what a call cannot do without.
 */
export function declaredLayout(header: readonly string[], columns: DeclaredColumns): CdrLayout | string | null {
  const declared = Object.entries(columns).flatMap(([name, where]) => {
    const column = cdrColumn(name);
    const place = typeof where === 'number' ? where - 1 : header.findIndex((cell) => cell === where);
    return column === undefined || place < 0 ? [] : [[column, place] as const];
  });
  const told = declared.length > 0 ? declared : isHeader(header) ? headerLayout(header) : [];
  if (told.length === 0) return null;
  const layout = new Map(told);
  const named = layout.has('uniqueid') || layout.has('linkedid');
  const whole =
    named && layout.has('start') && layout.has('disposition') && (layout.has('end') || layout.has('duration'));
  return whole
    ? layout
    : // Only titles: without a header row these cells are somebody's call.
      `${isHeader(header) ? `a header with ${header.join(', ').slice(0, 300)}` : foundColumns(header)}; needed: start, duration, disposition, uniqueid`;
}

function headerLayout(header: readonly string[]): readonly (readonly [CdrColumn, number])[] {
  return header.flatMap((cell, place) => {
    const column = cdrColumn(cell);
    return column === undefined ? [] : [[column, place] as const];
  });
}

/** Whether a row names columns rather than telling of a call. */
export function isHeader(cells: readonly string[]): boolean {
  const known = cells.filter((cell) => cdrColumn(cell) !== undefined).length;
  return known >= 4 && known > cells.length / 3 && !cells.some((cell) => TIME.test(cell));
}

/**
 * What stands in the columns of a row, said without a word of it: `1 empty, 2 digits, 10 time, 15 disposition`.
 * `ownKind` names kinds that only the caller's rows have; null = none of them.
 */
export function foundColumns(cells: readonly string[], ownKind: (cell: string) => string | null = () => null): string {
  const kinds = cells.slice(0, 40).map((cell, index) => `${index + 1} ${ownKind(cell) ?? kindOfCell(cell)}`);
  return `${cells.length} columns: ${kinds.join(', ')}`;
}

/** Why no row can be read, with the lines for projects.yaml that name columns from left to right. */
export function columnsUnknown(of: {
  readonly file: string;
  readonly format: FormatName;
  readonly found: string;
  readonly columns: string;
}): Reason {
  const example = `imports: [{ name: "*.csv", format: ${of.format}, columns: [${of.columns}] }]`;
  return { code: 'CDR_COLUMNS_UNKNOWN', params: { file: of.file, found: of.found, example } };
}

function kindOfCell(cell: string): string {
  if (cell === '') return 'empty';
  if (TIME.test(cell)) return 'time';
  if (epochOfId(cell) !== null) return 'uniqueid';
  if (isNumber(cell)) return 'digits';
  if (isDisposition(cell)) return 'disposition';
  return /^[A-Za-z0-9]+\/\S+-[0-9a-f]+(?:;[12])?$/.test(cell) ? 'channel' : 'text';
}

function layoutOf(columns: readonly CdrColumn[]): CdrLayout {
  return new Map(columns.map((column, place) => [column, place]));
}
