import type { Reason } from '../../errors.ts';
import type { AsteriskCdrPayload } from '../contracts.ts';
import { contentId } from '../digest.ts';
import { linksOf, type ChannelIds } from '../linked-calls.ts';
import type { CustomerAddress } from '../source-events.ts';
import type { SourceEvent } from '../source-event.ts';
import { asteriskTimes, type AsteriskTimes } from './asterisk-times.ts';
import { isLocal, isOurs, keptExtension, keyedNumber, maskedChannel, queueOfApp } from './asterisk-channel.ts';
import {
  cdrColumn,
  columnsUnknown,
  declaredLayout,
  foundColumns,
  isHeader,
  readCdrRow,
  readUndeclaredRow,
  rowOf,
  type CdrRow,
} from './asterisk-cdr-columns.ts';
import { csvCells, separatorOf } from './csv-line.ts';
import type { LinesOf, LinesRead } from './format.ts';

/**
 * Rows of Asterisk's CDRs (`Master.csv` of cdr_csv and cdr_custom, or an export) as events of the calls their linkedid,
 * else their uniqueid names. Columns by what the project declares, else by a header row, else by one of the orders that
 * Asterisk writes, told by what stands in them. `unknown` where not one row can be read.
 */
export function asteriskCdrEvents(lines: readonly string[], of: LinesOf): LinesRead {
  const separator = separatorOf(of.head);
  const head = csvCells(of.head, separator);
  const layout = declaredLayout(head, of.columns);
  const rows = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const cells = csvCells(line, separator);
    if (line === of.head && isHeader(cells)) return [];
    if (typeof layout === 'string') return [{ line, index, cells, row: 'the columns of the header are not enough' }];
    return [{ line, index, cells, row: layout === null ? readUndeclaredRow(cells) : readCdrRow(cells, layout) }];
  });
  const read = eventsOfRows(rows, of);
  const [first] = rows;
  if (first === undefined || read.events.length > 0) return read;
  const found = typeof layout === 'string' ? layout : foundColumns(first.cells);
  return { ...read, unknown: columnsUnknown({ file: of.file, format: 'asterisk-cdr', found, columns: EXAMPLE }) };
}

/** Columns as a project may declare them. */
const EXAMPLE = 'start, src, "-", dst, channel, dstchannel, disposition, duration, billsec, uniqueid';

/** A row, or a list of them, as JSON with the names of its columns. */
export function asteriskCdrJson(json: unknown, of: LinesOf): LinesRead {
  const items: readonly unknown[] = Array.isArray(json) ? json : [json];
  const rows = items.map((item, index) => ({ line: JSON.stringify(item), index, cells: [], row: jsonRow(item) }));
  return eventsOfRows(rows, of);
}

type ReadRow = { readonly line: string; readonly index: number; readonly row: CdrRow | string };

function jsonRow(item: unknown): CdrRow | string {
  if (typeof item !== 'object' || item === null) return 'is no object with the names of columns';
  const told = new Map(
    Object.entries(item).flatMap(([name, value]) => {
      const column = cdrColumn(name);
      return column === undefined ? [] : [[column, cellOf(value)] as const];
    }),
  );
  const cells = [...told.values()];
  const layout = new Map([...told.keys()].map((column, place) => [column, place]));
  for (const column of ['start', 'disposition'] as const) if (!told.has(column)) return `${column} is missing`;
  const read = readCdrRow(cells, layout);
  return typeof read === 'string' ? read.replace(/ \(column \d+\)/, '') : rowOf((column) => told.get(column) ?? '');
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

function eventsOfRows(rows: readonly ReadRow[], of: LinesOf): LinesRead {
  const events: SourceEvent[] = [];
  const made: ChannelIds[] = [];
  const customers = new Map<string, CustomerAddress>();
  const refused: { reason: Reason; line: string }[] = [];
  for (const { line, index, row } of rows) {
    const read = typeof row === 'string' ? row : timedRow(row, of);
    if (typeof read === 'string') {
      const params = { file: of.file, line: of.firstLine + index, problem: read };
      refused.push({ reason: { code: 'ASTERISK_ROW_INVALID', params }, line });
      continue;
    }
    const { payload, customer } = payloadOf(read.row, read.times, of);
    if (customer !== null) customers.set(customer.customerKey, customer);
    events.push(eventOf(read.row, payload, of));
    // A Local channel is made for a call that is there; any other may have met an older call only later.
    if (isLocal(payload.channel)) made.push(payload);
  }
  return {
    events: [...events, ...linksOf(of.project.id, made)],
    operatorEvents: [],
    customers: [...customers.values()],
    refused,
    ignored: {},
    unknown: null,
  };
}

function timedRow(row: CdrRow, { project }: LinesOf): { readonly row: CdrRow; readonly times: AsteriskTimes } | string {
  const times = asteriskTimes(row, row.uniqueid || row.linkedid, project.timeZone);
  return typeof times === 'string' ? times : { row, times };
}

/** The row without the customer: numbers become keys, names and what the dialplan wrote for itself are left out. */
function payloadOf(
  row: CdrRow,
  times: AsteriskTimes,
  of: LinesOf,
): { readonly payload: AsteriskCdrPayload; readonly customer: CustomerAddress | null } {
  const at = times.startedAt;
  const { side, told } = customerOf(row, at, of);
  const payload: AsteriskCdrPayload = {
    type: 'asterisk_cdr',
    uniqueid: row.uniqueid,
    linkedid: row.linkedid,
    sequence: row.sequence,
    ...times,
    disposition: row.disposition.toUpperCase(),
    src: keptExtension(row.src, at, of),
    dst: keptExtension(row.dst, at, of),
    context: row.dcontext,
    channel: maskedChannel(row.channel, at, of),
    dstchannel: maskedChannel(row.dstchannel, at, of),
    app: row.lastapp,
    queue: queueOfApp(row.lastapp, row.lastdata),
    customerKey: told.key,
    customerIs: told.key === '' ? '' : side,
  };
  return { payload, customer: told.customer };
}

/**
 * Which number is the customer's: what one of ours dialled, else what an outsider called from. What ours show as their
 * own number is the company's, and so is what outsiders dial. Local channels carry the number of whoever is behind them.
 */
function customerOf(
  row: CdrRow,
  at: number,
  of: LinesOf,
): { readonly side: 'caller' | 'callee'; readonly told: ReturnType<typeof keyedNumber> } {
  const local = isLocal(row.channel);
  const ours = !local && isOurs(row.channel, at, of);
  const caller = keyedNumber(row.src === '' ? row.clid : row.src, at, of);
  if (!ours && caller.key !== '') return { side: 'caller', told: caller };
  const nobody = { key: '', customer: null };
  return { side: 'callee', told: ours || local ? keyedNumber(row.dst, at, of) : nobody };
}

function eventOf(row: CdrRow, payload: AsteriskCdrPayload, { project }: LinesOf): SourceEvent {
  const eventId = contentId(payload);
  return {
    schemaVersion: 1,
    project: project.id,
    // Without ids a row is a call of its own.
    callId: row.linkedid || row.uniqueid || `cdr-${eventId}`,
    source: 'asterisk_cdr',
    eventId,
    revision: 0,
    at: payload.startedAt,
    seq: Number(row.sequence),
    payload: JSON.stringify(payload),
  };
}
