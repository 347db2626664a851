import type { Direction, EpochMs } from '../call.ts';
import type { FieldFault } from '../message-faults.ts';
import type { FormatTable, RecordOf, RefusedPart, Translated } from './format.ts';
import { isExtension, providerCallMessage } from './provider-call.ts';
import { columnsNeeded, columnsOf, type ColumnName, type Columns } from './table-columns.ts';
import { isoMoment } from './table-dates.ts';
import { COMMON_TITLES, directionOf, DISPOSITIONS } from './table-words.ts';
import { callStart, durationMs, laterMoment, webAddress, type CallStart } from './told-values.ts';

type Message = Readonly<Record<string, unknown>>;
type Row = { readonly cells: readonly string[]; readonly columns: Columns; readonly of: RecordOf };
/** What is wrong with a row is told by its column, and quotes nothing. */
type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: FieldFault };

/** Without them nobody knows which call it is, when it was, or who called whom. */
const NEEDED: readonly (readonly ColumnName[])[] = [['callId'], ['startedAt', 'date'], ['direction']];

/**
 * An export of calls with a row a call: columns as the project declares them, else by titles in common use. Unknown
 * columns refuse the whole table, with the titles that were found and what to write into projects.yaml; a broken row
 * costs only itself, and its dead letter holds it below the header, so that it can be mended and put in again.
 */
export function tableExportMessages(table: FormatTable, of: RecordOf): Translated {
  const { columns, unknown } = columnsOf(table.header, of.columns, COMMON_TITLES);
  const missing = NEEDED.flatMap((names) => (names.some((name) => columns.has(name)) ? [] : names.slice(0, 1)));
  if (unknown.length > 0 || missing.length > 0) {
    const { found, missing: which, example } = columnsNeeded(table.header, [...new Set([...unknown, ...missing])], of);
    return {
      ok: false,
      reason: { code: 'EXPORT_COLUMNS_UNKNOWN', params: { file: of.file, missing: which, found, example } },
    };
  }
  return rowsRead(withFirstRow(table, columns), of, (cells) => callOfRow({ cells, columns, of }));
}

/**
 * An export whose columns are named as the fields that a provider's API publishes: each row is read as the record it is.
 * Any other table of the provider is an export like all others.
 */
export function publishedExport(idField: string, read: (json: unknown, of: RecordOf) => Translated) {
  return (table: FormatTable, of: RecordOf): Translated => {
    const names = table.header.map((title) => title.trim());
    if (!names.includes(idField) || Object.keys(of.columns).length > 0) return tableExportMessages(table, of);
    const refused: RefusedPart[] = [];
    const messages = table.rows.flatMap((cells, index): readonly Message[] => {
      const record = Object.fromEntries(names.map((name, place) => [name, cells[place] ?? '']));
      const one = read(record, { ...of, file: `${of.file}:row ${index + 2}` });
      if (one.ok) return one.messages;
      refused.push({ reason: one.reason, text: csvText([table.header, cells]) });
      return [];
    });
    return { ok: true, messages, refused };
  };
}

type TableRows = {
  readonly table: FormatTable;
  readonly rows: readonly (readonly string[])[];
  readonly firstRow: number;
};

/** Where columns are declared by place only, the first row may be a call already. */
function withFirstRow(table: FormatTable, columns: Columns): TableRows {
  const started = columns.cell(table.header, columns.has('startedAt') ? 'startedAt' : 'date');
  const isCall = columns.byPlaceOnly && /\d{2,4}[.\-/]\d{1,2}[.\-/]\d{2,4}|^\d{10}/.test(started);
  return { table, rows: isCall ? [table.header, ...table.rows] : table.rows, firstRow: isCall ? 1 : 2 };
}

function rowsRead(
  { table, rows, firstRow }: TableRows,
  of: RecordOf,
  read: (cells: readonly string[]) => Read<Message>,
): Translated {
  const told = rows.map((cells, index) => ({ cells, row: index + firstRow, one: read(cells) }));
  return {
    ok: true,
    messages: told.flatMap(({ one }) => (one.ok ? [one.value] : [])),
    refused: told.flatMap(({ cells, row, one }): RefusedPart[] => {
      if (one.ok) return [];
      const { field: column, problem } = one.fault;
      const params = { file: of.file, row, column, problem };
      return [{ reason: { code: 'EXPORT_ROW_INVALID', params }, text: csvText([table.header, cells]) }];
    }),
  };
}

function callOfRow(row: Row): Read<Message> {
  const { cells, columns, of } = row;
  const text = (name: ColumnName): string | null => columns.cell(cells, name) || null;
  const callId = text('callId');
  if (callId === null) return wrong('callId', 'is empty');
  const start = startOf(row, callId);
  if (!start.ok) return start;
  const direction = directionOf(text('direction') ?? '');
  if (direction === null) return wrong('direction', 'is none of in, out, internal in the languages known');
  const spans = spansOf(row, start.value);
  if (!spans.ok) return spans;
  const { waitMs, talkMs, totalMs, holdMs, acwMs } = spans.value;
  const told = text('disposition');
  const known = told === null ? undefined : DISPOSITIONS.find(({ words }) => words.test(told))?.is;
  const answered = known === undefined ? (talkMs ?? 0) > 0 : known === 'answered' && talkMs !== 0;
  const recording = text('recording');
  const message = providerCallMessage({
    callId,
    eventId: `${callId}:${of.format}`,
    revision: 1,
    direction,
    start: start.value,
    ended: true,
    answered,
    waitMs,
    talkMs,
    totalMs,
    holdMs,
    acwMs,
    ...partiesOf(text, direction),
    queue: text('queue'),
    disposition: answered || known === undefined || known === 'answered' || direction === 'inbound' ? null : known,
    campaign: text('campaign'),
    language: text('language'),
    attributes: { providerDisposition: told },
    recordings: recording === null ? null : [{ recordingId: callId, file: webAddress(recording) ?? recording }],
  });
  return { ok: true, value: message };
}

/** One column with the customer, or two with who called and who was called; the one of them inside is the operator. */
function partiesOf(
  text: (name: ColumnName) => string | null,
  direction: Direction,
): { readonly customer: string | null; readonly operator: string | null } {
  const [outside, inside] =
    direction === 'outbound' ? (['called', 'caller'] as const) : (['caller', 'called'] as const);
  const extension = isExtension(text(inside)) ? text(inside) : null;
  return { customer: text('customer') ?? text(outside), operator: text('operator') ?? extension };
}

function startOf(row: Row, callId: string): Read<CallStart> {
  const { cells, columns, of } = row;
  const name = columns.has('startedAt') ? 'startedAt' : 'date';
  const whole =
    name === 'startedAt' ? columns.cell(cells, name) : `${columns.cell(cells, name)} ${columns.cell(cells, 'time')}`;
  const iso = isoMoment(whole, columns.dateFormat);
  const start = iso === null ? null : callStart(iso, { timeZone: of.project.timeZone, callId });
  if (start !== null) return { ok: true, value: start };
  return wrong(name, 'expected a date with time, such as 02.03.2026 09:00:00 or 2026-03-02 09:00:00');
}

type Spans = Readonly<Record<'waitMs' | 'talkMs' | 'totalMs' | 'holdMs' | 'acwMs', number | null>>;

/** Durations as told, or between the moments that are. */
function spansOf(row: Row, start: CallStart): Read<Spans> {
  const faults: FieldFault[] = [];
  const noted = <T>(read: Read<T | null>): T | null => {
    if (read.ok) return read.value;
    faults.push(read.fault);
    return null;
  };
  const answeredAt = noted(momentIn(row, 'answeredAt', start.at));
  const endedAt = noted(momentIn(row, 'endedAt', answeredAt ?? start.at));
  const since = (later: number | null, earlier: number | null): number | null =>
    later === null || earlier === null ? null : Math.max(0, later - earlier);
  const spans: Spans = {
    waitMs: noted(spanIn(row, 'waitSeconds', 'waitMs')) ?? since(answeredAt, start.at),
    talkMs: noted(spanIn(row, 'talkSeconds', 'talkMs')) ?? since(endedAt, answeredAt),
    totalMs: noted(spanIn(row, 'totalSeconds', 'totalMs')) ?? since(endedAt, start.at),
    holdMs: noted(spanIn(row, 'holdSeconds', null)),
    acwMs: noted(spanIn(row, 'acwSeconds', null)),
  };
  const [fault] = faults;
  return fault === undefined ? { ok: true, value: spans } : { ok: false, fault };
}

function spanIn({ cells, columns }: Row, inSeconds: ColumnName, inMs: ColumnName | null): Read<number | null> {
  const told = columns.cell(cells, inSeconds);
  const ms = inMs === null ? '' : columns.cell(cells, inMs);
  if (ms !== '')
    return /^\d{1,10}$/.test(ms) ? { ok: true, value: Number(ms) } : wrong(inMs ?? inSeconds, 'expected ms');
  const value = told === '' ? null : durationMs(told);
  if (told !== '' && value === null) return wrong(inSeconds, 'expected seconds, mm:ss or hh:mm:ss');
  return { ok: true, value };
}

function momentIn({ cells, columns, of }: Row, name: ColumnName, earliest: EpochMs): Read<EpochMs | null> {
  const told = columns.cell(cells, name);
  if (told === '') return { ok: true, value: null };
  const iso = isoMoment(told, columns.dateFormat);
  const at = iso === null ? null : laterMoment(iso, { timeZone: of.project.timeZone, earliest });
  return at === null ? wrong(name, 'expected a date with time') : { ok: true, value: at };
}

function wrong(field: string, problem: string): { readonly ok: false; readonly fault: FieldFault } {
  return { ok: false, fault: { field, problem } };
}

function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
}
