import { z } from 'zod';
import type { KpiDefinition, KpiVariant } from '../../queries/definitions.ts';
import { callsBehind } from '../../queries/kpi-calls.ts';
import type { Question } from '../../queries/question.ts';
import { number } from '../../queries/sql-file.ts';
import type { Query } from '../../store/store.ts';
import type { OpenedNumber } from '../contract/numbers.ts';
import type { Asking, NumberShown, Reading } from './reading.ts';

/** As many as somebody looks through; the command line lists all (`kpi <id> --calls`). */
const ROWS_SHOWN = 200;

/**
 * The calls that a number is made of, newest first, those that the viewer may open; `total` counts all. Null for viewers
 * who may open none.
 */
export async function countedCalls(
  shown: NumberShown,
  asking: Asking,
  { formula, variant, reading }: { readonly formula: KpiVariant; readonly variant: string; readonly reading: Reading },
): Promise<OpenedNumber['calls']> {
  if (!asking.viewer.calls) return null;
  const { query, question } = shown.counts(asking, variant, reading);
  const behind = callsBehind<Question>(query, definitionFor(shown, asking), formula);
  if (behind === null) return null;
  const rows = await asking.store.run(withStart(behind), {
    ...question,
    rows: ROWS_SHOWN,
    unowned: Number(asking.viewer.unowned),
  });
  const calls = rows.map(({ callId, startedMs, numerator, denominator }) => {
    return { project: asking.project.id, callId, startedMs, numerator, denominator };
  });
  return { rows: calls, total: rows[0]?.total ?? 0 };
}

/** A number of operators counts the legs of those whom the viewer may see, and no others. */
function definitionFor({ definition, items, ofProject }: NumberShown, { viewer }: Asking): KpiDefinition {
  const counted = items ?? definition.items;
  if (counted === undefined) return definition;
  const isOfSome = !ofProject && items === undefined && viewer.operators !== 'all' && viewer.queues;
  const where = isOfSome ? `(${OF_ALL[counted.where] ?? counted.where}) AND ${OF_OPERATORS}` : counted.where;
  return { ...definition, items: { ...counted, where } };
}

const OF_OPERATORS = 'has({operatorIds:Array(String)}, operatorId)';
/** Rows of AHT are those of all (operatorId '') and of each operator: of some operators each of theirs counts. */
const OF_ALL: Readonly<Record<string, string>> = { 'operatorId = {operatorId:String}': '1' };

const row = z.object({
  callId: z.string(),
  startedMs: number,
  numerator: number,
  denominator: number,
  total: number,
});

type ShownParams = Question & { readonly rows: number; readonly unowned: number };

/** The calls with their start; of a list of operators only those on which one of them was, or nobody known. */
function withStart(behind: Query<Question, unknown>): Query<ShownParams, z.infer<typeof row>> {
  const sql = `SELECT callId, startedMs, numerator, denominator, total
FROM
(
    SELECT behind.callId AS callId, begun.startedMs AS startedMs, begun.operatorIds AS onCall,
        behind.numerator AS numerator, behind.denominator AS denominator, count() OVER () AS total
    FROM (
${behind.sql}
    ) AS behind
    INNER JOIN
    (
        SELECT callId, toUnixTimestamp64Milli(startedAt) AS startedMs, legs.operatorId AS operatorIds
        FROM calls FINAL
        WHERE project = {project:String}
    ) AS begun ON begun.callId = behind.callId
)
WHERE empty({operatorIds:Array(String)}) OR hasAny(onCall, {operatorIds:Array(String)})
    OR ({unowned:UInt8} = 1 AND NOT arrayExists(id -> id != '' AND NOT startsWith(id, 'provisional:'), onCall))
ORDER BY startedMs DESC, callId
LIMIT {rows:UInt32}`;
  return { name: `${behind.name}-shown`, sql, parse: (line) => row.parse(line) };
}
