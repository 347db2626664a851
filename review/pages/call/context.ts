/** A quote with the rest of the sentences that it stands in. */
export type InContext = { readonly before: string; readonly quote: string; readonly after: string };

/** A sentence longer than this is cut at a word. */
const SIDE_CHARS = 90;

/** Puts a quote back into what was said around it; alone where the text does not hold it. */
export function inContext(quote: string, text: string): InContext {
  const at = text.indexOf(quote);
  if (at < 0) return { before: '', quote, after: '' };
  const before = text.slice(0, at);
  const after = text.slice(at + quote.length);
  const start = (/[.!?…]\s+(?=[^.!?…]*$)/u.exec(before)?.index ?? -1) + 1;
  const end = /[.!?…]$/u.test(quote) ? 0 : (/[.!?…]+/u.exec(after)?.index ?? after.length);
  return { before: endOf(before.slice(start).trimStart()), quote, after: startOf(after.slice(0, end)) };
}

function endOf(text: string): string {
  return text.length <= SIDE_CHARS ? text : `…${text.slice(-SIDE_CHARS).replace(/^\S*/, '')}`;
}

function startOf(text: string): string {
  return text.length <= SIDE_CHARS ? text : `${text.slice(0, SIDE_CHARS).replace(/\S*$/, '')}…`;
}
