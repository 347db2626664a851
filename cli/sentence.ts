/** What was said, by utterance: a quote is shown in its sentence. */
export type Said = ReadonlyMap<string, string>;

/** The sentence around a quote, the quote itself in brackets where it is only a part. */
export function inSentence(quote: string, text: string): string {
  const at = text.indexOf(quote);
  if (at < 0) return `“${quote}”`;
  const start = (/[.!?…]\s+(?=[^.!?…]*$)/u.exec(text.slice(0, at))?.index ?? -2) + 2;
  const rest = /^[^.!?…]*[.!?…]*/u.exec(text.slice(at + quote.length))?.[0] ?? '';
  const ends = /[.!?…]$/u.test(quote);
  const before = text.slice(start, at).trimStart();
  const after = ends ? '' : rest;
  return before === '' && after.replace(/[\s\p{P}]/gu, '') === '' ? `“${quote}”` : `“${before}[${quote}]${after}”`;
}
