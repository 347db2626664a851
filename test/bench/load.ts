import { readConfigured } from '../../configured.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';
import { takeTopicMessage } from '../../ingest/take-topic-message.ts';
import { connect, quoted, type Database } from '../../store/clickhouse.ts';
import { load } from '../../store/loader.ts';
import { openStore } from '../../store/open-store.ts';
import type { Table } from '../../store/table.ts';
import { calls } from '../../store/tables/calls.ts';
import { sourceEvents } from '../../store/tables/source-events.ts';
import type { ClickHouseServer } from '../harness/clickhouse-server.ts';
import { cdrOf } from './cdr.ts';
import { cpuSeconds, cpuSecondsOf, pairs, ratioOf, type Measured } from './measure.ts';
import { SAMPLES } from './samples.ts';

const BATCH_ROWS = 10_000;
const BATCHES = 2;
const PAIRS = 5;
const DATABASE = 'bench_load';

/**
 * P6: what the loader costs beside the insert itself, client and server together. A: records become rows, lines and
 * batches, and are inserted. B: the same rows, written before as NDJSON (JSONEachRow, a JSON object a line, as anybody
 * would send them), one request of 10,000 after the other and nothing else. Beside it B with the very lines that the
 * loader writes, which leave out the names of columns: what is left then is the loader's own work. Half of the rows are
 * events with their CDR of 1 KB, half are calls with all their parts.
 */
export async function loading(server: ClickHouseServer): Promise<readonly Measured[]> {
  const { database, close } = await openDatabase(server);
  const events = batchesOf(sourceEventsOf());
  const folded = events.map((batch) => batch.map((event) => foldCall([event], { project, lookup: lookup(project) })));
  const insertPrepared = prepared(server.url);
  const bodiesAs = (form: Form): readonly Buffer[] => [
    ...events.map((batch) => bodyOf(sourceEvents, batch, form)),
    ...folded.map((batch) => bodyOf(calls, batch, form)),
  ];
  const rows = BATCH_ROWS * BATCHES * 2;
  const rowsPerCpuSecond = async (work: () => Promise<void>): Promise<number> => {
    const clock = (): number => cpuSeconds() + cpuSecondsOf(server.pid);
    const before = clock();
    await work();
    return rows / (clock() - before);
  };
  const a = (): Promise<number> =>
    rowsPerCpuSecond(async () => {
      for (const batch of events) await load(database, sourceEvents, batch);
      for (const batch of folded) await load(database, calls, batch);
    });
  const against = async (form: Form): Promise<Measured> => {
    const bodies = bodiesAs(form);
    const b = (): Promise<number> =>
      rowsPerCpuSecond(async () => {
        for (const body of bodies) await insertPrepared(body);
      });
    const measured = await pairs(PAIRS, a, b);
    const result = ratioOf(measured);
    const each = measured.map((pair) => `${thousands(pair.a)}/${thousands(pair.b)}`).join(', ');
    return {
      id: 'P6',
      what: `loader / raw insert of the same rows prepared as ${FORMS[form].what}, batches of 10k, rows a CPU-second, server included`,
      bar: '≥ 0.9',
      ...result,
      pass: form === 'compact' ? null : result.ratio >= 0.9,
      note: `rows a CPU-s ${each}; half events, half calls`,
    };
  };
  await a();
  const results = [await against('ndjson'), await against('compact')];
  await close();
  return results;
}

type Form = 'ndjson' | 'compact';
const FORMS: Readonly<Record<Form, { readonly what: string; readonly format: string }>> = {
  ndjson: { what: 'NDJSON', format: 'JSONEachRow' },
  compact: { what: 'the very lines of the loader', format: 'JSONCompactEachRow' },
};

const configured = readConfigured(SAMPLES);
const { kafka: settings, projects, lookup } = configured;
const project = projects.get('shop') ?? missing();

function missing(): never {
  throw new Error('the samples have no project shop');
}

/** Parts lie as they were written: when the server merges them is its own affair, and would fall on A or on B. */
async function openDatabase(server: ClickHouseServer): Promise<{ database: Database; close: () => Promise<void> }> {
  const patience = { attempts: 1, signal: new AbortController().signal, onRetry: (): void => undefined };
  const at = { kind: 'server', url: server.url, user: 'default', password: '', cluster: '' } as const;
  const store = await openStore({ at, database: DATABASE, ...patience });
  const reach = { by: 'http', url: server.url, user: 'default', password: '', replicated: false } as const;
  const database = connect(reach, DATABASE, patience);
  for (const { name } of [sourceEvents, calls]) await database.command(`SYSTEM STOP MERGES ${DATABASE}.${name}`);
  return {
    database,
    close: async () => {
      await database.close();
      await store.close();
    },
  };
}

function sourceEventsOf(): readonly SourceEvent[] {
  return Array.from({ length: BATCH_ROWS * BATCHES }, (_, nth) => {
    const value = Buffer.from(cdrOf(`call-${String(nth)}`, nth));
    const message = {
      topic: 'bench',
      partition: 0,
      offset: String(nth),
      timestampMs: 0,
      value,
      headers: { project: 'shop' },
    };
    const context = { input: 'cdr', settings, projects, lookup, secretOf: () => 'a secret', now: Date.now() } as const;
    return takeTopicMessage(message, context).events;
  }).flat();
}

function batchesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: BATCHES }, (_, nth) => all.slice(nth * BATCH_ROWS, (nth + 1) * BATCH_ROWS));
}

function bodyOf<R>(table: Table<R>, records: readonly R[], form: Form): Buffer {
  const names = table.columns.map(({ name }) => name);
  const lines = records.map((record) => {
    const row = table.toRow(record);
    const named = (): object => Object.fromEntries(names.map((name, place) => [name, row[place]]));
    return JSON.stringify(form === 'compact' ? row : named());
  });
  const into = `INSERT INTO ${table.name} (${names.map(quoted).join(', ')}) FORMAT ${FORMS[form].format}`;
  return Buffer.from(`${into}\n${lines.join('\n')}`);
}

/** With the settings of store/clickhouse.ts: each costs an insert the same, whoever sends it. */
function prepared(url: string): (body: Buffer) => Promise<void> {
  const asked = {
    database: DATABASE,
    async_insert: '0',
    wait_for_async_insert: '1',
    insert_deduplicate: '0',
    input_format_parallel_parsing: '0',
    max_insert_threads: '1',
    input_format_null_as_default: '0',
    input_format_skip_unknown_fields: '0',
    date_time_input_format: 'best_effort',
    date_time_output_format: 'iso',
    output_format_json_quote_64bit_integers: '1',
    output_format_json_named_tuples_as_objects: '1',
    input_format_json_named_tuples_as_objects: '1',
    precise_float_parsing: '1',
  };
  const address = `${url}/?${new URLSearchParams(asked).toString()}`;
  return async (body) => {
    const answer = await fetch(address, { method: 'POST', body });
    const said = await answer.text();
    if (!answer.ok) throw new Error(said);
  };
}

const thousands = (value: number): string => `${(value / 1_000).toFixed(1)}k`;
