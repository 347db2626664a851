import type { Reason } from '../../errors.ts';
import type { EpochMs } from '../call.ts';
import { LATEST } from '../call-limits.ts';
import type { AsteriskCelPayload } from '../contracts.ts';
import { contentId } from '../digest.ts';
import { linksOf, type ChannelIds } from '../linked-calls.ts';
import { momentById } from '../id-epoch.ts';
import type { CustomerAddress } from '../source-events.ts';
import type { SourceEvent } from '../source-event.ts';
import { parseMoment } from '../time.ts';
import {
  epochOfId,
  isLocal,
  isOurs,
  keptExtension,
  keyedNumber,
  maskedChannel,
  queueOfApp,
} from './asterisk-channel.ts';
import { columnsUnknown, foundColumns } from './asterisk-cdr-columns.ts';
import { celExtra } from './asterisk-cel-extra.ts';
import { csvCells, separatorOf } from './csv-line.ts';
import type { LinesOf, LinesRead } from './format.ts';

/** Columns of `cel_custom.conf` as it is shipped; old versions end before the last two. */
const COLUMNS = [
  ...(['eventtype', 'eventtime', 'cidname', 'cidnum', 'cidani', 'cidrdnis', 'ciddnid', 'exten', 'context'] as const),
  ...(['channame', 'appname', 'appdata', 'amaflags', 'accountcode', 'uniqueid', 'linkedid', 'peer'] as const),
  ...(['userfield', 'userdeftype', 'eventextra'] as const),
] as const;
const COLUMNS_MIN = 18;
type CelColumn = (typeof COLUMNS)[number];
type CelRow = ReadonlyMap<CelColumn, string>;

/** Names of the same columns in databases and in the manager interface. */
const NAMES: ReadonlyMap<string, CelColumn> = new Map<string, CelColumn>([
  ...COLUMNS.map((column) => [column, column] as const),
  ['eventname', 'eventtype'],
  ['channel', 'channame'],
  ['application', 'appname'],
  ['extra', 'eventextra'],
  ['calleridnum', 'cidnum'],
]);

/** Events that the fold reads, in the order in which those of one moment follow each other. */
const EVENTS: readonly string[] = [
  ...['CHAN_START', 'APP_START', 'ANSWER', 'PICKUP', 'BRIDGE_ENTER', 'BRIDGE_START', 'UNHOLD', 'HOLD'],
  ...['BLINDTRANSFER', 'ATTENDEDTRANSFER', 'LOCAL_OPTIMIZE', 'BRIDGE_EXIT', 'BRIDGE_END', 'APP_END'],
  ...['HANGUP', 'CHAN_END', 'LINKEDID_END'],
];
/** The manager interface names its event by what it is of, and the event of the channel apart. */
const ENVELOPE = 'CEL';

/**
 * Channel events of Asterisk (`cel_custom`, or an export with a header row or declared columns) as events of the calls
 * their linkedid names. Events that say nothing of who spoke with whom are passed over.
 */
export function asteriskCelEvents(lines: readonly string[], of: LinesOf): LinesRead {
  const separator = separatorOf(of.head);
  const head = csvCells(of.head, separator);
  const layout = layoutOf(head, of);
  const rows = lines.flatMap((line, index) => {
    if (line.trim() === '' || (line === of.head && isHeader(head))) return [];
    const cells = csvCells(line, separator);
    const row = new Map(
      layout.flatMap(([column, place]) => (place < cells.length ? [[column, cells[place] ?? '']] : [])),
    );
    return [{ line, index, row: cells.length < layout.length && cells.length < COLUMNS_MIN ? null : row }];
  });
  const read = eventsOfRows(rows, of);
  const [first] = rows;
  if (first === undefined || read.refused.length < rows.length) return read;
  const there = isHeader(head)
    ? head.join(', ').slice(0, 300)
    : foundColumns(csvCells(first.line, separator), kindOfCell);
  const found = `${there}; needed: eventtype, eventtime, channame, uniqueid, linkedid`;
  return { ...read, unknown: columnsUnknown({ file: of.file, format: 'asterisk-cel', found, columns: EXAMPLE }) };
}

/** Columns as a project may declare them. */
const EXAMPLE =
  'eventtype, eventtime, "-", cidnum, exten, context, channame, appname, appdata, uniqueid, linkedid, peer, eventextra';

/** What cells of channel events hold beside what CDRs do; a time in seconds looks as the id of a channel may. */
function kindOfCell(cell: string): string | null {
  if (EVENTS.includes(cell)) return 'event';
  return /^\d{9,10}\.\d{6}$/.test(cell) ? 'time or uniqueid' : null;
}

/** An event, or a list of them, as JSON with the names of its columns. */
export function asteriskCelJson(json: unknown, of: LinesOf): LinesRead {
  const items: readonly unknown[] = Array.isArray(json) ? json : [json];
  const rows = items.map((item, index) => ({ line: JSON.stringify(item), index, row: jsonRow(item) }));
  return eventsOfRows(rows, of);
}

function jsonRow(item: unknown): CelRow | null {
  if (typeof item !== 'object' || item === null) return null;
  return new Map(
    Object.entries(item).flatMap(([name, value]) => {
      const column = celColumn(name);
      if (column === undefined || value === ENVELOPE) return [];
      return [[column, typeof value === 'object' ? JSON.stringify(value) : String(value).trim()] as const];
    }),
  );
}

function celColumn(name: string): CelColumn | undefined {
  return NAMES.get(name.toLowerCase().replace(/[^a-z]/g, ''));
}

function isHeader(head: readonly string[]): boolean {
  return head.filter((cell) => celColumn(cell) !== undefined).length >= 4;
}

function layoutOf(head: readonly string[], { columns }: LinesOf): readonly (readonly [CelColumn, number])[] {
  const declared = Object.entries(columns).flatMap(([name, where]) => {
    const column = celColumn(name);
    const place = typeof where === 'number' ? where - 1 : head.indexOf(where);
    return column === undefined || place < 0 ? [] : [[column, place] as const];
  });
  if (declared.length > 0) return declared;
  const named = isHeader(head) ? head.map(celColumn) : COLUMNS;
  return named.flatMap((column, place) => (column === undefined ? [] : [[column, place] as const]));
}

type ReadRow = { readonly line: string; readonly index: number; readonly row: CelRow | null };

function eventsOfRows(rows: readonly ReadRow[], of: LinesOf): LinesRead {
  const events: SourceEvent[] = [];
  const made: ChannelIds[] = [];
  const customers = new Map<string, CustomerAddress>();
  const refused: { reason: Reason; line: string }[] = [];
  const ignored: Record<string, number> = {};
  for (const { line, index, row } of rows) {
    const read = row === null ? 'has too few columns' : timedRow(row, of);
    if (typeof read === 'string') {
      const params = { file: of.file, line: of.firstLine + index, problem: read };
      refused.push({ reason: { code: 'ASTERISK_ROW_INVALID', params }, line });
      continue;
    }
    const event = cell(read.row, 'eventtype');
    if (!EVENTS.includes(event)) {
      ignored[event] = (ignored[event] ?? 0) + 1;
      continue;
    }
    const { payload, customer } = payloadOf(read.row, read.moment.at, of);
    if (customer !== null) customers.set(customer.customerKey, customer);
    events.push(eventOf(payload, read.moment, of));
    if (payload.event === 'CHAN_START') made.push(payload);
  }
  return {
    events: [...events, ...linksOf(of.project.id, made)],
    operatorEvents: [],
    customers: [...customers.values()],
    refused,
    ignored,
    unknown: null,
  };
}

function cell(row: CelRow, column: CelColumn): string {
  return row.get(column) ?? '';
}

/** When an event was: whole milliseconds, and what its clock tells beyond them. */
type CelMoment = { readonly at: EpochMs; readonly microseconds: number };

function timedRow(row: CelRow, of: LinesOf): { readonly row: CelRow; readonly moment: CelMoment } | string {
  const moment = momentOf(row, of);
  return typeof moment === 'string' ? moment : { row, moment };
}

/** Seconds since 1970 with their parts, or a time by cel.conf's dateformat, in the project's zone. */
function momentOf(row: CelRow, { project }: LinesOf): CelMoment | string {
  if (!/^[A-Z][A-Z_]{2,40}$/.test(cell(row, 'eventtype'))) return 'eventtype is no name of an event';
  const id = [cell(row, 'uniqueid'), cell(row, 'linkedid')].find((one) => epochOfId(one) !== null);
  if (id === undefined) return 'neither uniqueid nor linkedid is one';
  const text = cell(row, 'eventtime');
  if (/^\d{9,10}(?:\.\d{1,6})?$/.test(text) && Number(text) * 1000 < LATEST) {
    const [seconds = '', parts = ''] = text.split('.');
    const micros = Number(parts.padEnd(6, '0'));
    return { at: Number(seconds) * 1000 + Math.floor(micros / 1000), microseconds: micros % 1000 };
  }
  const moment = parseMoment(text, project.timeZone);
  const possible = moment !== null && moment.at > 0 && moment.at < LATEST;
  return !possible ? 'eventtime is no time' : { at: momentById(moment, id).at, microseconds: 0 };
}

function payloadOf(
  row: CelRow,
  at: EpochMs,
  of: LinesOf,
): { readonly payload: AsteriskCelPayload; readonly customer: CustomerAddress | null } {
  const app = cell(row, 'appname');
  const { side, told } = customerOf(row, at, of);
  const extra = celExtra(cell(row, 'eventextra'));
  const payload: AsteriskCelPayload = {
    type: 'asterisk_cel',
    event: cell(row, 'eventtype'),
    uniqueid: cell(row, 'uniqueid'),
    linkedid: cell(row, 'linkedid') || cell(row, 'uniqueid'),
    channel: maskedChannel(cell(row, 'channame'), at, of),
    context: cell(row, 'context'),
    exten: keptExtension(cell(row, 'exten'), at, of),
    app,
    queue: queueOfApp(app, cell(row, 'appdata')),
    peer: cell(row, 'peer')
      .split(',')
      .map((channel) => maskedChannel(channel, at, of))
      .join(','),
    bridgeId: extra.bridgeId,
    dialStatus: extra.dialStatus,
    hangupSource: extra.hangupSource === '' ? '' : maskedChannel(extra.hangupSource, at, of),
    customerKey: told.key,
    customerIs: told.key === '' ? '' : side,
  };
  return { payload, customer: told.customer };
}

/** The channel that began the call shows the customer: by its own number, or by what one of ours dialled on it. */
function customerOf(
  row: CelRow,
  at: EpochMs,
  of: LinesOf,
): { readonly side: 'caller' | 'callee'; readonly told: ReturnType<typeof keyedNumber> } {
  const channel = cell(row, 'channame');
  if (cell(row, 'uniqueid') !== cell(row, 'linkedid')) return { side: 'caller', told: { key: '', customer: null } };
  const ours = !isLocal(channel) && isOurs(channel, at, of);
  return ours
    ? { side: 'callee', told: keyedNumber(cell(row, 'exten'), at, of) }
    : { side: 'caller', told: keyedNumber(cell(row, 'cidnum'), at, of) };
}

function eventOf(payload: AsteriskCelPayload, { at, microseconds }: CelMoment, { project }: LinesOf): SourceEvent {
  return {
    schemaVersion: 1,
    project: project.id,
    callId: payload.linkedid,
    source: 'asterisk_cel',
    eventId: contentId([at, microseconds, payload]),
    revision: 0,
    at,
    seq: microseconds * 100 + EVENTS.indexOf(payload.event),
    payload: JSON.stringify(payload),
  };
}
