import type { Call } from '../../ingest/call.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
import type { LinesOf, LinesRead } from '../../ingest/formats/format.ts';
import type { FormatName } from '../../ingest/formats/format-names.ts';
import { FORMATS } from '../../ingest/formats/formats.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Project } from '../../ingest/project.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';
import { OPERATORS, SECRET, SHOP } from './shop.ts';

/** The shop's operators a, b and c at the telephones 101, 102 and 103; member names of the queue are the same. */
export const PHONES = operatorLookup(
  OPERATORS.map((operator, index) => ({
    ...operator,
    aliases: [`SIP/10${index + 1}`, `10${index + 1}`].map((alias) => ({ alias, validFrom: null, validTo: null })),
  })),
  SHOP,
);

/** 2026-03-02 09:00 in Sofia, as seconds since 1970. */
export const NINE = 1772434800;

/** Lines of a format as it reads them. */
export function readLines(format: FormatName, lines: readonly string[], of: Partial<LinesOf> = {}): LinesRead {
  const how = FORMATS[format];
  if (how.kind !== 'lines') throw new Error(`${format} is no log`);
  return how.read(lines, linesOf(lines[0] ?? '', of));
}

/** Records of a format as JSON. */
export function readLinesJson(format: FormatName, json: unknown, of: Partial<LinesOf> = {}): LinesRead {
  const how = FORMATS[format];
  if (how.kind !== 'lines' || how.readJson === null) throw new Error(`${format} has no JSON`);
  return how.readJson(json, linesOf('', of));
}

function linesOf(head: string, of: Partial<LinesOf>): LinesOf {
  const known = { project: SHOP, lookup: PHONES, secret: SECRET, file: 'shop/log' };
  return { ...known, firstLine: 1, columns: {}, head, order: 'lines', ...of };
}

export function foldPhones(events: readonly SourceEvent[], project: Project = SHOP): Call {
  return foldCall(events, { project, lookup: PHONES });
}

/** Legs as whose they are, from when to when they talked (seconds after nine), and how they ended. */
export function talkOf(call: Call): readonly (readonly [string, number | null, number | null, string])[] {
  const after = (at: number | null): number | null => (at === null ? null : (at - NINE * 1000) / 1000);
  return call.legs.map((leg) => [leg.operatorId, after(leg.answeredAt), after(leg.endedAt), leg.outcome]);
}

/** A row of Master.csv, 21 columns: who, between which channels, and its seconds after nine: start, answer, end. */
export function cdrRow(of: {
  readonly src?: string;
  readonly dst?: string;
  readonly context?: string;
  readonly from: string;
  readonly to?: string;
  readonly app?: string;
  readonly at: readonly [start: number, answer: number | null, end: number];
  readonly billed?: number;
  readonly disposition?: string;
  readonly uniqueid?: string;
  readonly linkedid?: string;
  readonly sequence?: number;
}): string {
  const [start, answer, end] = of.at;
  const linkedid = of.linkedid ?? `${NINE}.1`;
  const text = (cell: string): string => `"${cell}"`;
  return [
    ...['', of.src ?? '+359880000101', of.dst ?? '700', of.context ?? 'from-trunk', '', of.from, of.to ?? ''].map(text),
    ...[of.app ?? 'Dial', ''].map(text),
    ...[text(wall(start)), answer === null ? '' : text(wall(answer)), text(wall(end))],
    ...[String(end - start), String(of.billed ?? (answer === null ? 0 : end - answer))],
    ...[of.disposition ?? (answer === null ? 'NO ANSWER' : 'ANSWERED'), 'DOCUMENTATION'].map(text),
    ...[of.uniqueid ?? linkedid, '', '', linkedid].map(text),
    String(of.sequence ?? start),
  ].join(',');
}

function wall(secondsAfterNine: number): string {
  return new Date((NINE + secondsAfterNine) * 1000 + 7_200_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** An event of cel_custom, 20 columns; `at` in seconds after nine. */
export function celRow(
  at: number,
  event: string,
  channel: string,
  of: {
    readonly id?: number;
    readonly caller?: string;
    readonly exten?: string;
    readonly context?: string;
    readonly app?: string;
    readonly data?: string;
    readonly peer?: string;
    readonly extra?: object | string;
  } = {},
): string {
  const extra = typeof of.extra === 'object' ? JSON.stringify(of.extra) : (of.extra ?? '');
  const cells = [
    ...[event, (NINE + at).toFixed(6), '', of.caller ?? '', '', '', '', of.exten ?? '', of.context ?? ''],
    ...[
      channel,
      of.app ?? '',
      of.data ?? '',
      '3',
      '',
      `${NINE}.${of.id ?? 1}`,
      `${NINE}.1`,
      of.peer ?? '',
      '',
      '',
      extra,
    ],
  ];
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
}
