import type { Query } from '../store/store.ts';

/** What stands in a board's SQL in place of each parameter of a query: SQL with Grafana's macros and variables. */
export type Filling = Readonly<Record<string, string>>;

/** Tables of which the boards have a view, `boards_` before its name. */
const VIEWED = [
  ...(['calls', 'operators', 'operator_events', 'evaluations', 'dead_letters', 'redrives'] as const),
  ...(['project_rules', 'pipeline_figures'] as const),
];
/** Tables that the boards have no view of: they hold texts, addresses or names of files. */
const UNSEEN = ['transcripts', 'customers', 'source_events', 'recordings', 'tones', 'intake', 'scorecards'];

const LITERAL_OR_COMMENT = /('(?:[^'\\]|\\[^]|'')*')|--[^\n]*|\/\*[^]*?\*\//g;
const READ = `(?<!ARRAY )\\b(FROM|JOIN) `;
const TABLE = new RegExp(`${READ}(${VIEWED.join('|')})\\b(?: AS (\\w+))?(?: FINAL)?`, 'g');
const HIDDEN_TABLE = new RegExp(`${READ}(${UNSEEN.join('|')})\\b`);

/**
 * The SQL of a query as a board asks it: each parameter is what `filling` has for it, each table its view, which has FINAL
 * in it. Comments fall away, for the plugin would fill in macros in them.
 * @throws RangeError for a parameter that `filling` has nothing for, and for a table that the boards may not read.
 */
export function boardSql({ name, sql }: Pick<Query<never, unknown>, 'name' | 'sql'>, filling: Filling): string {
  const plain = sql.replace(LITERAL_OR_COMMENT, (_, literal?: string) => literal ?? '').replace(/[ \t]+$/gm, '');
  const hidden = HIDDEN_TABLE.exec(plain)?.[2];
  if (hidden !== undefined) throw new RangeError(`${name}: the boards may not read ${hidden}`);
  return plain
    .replace(/\n{2,}/g, '\n')
    .replace(TABLE, (_, word: string, table: string, alias: string = table) => `${word} boards_${table} AS ${alias}`)
    .replace(/\{(\w+):(?:[^{}]+)\}/g, (parameter, of: string) => {
      const value = Object.hasOwn(filling, of) ? filling[of] : undefined;
      if (value === undefined) throw new RangeError(`${name}: nothing is known to stand for ${parameter}`);
      return `(${value})`;
    })
    .trim();
}

/** A query in the FROM of another. */
export function from(query: Pick<Query<never, unknown>, 'name' | 'sql'>, filling: Filling): string {
  return `(\n${boardSql(query, filling)}\n)`;
}
