import { z } from 'zod';
import type { OpenedStore } from '../../store/open-store.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Tables = Readonly<Record<(typeof TABLES)[number], readonly Row[]>>;

const TABLES = [
  'customers',
  'source_events',
  'operator_events',
  'calls',
  'recordings',
  'transcripts',
  'tones',
  'evaluations',
  'dead_letters',
] as const;

const row = z.record(z.string(), z.unknown());

/** Every row that readers see, table by table. */
export async function tablesOf(store: OpenedStore): Promise<Tables> {
  const read = TABLES.map(async (table) => {
    const sql = `SELECT * FROM ${table} FINAL`;
    return [table, await store.run({ name: table, sql, parse: (found) => row.parse(found) }, {})] as const;
  });
  const found = new Map(await Promise.all(read));
  const of = (table: (typeof TABLES)[number]): readonly Row[] => found.get(table) ?? [];
  return {
    customers: of('customers'),
    source_events: of('source_events'),
    operator_events: of('operator_events'),
    calls: of('calls'),
    recordings: of('recordings'),
    transcripts: of('transcripts'),
    tones: of('tones'),
    evaluations: of('evaluations'),
    dead_letters: of('dead_letters'),
  };
}

/**
 * The same without what may differ between two runs of the same messages: versions, for facts come in another order, and
 * hashes over versions; when a message of our own was sent; where in its topic a dead letter lay, and how often its producer
 * sent it after an answer that was lost. An evaluation that was withdrawn is none.
 */
export function contentsOf(tables: Tables): Tables {
  return {
    ...tables,
    customers: sorted(tables.customers),
    source_events: sorted(tables.source_events.map(withoutSendingTime)),
    operator_events: sorted(tables.operator_events),
    calls: sorted(tables.calls.map((call) => without(call, ['version']))),
    recordings: sorted(tables.recordings.map((recording) => without(recording, ['version']))),
    transcripts: sorted(tables.transcripts.map((transcript) => without(transcript, ['version']))),
    tones: sorted(tables.tones.filter(isTelling).map((tone) => without(tone, ['version']))),
    evaluations: sorted(
      tables.evaluations
        .filter(({ withdrawn }) => withdrawn === false)
        .map((evaluation) => without(evaluation, ['revision', 'inputHash'])),
    ),
    dead_letters: distinct(
      tables.dead_letters.map((letter) => ({
        ...without(letter, ['letterId', 'origin', 'at', 'reason']),
        headers: producersOwn(row.parse(letter['headers'])),
        code: letterOf(letter).code,
      })),
    ),
  };
}

/** A call of which nothing is told may have told something once: its tone is that of silence. */
function isTelling(tone: Row): boolean {
  return z.array(z.string()).parse(tone['operators.operatorId']).length > 0;
}

/** A row of dead_letters: why, and the original message as text. */
export function letterOf(letter: Row): { readonly stage: string; readonly code: string; readonly text: string } {
  const { stage, reason, bytesBase64 } = letterRow.parse(letter);
  return { stage, code: reason.code, text: Buffer.from(bytesBase64, 'base64').toString() };
}

const letterRow = z.object({ stage: z.string(), reason: z.object({ code: z.string() }), bytesBase64: z.string() });

/** A recording that our own message told of bears the time when that was sent. */
function withoutSendingTime(event: Row): Row {
  if (event['source'] !== 'recording') return event;
  const payload = row.parse(JSON.parse(z.string().parse(event['payload'])));
  return { ...without(event, ['at']), payload: without(payload, ['fileTime']) };
}

/** How often and since when a recording was waited for is Etalon's own note. */
function producersOwn(headers: Row): Row {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(etalon-|format$)/.test(name)));
}

function without(of: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
}

const distinct = (rows: readonly Row[]): readonly Row[] => [
  ...new Map(sorted(rows).map((one) => [JSON.stringify(one), one])).values(),
];

function sorted(rows: readonly Row[]): readonly Row[] {
  return rows
    .map((one) => ({ one, text: JSON.stringify(one) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ one }) => one);
}
