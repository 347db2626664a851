import { z } from 'zod';
import type { Query } from '../store/store.ts';
import type { KpiDefinition, KpiVariant } from './definitions.ts';
import { number } from './sql-file.ts';

const callShare = z.object({ callId: z.string(), numerator: number, denominator: number });
/**
 * How often a call stands in the numerator and in the denominator of a number: as entries, legs or itself. Below 0 where it
 * is taken out of one that it was not counted in: a short abandon of a customer who came before the period.
 */
export type CallShare = z.infer<typeof callShare>;

/**
 * The calls behind a number: its own SQL up to what it counts, and then the calls in place of the sums. They add up to
 * the counts that the number shows. Null for numbers that have none to show.
 */
export function callsBehind<Params>(
  { name, sql }: Query<Params, unknown>,
  { items }: KpiDefinition,
  { inNumerator, inDenominator }: KpiVariant,
): Query<Params, CallShare> | null {
  if (items === undefined) return null;
  const counting = sql.slice(0, sql.lastIndexOf('\nSELECT'));
  const [head, from] = items.from === null ? ['', `(\n${sql}\n)`] : [counting, items.from];
  const calls = `${head}
SELECT callId, ${counted(inNumerator, items.each)} AS numerator, ${counted(inDenominator, items.each)} AS denominator
FROM ${from}
WHERE ${items.where}
GROUP BY callId
HAVING numerator != 0 OR denominator != 0
ORDER BY callId`;
  return { name: `${name}-calls`, sql: calls, parse: (row) => callShare.parse(row) };
}

/** Rows by how often they count, or what they have in common once. */
function counted(times: string, each: string | undefined): string {
  return each === undefined ? `sum(toInt64(ifNull(${times}, 0)))` : `uniqExactIf(${each}, ifNull(${times}, 0))`;
}
