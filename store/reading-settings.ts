import { Refusal } from './endpoint-refusal.ts';
import type { Access } from './endpoint-users.ts';

/** What a query of each reader may take of the machine. Seconds, bytes, rows. */
const LIMITS = {
  boards: {
    max_execution_time: 60,
    max_memory_usage: 1_000_000_000,
    max_result_rows: 1_000_000,
    max_result_bytes: 256_000_000,
  },
  reads: { max_execution_time: 300, max_memory_usage: 2_000_000_000 },
} as const satisfies Record<Exclude<Access, 'everything'>, Readonly<Record<string, number>>>;

/** An answer that is made in one piece lies in memory before it goes out. */
const IN_ONE_PIECE_BYTES = 256_000_000;

/**
 * What a reader may set: how the answer is written, and tighter limits. Other settings name files, hold SQL or change what
 * SQL means.
 */
const FREE =
  /^(?:output_format_(?:json|csv|tsv|pretty|native|arrow|parquet|decimal)_\w+|date_time_output_format|format_csv_delimiter|session_timezone|join_use_nulls|max_block_size|max_threads)$/;

/** For ClickHouse's HTTP server and not for its engine, or said by Etalon itself. */
const PASSED_OVER =
  /^(?:http_\w+|enable_http_compression|wait_end_of_query|buffer_size|send_progress_in_http_headers|cancel_http_readonly_queries_on_client_close|quota_key|default_format|readonly|log_comment|result_overflow_mode|timeout_overflow_mode)$/;

/**
 * The settings under which a reader's query runs: those asked for that are free, and the limits, which a request may
 * lower. Throws SETTING_CONSTRAINT_VIOLATION for any other.
 */
export function readingSettings(
  asked: Readonly<Record<string, string>>,
  access: keyof typeof LIMITS,
  inPieces: boolean,
): readonly (readonly [name: string, value: string])[] {
  const limits: Readonly<Record<string, number>> = {
    ...(inPieces ? {} : { max_result_bytes: IN_ONE_PIECE_BYTES }),
    ...LIMITS[access],
  };
  const free = Object.entries(asked).filter(([name]) => !PASSED_OVER.test(name) && !isLimit(name));
  const forbidden = free.find(([name]) => !FREE.test(name));
  if (forbidden !== undefined)
    throw new Refusal(403, 452, 'SETTING_CONSTRAINT_VIOLATION', `Setting ${forbidden[0]} should not be changed.`);
  const bounds = LIMIT_NAMES.flatMap((name) => {
    const value = lower(asked[name], limits[name]);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return [...free, ...bounds, ['result_overflow_mode', 'throw'], ['timeout_overflow_mode', 'throw']];
}

const LIMIT_NAMES = Object.keys(LIMITS.boards);
const isLimit = (name: string): boolean => LIMIT_NAMES.includes(name);

/** 0 stands for no limit, and what is no number is none. */
function lower(asked: string | undefined, limit: number | undefined): number | undefined {
  const wanted = Number(asked ?? 0);
  const both = [wanted, limit ?? 0].filter((value) => value > 0);
  return both.length === 0 ? undefined : Math.min(...both);
}
