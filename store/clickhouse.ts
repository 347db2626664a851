import { Agent, type AgentOptions } from 'node:http';
import { createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import { withRetry } from '../retry.ts';

export type Params = Readonly<Record<string, unknown>>;

/** A database of ClickHouse, wherever its engine runs. Each call is retried while the engine is away. */
export type Database = {
  /** Rows of a SELECT as they came over the wire; `sql` has no FORMAT clause. */
  query(sql: string, params?: Params): Promise<readonly unknown[]>;
  command(sql: string): Promise<void>;
  /** All rows, each a line with the JSON list of its values, as one block; they are readable by the next query. */
  insert(table: string, columns: readonly string[], lines: readonly string[]): Promise<void>;
  /** Whether the engine answers now; asked once, not again. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
};

/** How the engine is reached: over HTTP, through the local socket of its owner, or within this process. */
export type Reach =
  | {
      readonly by: 'http';
      readonly url: string;
      readonly user: string;
      readonly password: string;
      readonly replicated: boolean;
    }
  | { readonly by: 'socket'; readonly path: string }
  // Made with SETTINGS.
  | { readonly by: 'process'; readonly connection: InProcess };

/** What @clickhouse/client takes in place of its own connections; made by chdb. */
export type InProcess = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

export type Patience = {
  readonly attempts: number | 'forever';
  readonly signal: AbortSignal;
  readonly onRetry: (error: unknown, attempt: number, delayMs: number) => void;
};

/**
 * Settings that carry a guarantee are never left to a default: defaults differ between versions of ClickHouse.
 */
export const SETTINGS = {
  // An insert is acknowledged when its rows are stored and readable, not when they are queued.
  async_insert: 0,
  wait_for_async_insert: 1,
  // Identity and version make repeats harmless; deduplication by block would drop rows in silence.
  insert_deduplicate: 0,
  // One insert is one block: no parser threads that cut it, no insert threads that share it.
  input_format_parallel_parsing: 0,
  max_insert_threads: '1',
  // What does not fit is an error, never a default.
  input_format_null_as_default: 0,
  input_format_skip_unknown_fields: 0,
  date_time_input_format: 'best_effort',
  date_time_output_format: 'iso',
  // Versions have 64 bits, more than a JavaScript number holds.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_named_tuples_as_objects: 1,
  input_format_json_named_tuples_as_objects: 1,
  precise_float_parsing: 1,
} as const satisfies ClickHouseSettings;

/** On replicas a read must see what another replica acknowledged. */
const REPLICATED: ClickHouseSettings = {
  insert_quorum: 'auto',
  insert_quorum_parallel: 0,
  select_sequential_consistency: '1',
};

const REQUEST_TIMEOUT_MS = 120_000;
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 2_000;

/**
 * Which of the settings that carry a guarantee the engine does not use, although they were asked for: a profile may
 * forbid to change them. Empty = all are in force.
 */
export async function settingsNotInForce(database: Database, replicated: boolean): Promise<readonly string[]> {
  const asked = Object.entries(replicated ? { ...SETTINGS, ...REPLICATED } : SETTINGS);
  const rows = await database.query('SELECT name, value FROM system.settings WHERE has({names:Array(String)}, name)', {
    names: asked.map(([name]) => name),
  });
  const inForce = new Map(rows.map((row) => settingRow.parse(row)).map(({ name, value }) => [name, value]));
  return asked.filter(([name, value]) => !isSame(inForce.get(name), String(value))).map(([name]) => name);
}

const settingRow = z.object({ name: z.string(), value: z.string() });

/** `1` and `true` are one value, and `auto` is written as 'auto' or as the number it stands for. */
function isSame(found: string | undefined, asked: string): boolean {
  const plain = (text: string): string =>
    text
      .replaceAll("'", '')
      .replace(/^true$/, '1')
      .replace(/^false$/, '0');
  return found === undefined || plain(found) === plain(asked) || asked === 'auto';
}

/** Opens `database` of the engine; creates nothing. */
export function connect(reach: Reach, database: string, patience: Patience): Database {
  const client = clientOf(reach, database);
  const policy = {
    attempts: patience.attempts,
    firstDelayMs: FIRST_DELAY_MS,
    maxDelayMs: MAX_DELAY_MS,
    onRetry: patience.onRetry,
  };
  const attempt = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    withRetry(
      (signal) =>
        work(signal).catch((error: unknown) => {
          throw classify(error);
        }),
      { ...policy, retryIf: (error) => error instanceof EtalonError && error.retriable },
      patience.signal,
    );
  return {
    query: (query, params = {}) =>
      attempt(async (abort_signal) => {
        const result = await client.query({ query, query_params: { ...params }, format: 'JSONEachRow', abort_signal });
        return result.json<unknown>();
      }),
    command: (query) =>
      attempt(async (abort_signal) => {
        await client.command({ query, abort_signal });
      }),
    insert: (table, columns, lines) =>
      attempt(async (abort_signal) => {
        if (lines.length === 0) return;
        // The rows were written as JSON when batches were cut; the client's own insert would write them once more.
        const into = `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) FORMAT JSONCompactEachRow`;
        await client.command({ query: `${into}\n${lines.join('\n')}`, abort_signal }).catch((error: unknown) => {
          throw isAboutARow(error) ? rowRefused(error) : error;
        });
      }),
    ping: async () => {
      const answer = await client.ping({ select: true }).catch(() => ({ success: false }));
      return answer.success;
    },
    close: () => client.close(),
  };
}

/** A name as SQL takes it literally: the columns of Nested have a dot. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

function clientOf(reach: Reach, database: string): ClickHouseClient {
  const common = { database, request_timeout: REQUEST_TIMEOUT_MS, application: 'etalon', log: { level: 127 } } as const;
  switch (reach.by) {
    case 'http':
      return createClient({
        ...common,
        url: reach.url,
        username: reach.user,
        password: reach.password,
        clickhouse_settings: reach.replicated ? { ...SETTINGS, ...REPLICATED } : SETTINGS,
      });
    case 'socket':
      return createClient({
        ...common,
        url: 'http://localhost',
        http_agent: socketAgent(reach.path),
        clickhouse_settings: SETTINGS,
      });
    case 'process':
      return createClient({ ...common, connection: reach.connection });
  }
}

function socketAgent(socketPath: string): Agent {
  const options: AgentOptions & { readonly socketPath: string } = { socketPath, keepAlive: true };
  return new Agent(options);
}

/**
 * Codes of ClickHouse that time may cure: full, busy, cut off, cancelled. All others mean that the statement is wrong.
 * Source of the numbers: src/Common/ErrorCodes.cpp of ClickHouse.
 */
const PASSING = new Set([
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  76, // CANNOT_OPEN_FILE
  77, // CANNOT_CLOSE_FILE
  159, // TIMEOUT_EXCEEDED
  198, // DNS_ERROR
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  225, // NO_ZOOKEEPER
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  289, // REPLICA_IS_NOT_IN_QUORUM
  319, // UNKNOWN_STATUS_OF_INSERT
  394, // QUERY_WAS_CANCELLED
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  999, // KEEPER_EXCEPTION
]);

/** Codes that mean the content of a row: another row may do. Source as above. */
const ABOUT_A_ROW = new Set([
  6, // CANNOT_PARSE_TEXT
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  128, // TOO_LARGE_ARRAY_SIZE
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  467, // CANNOT_PARSE_BOOL
  469, // VIOLATED_CONSTRAINT
]);

function codeOf(error: unknown): { readonly code: string; readonly type: string } {
  const of = error instanceof Error ? error : new Error();
  return {
    code: 'code' in of && typeof of.code === 'string' ? of.code : '',
    type: 'type' in of && typeof of.type === 'string' ? of.type : '',
  };
}

function isAboutARow(error: unknown): boolean {
  return ABOUT_A_ROW.has(Number(codeOf(error).code || NaN));
}

function rowRefused(error: unknown): EtalonError {
  const { code, type } = codeOf(error);
  return new EtalonError('STORE_ROW_REFUSED', { clickhouseCode: Number(code), type });
}

/**
 * What the client threw, as an error of ours. The server's text goes no further: it quotes rows. A fault that carries
 * no code of ClickHouse came from the way there (refused, reset, timed out, a proxy's page) and may pass.
 */
function classify(error: unknown): EtalonError {
  if (error instanceof EtalonError) return error;
  if (error instanceof TypeError || error instanceof RangeError || !(error instanceof Error)) {
    return new EtalonError('UNEXPECTED', { what: error instanceof Error ? error.name : typeof error });
  }
  const { code, type } = codeOf(error);
  if (!/^\d+$/.test(code)) return new EtalonError('STORE_AWAY', { why: code === '' ? 'no answer' : code });
  if (PASSING.has(Number(code))) return new EtalonError('STORE_AWAY', { why: type || code });
  return new EtalonError('STORE_REFUSED', { clickhouseCode: Number(code), type });
}
