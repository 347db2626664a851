import type { Reason } from '../errors.ts';

/**
 * JSON text as a value, or JSON_INVALID with the line and column (from 1) where it stops being JSON. `hint` is '' or the
 * rest of the sentence.
 */
export function parseJson(
  text: string,
  file: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: Reason } {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(bare);
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = faultOffset(bare);
    const before = bare.slice(0, offset);
    const lines = before.split('\n');
    const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
    const hint = commaTooMuch(before, bare.charAt(offset)) ? ': there is a comma too much before it' : '';
    return { ok: false, reason: { code: 'JSON_INVALID', params: { file, ...place, hint } } };
  }
}

/** A list or object that ends, or goes on with another comma, right after a comma: what editing by hand leaves behind. */
function commaTooMuch(before: string, next: string): boolean {
  return [']', '}', ','].includes(next) && before.trimEnd().endsWith(',');
}

const TOKEN =
  /[\s]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** What may come next: a value, a value or `]`, a key, a key or `}`, `:`, `,` or the closing bracket, nothing. */
type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or close' | 'end';

/**
 * Offset of the first token that cannot stand where it stands. The platform's own message is no help: it quotes the
 * text, which may be personal, and often leaves the place out.
 */
function faultOffset(text: string): number {
  const open: string[] = [];
  let expect: Expect = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const found = TOKEN.exec(text);
    const start = offset + (/^\s*/.exec(text.slice(offset, offset + 1000))?.[0].length ?? 0);
    const token = found?.[1] ?? (found?.[2] === undefined ? 'literal' : 'text');
    const next: Expect | null = found === null ? null : step(expect, open, token);
    if (next === null) return Math.min(start, text.length);
    expect = next;
    offset = TOKEN.lastIndex;
  }
}

/** The state after a token, or null when it cannot stand here. `open` holds the brackets not closed yet. */
function step(expect: Expect, open: string[], token: string): Expect | null {
  const after = (): Expect => (open.length === 0 ? 'end' : ', or close');
  const close = (bracket: string): Expect | null => (open.pop() === bracket ? after() : null);
  if (expect === 'value' || expect === 'value or ]') {
    if (token === ']' && expect === 'value or ]') return close('[');
    if (token === '{' || token === '[') {
      open.push(token);
      return token === '{' ? 'key or }' : 'value or ]';
    }
    return token === 'text' || token === 'literal' ? after() : null;
  }
  if (expect === 'key' || expect === 'key or }') {
    if (token === '}' && expect === 'key or }') return close('{');
    return token === 'text' ? ':' : null;
  }
  if (expect === ':') return token === ':' ? 'value' : null;
  if (expect === 'end') return null;
  if (token === ',') return open.at(-1) === '{' ? 'key' : 'value';
  return token === '}' ? close('{') : token === ']' ? close('[') : null;
}
