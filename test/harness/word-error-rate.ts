/** Word errors of a text that was heard against the text that was said. `rate` is errors / words, null when none were said. */
export type WordErrors = { readonly errors: number; readonly words: number; readonly rate: number | null };

/**
 * Word error rate: the fewest words to put in, leave out or exchange that turn what was said into what was heard,
 * divided by the words said (Levenshtein distance over words; NIST's definition). Both sides are first written alike by
 * `spokenWords`, so that spelling does not count as hearing.
 */
export function wordErrors(said: string, heard: string): WordErrors {
  const reference = spokenWords(said);
  const errors = distance(reference, spokenWords(heard));
  return { errors, words: reference.length, rate: reference.length === 0 ? null : errors / reference.length };
}

/** Several texts as one: errors and words are summed, so that a short text weighs as little as it says. */
export function totalErrors(parts: readonly WordErrors[]): WordErrors {
  const errors = parts.reduce((sum, part) => sum + part.errors, 0);
  const words = parts.reduce((sum, part) => sum + part.words, 0);
  return { errors, words, rate: words === 0 ? null : errors / words };
}

/**
 * English or Russian text as words without case and punctuation (ё as е), written one way: contractions that have one
 * reading in full, numbers below a thousand in digits, an amount in euros as it is said, `can not` and `good bye`
 * joined, a hyphen as a space.
 */
export function spokenWords(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll('’', "'")
    .replace(/€\s*(\d+)/g, '$1 euros')
    .replace(/(\d+)\s*€/g, '$1 euros');
  const full = CONTRACTIONS.reduce((line, [short, long]) => line.replace(short, long), plain);
  const joined = full.replace(/\bcan not\b/g, 'cannot').replace(/\bgood[ -]bye\b/g, 'goodbye');
  return digits(joined.match(/[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? []);
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'cannot'],
  [/n't\b/g, ' not'],
  [/\bi'm\b/g, 'i am'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/\b(that|it|what|where|there|here|how)'s\b/g, '$1 is'],
  // "I'd" is "I had" as well, but not before "like".
  [/'d like\b/g, ' would like'],
];

const ONES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'].concat([
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
]);
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** Runs of number words as one number: "one hundred and twenty" becomes 120, "five six" stays two numbers. */
function digits(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length;) {
    const number = numberAt(words, at);
    out.push(number === null ? (words[at] ?? '') : String(number.value));
    at = number?.next ?? at + 1;
  }
  return out;
}

type NumberRead = { readonly value: number; readonly next: number };

function numberAt(words: readonly string[], at: number): NumberRead | null {
  const head = belowHundred(words, at);
  if (head === null || words[head.next] !== 'hundred' || head.value === 0 || head.value > 9) return head;
  const afterHundred = head.next + 1;
  const rest = belowHundred(words, words[afterHundred] === 'and' ? afterHundred + 1 : afterHundred);
  return { value: head.value * 100 + (rest?.value ?? 0), next: rest?.next ?? afterHundred };
}

function belowHundred(words: readonly string[], at: number): NumberRead | null {
  const word = words[at] ?? '';
  const one = ONES.indexOf(word);
  if (one >= 0) return { value: one, next: at + 1 };
  const ten = TENS.indexOf(word);
  if (ten < 0) return null;
  const unit = ONES.indexOf(words[at + 1] ?? '');
  const hasUnit = unit >= 1 && unit <= 9;
  return { value: (ten + 2) * 10 + (hasUnit ? unit : 0), next: at + (hasUnit ? 2 : 1) };
}

/** Levenshtein distance over words, one row of the table at a time. */
function distance(reference: readonly string[], heard: readonly string[]): number {
  let row = heard.map((_, index) => index + 1);
  reference.forEach((word, index) => {
    let [diagonal, left] = [index, index + 1];
    row = heard.map((other, column) => {
      const above = row[column] ?? 0;
      left = Math.min(above + 1, left + 1, diagonal + (word === other ? 0 : 1));
      diagonal = above;
      return left;
    });
  });
  return heard.length === 0 ? reference.length : (row.at(-1) ?? 0);
}
