import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Query } from '../store/store.ts';

/**
 * The query of `<name>.sql` beside this file, its rows read by `row`. The SQL is the one definition of its numbers: the
 * command line, boards and tests run the same text. A line `-- part: <name>` stands for parts/<name>.sql: what
 * several numbers rest on (what ACW is, how long an operator was logged in) is written once.
 */
export function sqlFile<Params, Row>(name: string, row: z.ZodType<Row>): Query<Params, Row> {
  const sql = textOf(`${name}.sql`).replaceAll(PART, (_, part: string) => textOf(`parts/${part}.sql`).trimEnd());
  return { name, sql, parse: (line) => row.parse(line) };
}

const PART = /^ *-- part: ([a-z-]+)$/gm;

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/** A number as ClickHouse writes it: whole numbers of 64 bits as text. */
export const number = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);
/** UInt8 of a comparison. */
export const flag = z.union([z.boolean(), z.number()]).transform(Boolean);

/**
 * The query without its blocks `-- when: <name>` … `-- end: <name>` of these names. What a block asks holds for every row
 * where nobody asks for it; the engine needs longer to read a long query than to answer it.
 */
export function withoutBlocks<Of extends { readonly sql: string }>(query: Of, names: readonly string[]): Of {
  const sql = names.reduce(
    (text, name) => text.replaceAll(new RegExp(`^ *-- when: ${name}\\n[^]*?^ *-- end: ${name}\\n`, 'gm'), ''),
    query.sql,
  );
  return { ...query, sql };
}
