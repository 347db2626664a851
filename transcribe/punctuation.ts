import type { Word } from '../ingest/transcript.ts';

/** How far ahead in the text a word is looked for, in tokens; further away it is another word that sounds the same. */
const LOOK_AHEAD = 6;

/**
 * Words as the text writes them. Endpoints give the text with punctuation and the timed words without; utterances are
 * cut at the ends of sentences, so the words need it back. A word that the text does not hold stays as it is.
 */
export function withPunctuation(words: readonly Word[], text: string): Word[] {
  const tokens = text.split(/\s+/).filter((token) => bare(token) !== '');
  let next = 0;
  return words.map((word) => {
    const found = tokens.slice(next, next + LOOK_AHEAD).findIndex((token) => bare(token) === bare(word.text));
    const token = found === -1 ? undefined : tokens[next + found];
    if (token === undefined) return { ...word, text: word.text.trim() };
    next += found + 1;
    return { ...word, text: token };
  });
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
