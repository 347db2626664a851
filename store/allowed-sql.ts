import { accessDenied, readOnly, syntaxError } from './endpoint-refusal.ts';
import type { SqlToken } from './sql-tokens.ts';

const READS = /^(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN)$/i;
/** Statements that do anything else; what begins otherwise is none. */
const OTHERS =
  /^(?:ALTER|ATTACH|BACKUP|BEGIN|CHECK|COMMIT|COPY|CREATE|DELETE|DETACH|DROP|EXCHANGE|EXECUTE|EXISTS|FROM|GRANT|INSERT|KILL|MOVE|OPTIMIZE|PARALLEL|RENAME|REPLACE|RESTORE|REVOKE|ROLLBACK|SET|SYSTEM|TRUNCATE|UNDROP|UPDATE|USE|WATCH)$/i;

/** Table functions that stay within the store or make their rows up. All others read files, servers or SQL in a string. */
const WITHIN = new Set(
  ['numbers', 'numbers_mt', 'zeros', 'zeros_mt', 'primes', 'generateSeries', 'generate_series', 'generateRandom']
    .concat(['values', 'view', 'null', 'merge', 'format'])
    .map((name) => name.toLowerCase()),
);

/** Functions of plain SQL that read a file or ask a model elsewhere. The engine takes their bare name as an argument too. */
const OUTWARD = /^(?:file|catboostevaluate|evalmlmethod|ai(?:classify|generate|extract|translate|embed))$/;

/**
 * Throws READONLY for what is no reading statement, ACCESS_DENIED for what would leave the store. The engine's own
 * `readonly` refuses writes; this refuses what it lets through: functions that read files or other servers, several
 * statements at once, a file for the answer. `tableFunctions`: the names that the engine has, in lower case.
 */
export function mustOnlyRead(tokens: readonly SqlToken[], tableFunctions: ReadonlySet<string>): void {
  const first = tokens[0]?.text ?? '';
  if (!READS.test(first))
    throw OTHERS.test(first)
      ? readOnly('this user only reads: SELECT, WITH, SHOW, DESCRIBE and EXPLAIN.')
      : syntaxError(
          `Syntax error: no statement begins with ${first}. Expected SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.`,
        );
  if (tokens.some(({ text }) => text === ';')) throw readOnly('one statement at a time.');
  for (const [n, token] of tokens.entries()) {
    const next = tokens[n + 1]?.text.toUpperCase();
    if (token.text.toUpperCase() === 'INTO' && next === 'OUTFILE') throw accessDenied('the answer goes into no file.');
    if (setsSomething(token, tokens[n - 1], tokens[n + 1]))
      throw readOnly('settings are given in the address, not in the query.');
    if (token.kind === 'hole') throw readOnly('double braces are no SQL.');
    mustStayWithin(token, next === '(', tableFunctions);
  }
}

/** The engine holds a setting at the end of a query against readonly, and takes one in a subquery. */
function setsSomething({ kind, text }: SqlToken, before: SqlToken | undefined, after: SqlToken | undefined): boolean {
  const named = after?.kind === 'word' || after?.kind === 'quoted';
  return kind === 'word' && text.toUpperCase() === 'SETTINGS' && before?.text !== '.' && named;
}

function mustStayWithin(token: SqlToken, called: boolean, tableFunctions: ReadonlySet<string>): void {
  const name = nameOf(token);
  if (name === null) return;
  const leaves = called && tableFunctions.has(name) && !WITHIN.has(name);
  if (leaves || OUTWARD.test(name) || name.includes('\\'))
    throw accessDenied(`this user reads the store only, and ${token.text} would leave it.`);
}

/** In lower case, without the quotes of a quoted one; null for what names nothing. */
function nameOf({ kind, text }: SqlToken): string | null {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'quoted' ? text.slice(1, -1).toLowerCase() : null;
}
