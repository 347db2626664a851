import type { Asked } from './endpoint-request.ts';
import type { SqlToken } from './sql-tokens.ts';

/** Formats whose pieces make a whole when put one behind the other; any other answer is made in one piece. */
const IN_PIECES = new Set(
  ['TabSeparated', 'TSV', 'TabSeparatedRaw', 'TSVRaw', 'CSV', 'Native', 'RowBinary']
    .concat(['JSONEachRow', 'JSONLines', 'NDJSON', 'JSONStringsEachRow', 'JSONCompactEachRow'])
    .map((name) => name.toLowerCase()),
);
const USUAL_FORMAT = 'TabSeparated';

/** The format that the statement ends with, else the one that was asked for; SHOW and its like come in one piece. */
export function formatOf(tokens: readonly SqlToken[], { settings }: Asked): { format: string; inPieces: boolean } {
  const said = tokens.findLastIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'FORMAT');
  const named = said !== -1 && said === tokens.length - 2 ? tokens[said + 1]?.text : undefined;
  const format = named ?? settings['default_format'] ?? USUAL_FORMAT;
  const selects = /^(?:SELECT|WITH)$/i.test(tokens[0]?.text ?? '');
  const elsewhere = said !== -1 && named === undefined;
  return { format, inPieces: selects && !elsewhere && IN_PIECES.has(format.toLowerCase()) };
}
