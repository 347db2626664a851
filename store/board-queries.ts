import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { tokensOf, type SqlToken } from './sql-tokens.ts';

const FILE = join(import.meta.dirname, '..', 'grafana', 'board-queries.json');

/** The templates that the boards in grafana/ were generated with; none where there are no boards. */
export async function readBoardQueries(file: string = FILE): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return z.array(z.string()).parse(JSON.parse(text));
}

/** Whether a statement is one of `templates` with values in its holes, token by token; nothing else may differ. */
export type IsBoardQuery = (tokens: readonly SqlToken[]) => boolean;

/** Throws SyntaxError for a template that is no SQL. */
export function boardQueries(templates: readonly string[]): IsBoardQuery {
  const read = templates.map((template) => {
    const tokens = tokensOf(template);
    if (tokens === null) throw new SyntaxError(`no template of a board: ${template}`);
    return tokens;
  });
  return (tokens) => read.some((template) => fits(tokens, template));
}

function fits(tokens: readonly SqlToken[], template: readonly SqlToken[]): boolean {
  let at = 0;
  for (const [n, wanted] of template.entries()) {
    const followed = template[n + 1]?.text === ',';
    const taken =
      wanted.kind === 'hole' ? filling(wanted.text, tokens, at, followed) : Number(same(tokens[at], wanted));
    if (taken === 0) return false;
    at += taken;
  }
  return at === tokens.length;
}

/** How many tokens from `at` on fill the hole; 0 = they do not. A list that a comma follows holds one literal. */
function filling(hole: string, tokens: readonly SqlToken[], at: number, followed: boolean): number {
  const token = tokens[at];
  if (token === undefined) return 0;
  if (hole === '{{number}}') return Number(token.kind === 'number' && /^\d+(?:\.\d+)?$/.test(token.text));
  if (token.kind !== 'string') return 0;
  if (hole === '{{string}}' || followed) return 1;
  let end = at + 1;
  while (tokens[end]?.text === ',' && tokens[end + 1]?.kind === 'string') end += 2;
  return end - at;
}

const same = (token: SqlToken | undefined, wanted: SqlToken): boolean =>
  token?.kind === wanted.kind && token.text === wanted.text;
