/**
 * SQL as a list of tokens, as far as it must be understood to say who may run it. Stricter than ClickHouse: what could be
 * read in two ways is no token here, so nothing passes that the engine would read otherwise.
 */
export type SqlToken = {
  readonly kind: 'word' | 'quoted' | 'number' | 'string' | 'mark' | 'hole';
  /** As it stood, quotes included. */
  readonly text: string;
  /** Space or a comment stood before it. */
  readonly spaced: boolean;
};

// In this order. A string ends at its first quote that is neither doubled nor behind a backslash, as in ClickHouse.
const TOKENS = [
  ['space', /(?:[ \t\r\n\f\v]+|--[^\n]*(?:\n|$)|\/\*(?:(?!\/\*)[^])*?\*\/)+/y],
  ['hole', /\{\{(?:number|string|strings)\}\}/y],
  ['string', /'(?:[^'\\]|\\[^]|'')*'/y],
  ['quoted', /`(?:[^`\\]|\\[^]|``)*`|"(?:[^"\\]|\\[^]|"")*"/y],
  ['word', /[A-Za-z_]\w*/y],
  ['number', /\d[\w.]*/y],
  ['mark', /\/(?![/*])|[-!%()*+,.:;<=>?@[\]^{|}~]/y],
] as const;

/**
 * The tokens of `sql`; null when it holds something else: an open quote or comment, a comment within a comment, `#`, `$`,
 * a zero byte, or letters of other alphabets outside quotes, some of which ClickHouse takes for quotes or operators.
 */
export function tokensOf(sql: string): readonly SqlToken[] | null {
  if (sql.includes('\0')) return null;
  const tokens: SqlToken[] = [];
  let spaced = false;
  for (let at = 0; at < sql.length;) {
    const found = tokenAt(sql, at);
    if (found === null) return null;
    at += found.text.length;
    if (found.kind === 'space') spaced = true;
    else {
      tokens.push({ kind: found.kind, text: found.text, spaced });
      spaced = false;
    }
  }
  return tokens;
}

function tokenAt(sql: string, at: number): { kind: (typeof TOKENS)[number][0]; text: string } | null {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(sql) ?? [];
    if (text !== undefined) return { kind, text };
  }
  return null;
}

/** The statement again, with one space where space and comments were: what was checked is what runs. */
export function textOf(tokens: readonly SqlToken[]): string {
  return tokens.map(({ text, spaced }, n) => (spaced && n > 0 ? ` ${text}` : text)).join('');
}

/** Without the semicolons at its end; those that are left part statements. */
export function withoutEnd(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const last = tokens.findLastIndex(({ text }) => text !== ';');
  return tokens.slice(0, last + 1);
}
