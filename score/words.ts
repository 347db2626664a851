/** A word as it is compared (`key`), and where it stands in its text: [start, end) in UTF-16 units. */
export type Token = {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** True when a sentence ends between this word and the next. */
  readonly endsSentence: boolean;
};

/** Letters and digits with apostrophes inside, or one currency sign: "€99" is a price said aloud. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ`][\p{L}\p{M}]+)*|[€$£₽₴]/gu;
const LETTERS = /[\p{L}\p{M}\p{N}]+(?:['’ʼ`][\p{L}\p{M}]+)*/gu;
const SENTENCE_END = /[.!?…]/u;

const PLAIN = /^[a-zа-я0-9]+$/;

/**
 * What a word is compared by: lower case, composed letters, ё as е, apostrophes gone ("don't" = "dont", "п'ять" =
 * "пять"), because recognisers write them or not as they please.
 */
export function keyOf(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize('NFC')
    .replace(/['’ʼ`]/g, '')
    .replaceAll('ё', 'е');
}

/** The words of a text in order. Punctuation and hyphens part words ("как-то" is two). */
export function tokensOf(text: string): readonly Token[] {
  const found = [...text.matchAll(WORD)];
  return found.map((match, nth) => {
    const end = match.index + match[0].length;
    const until = found[nth + 1]?.index ?? text.length;
    return {
      key: keyOf(match[0]),
      start: match.index,
      end,
      endsSentence: SENTENCE_END.test(text.slice(end, until)),
    };
  });
}

/** How many words a text holds; currency signs do not count. */
export function countWords(text: string): number {
  return text.match(LETTERS)?.length ?? 0;
}
