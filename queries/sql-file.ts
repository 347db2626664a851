import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Query } from '../store/store.ts';

/**
 * The query of `<name>.sql` beside this file, its rows read by `row`. The SQL is the one definition of its numbers: the
 * command line, boards and tests run the same text.
 */
export function sqlFile<Params, Row>(name: string, row: z.ZodType<Row>): Query<Params, Row> {
  const sql = readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');
  return { name, sql, parse: (line) => row.parse(line) };
}

/** A number as ClickHouse writes it: whole numbers of 64 bits as text. */
export const number = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);
/** UInt8 of a comparison. */
export const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
