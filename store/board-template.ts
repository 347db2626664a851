import { textOf, tokensOf, withoutEnd } from './sql-tokens.ts';

/**
 * What a query of a board looks like when Grafana has filled it in: SQL with holes where a value will stand.
 * `{{number}}` is a whole or decimal number, `{{string}}` one literal in single quotes, `{{strings}}` one or several of
 * them with commas between. Grafana's plugin fills the rest (clickhouse-datasource 4.14 to 4.20), comments fall away.
 */
const MACROS: Readonly<Record<string, (column: string, second: string) => string>> = {
  timeFilter: (c) => `${c} >= toDateTime({{number}}) AND ${c} <= toDateTime({{number}})`,
  timeFilter_ms: (c) => `${c} >= fromUnixTimestamp64Milli({{number}}) AND ${c} <= fromUnixTimestamp64Milli({{number}})`,
  dateFilter: (c) => `${c} >= toDate({{string}}) AND ${c} <= toDate({{string}})`,
  dateTimeFilter: dateAndTime,
  dt: dateAndTime,
  timeFrom: (c) => `${c} >= toDateTime({{number}})`,
  timeTo: (c) => `${c} <= toDateTime({{number}})`,
  timeInterval: (c) => `toStartOfInterval(toDateTime(${c}), INTERVAL {{number}} second)`,
  timeInterval_ms: (c) => `toStartOfInterval(toDateTime64(${c}, 3), INTERVAL {{number}} millisecond)`,
  timeGroup: (c) => `toStartOfInterval(toDateTime(${c}), INTERVAL {{number}} second)`,
};

function dateAndTime(date: string, time: string): string {
  const dates = `${date} >= toDate({{string}}) AND ${date} <= toDate({{string}})`;
  return `(${dates}) AND (${time} >= toDateTime({{number}}) AND ${time} <= toDateTime({{number}}))`;
}

/** Macros that take no argument. */
const CONSTANTS: Readonly<Record<string, string>> = {
  fromTime: 'toDateTime({{number}})',
  toTime: 'toDateTime({{number}})',
  fromTime_ms: 'fromUnixTimestamp64Milli({{number}})',
  toTime_ms: 'fromUnixTimestamp64Milli({{number}})',
  interval_s: '{{number}}',
  interval_ms: '{{number}}',
  from: '{{number}}',
  to: '{{number}}',
};

/**
 * The templates of a board's query: one for each choice of "All" or a value among the variables that its
 * $__conditionalAll name. Variables must be written `${name:singlequote}` or `${name:sqlstring}`.
 * @throws SyntaxError naming what is no macro of the plugin, a variable in another form, or SQL that cannot be read.
 */
export function boardTemplate(rawSql: string): readonly string[] {
  const plain = withoutComments(rawSql);
  const variables = [...new Set(conditionals(plain).map(({ variable }) => variable))];
  const choices = variables.reduce<readonly ReadonlySet<string>[]>(
    (sets, variable) => sets.flatMap((set) => [set, new Set([...set, variable])]),
    [new Set()],
  );
  return [...new Set(choices.map((all) => normalised(macros(values(withChoice(plain, all))))))];
}

/** Comments go first: a macro in one is none. A literal is passed over whole. */
function withoutComments(sql: string): string {
  return sql.replace(/('(?:[^'\\]|\\[^]|'')*')|--[^\n]*|\/\*[^]*?\*\//g, (_, literal?: string) => literal ?? ' ');
}

type Call = { readonly from: number; readonly to: number; readonly args: readonly string[] };
type Conditional = Call & { readonly variable: string };

const CONDITIONAL = '$__conditionalAll';

function conditionals(sql: string): readonly Conditional[] {
  const found: Conditional[] = [];
  for (let at = sql.indexOf(CONDITIONAL); at !== -1; at = sql.indexOf(CONDITIONAL, at + 1)) {
    const call = callAt(sql, at, at + CONDITIONAL.length);
    const variable = /^\$\{?(\w+)\}?$/.exec(call.args.at(-1) ?? '')?.[1];
    if (variable === undefined || call.args.length < 2)
      throw new SyntaxError(`${CONDITIONAL} takes a condition and a variable: ${sql.slice(at, call.to)}`);
    found.push({ ...call, variable });
  }
  return found;
}

/** `1=1` stands for the conditions whose variable is in `all`, the condition itself for the others. */
function withChoice(sql: string, all: ReadonlySet<string>): string {
  const [first] = conditionals(sql);
  if (first === undefined) return sql;
  const condition = all.has(first.variable) ? '1=1' : first.args.slice(0, -1).join(', ');
  return withChoice(`${sql.slice(0, first.from)}${condition}${sql.slice(first.to)}`, all);
}

function values(sql: string): string {
  return sql
    .replace(/\$\{__(from|to)(?::date:seconds)?\}|\$\{__interval_ms\}/g, '{{number}}')
    .replace(/\$\{\w+:(?:singlequote|sqlstring)\}/g, '{{strings}}');
}

/** Inner macros first, so that an argument may hold another. */
function macros(sql: string): string {
  const at = sql.lastIndexOf('$__');
  if (at === -1) return sql;
  const [, name = ''] = /^\$__(\w+)/.exec(sql.slice(at)) ?? [];
  const end = at + '$__'.length + name.length;
  const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
  if (constant !== undefined) return macros(`${sql.slice(0, at)}${constant}${sql.slice(end)}`);
  const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (macro === undefined) throw new SyntaxError(`a board knows no macro $__${name}`);
  const { to, args } = callAt(sql, at, end);
  return macros(`${sql.slice(0, at)}${macro(args[0] ?? '', args[1] ?? '')}${sql.slice(to)}`);
}

/** The arguments in the parentheses that open at `open`; `from` is where the whole call begins. */
function callAt(sql: string, from: number, open: number): Call {
  if (sql[open] !== '(') throw new SyntaxError(`parentheses are expected: ${sql.slice(from, open)}`);
  const args: string[] = [''];
  let depth = 0;
  for (const [text] of sql.slice(open).matchAll(/'(?:[^'\\]|\\[^]|'')*'|[^]/g)) {
    const last = args.length - 1;
    open += text.length;
    if (text === ')' && --depth === 0) return { from, to: open, args: args.map((arg) => arg.trim()) };
    if (text === ',' && depth === 1) args.push('');
    else if (text !== '(' || depth++ > 0) args[last] = `${args[last] ?? ''}${text}`;
  }
  throw new SyntaxError(`a parenthesis is not closed: ${sql.slice(from)}`);
}

function normalised(sql: string): string {
  const tokens = tokensOf(sql);
  if (tokens === null) throw new SyntaxError(`this is no SQL of a board: ${sql}`);
  const literal = tokens.find(({ kind, text }) => kind === 'string' && /\$|\{\{/.test(text));
  if (literal !== undefined) throw new SyntaxError(`a value may not stand within quotes: ${literal.text}`);
  return textOf(withoutEnd(tokens));
}
