import { isHesitation } from '../exact-words.ts';
import { isExact } from '../similarity.ts';
import { tokensOf } from '../words.ts';
import type { AroundWords, Lexicon } from './lexicon.ts';

/**
 * A word of an utterance as tone reads it. `apart`: a mark of punctuation stands between it and the word before. `asked`: its
 * sentence ends with a question mark.
 */
export type ToneWord = {
  readonly key: string;
  /** Null where the form must agree: words of few letters, numbers, negations. */
  readonly stem: string | null;
  readonly start: number;
  readonly end: number;
  readonly apart: boolean;
  readonly asked: boolean;
};

/**
 * The words of an utterance as a language reads them, without sounds of hesitation. `byForm`: it is not the utterance's own
 * language, and stems of one may be words of another ("треба" is no demand).
 */
export function toneWords(text: string, { stem: stemOf }: Pick<Lexicon, 'stem'>, byForm: boolean): readonly ToneWord[] {
  const isAsked = askedIn(text);
  const heard = tokensOf(text).filter(({ key }) => !isHesitation(key));
  return heard.map(({ key, start, end }, nth) => {
    const between = text.slice(heard[nth - 1]?.end ?? 0, start);
    const stem = byForm || isExact(key) ? null : stemOf(key);
    const apart = nth > 0 && /[^\s\p{L}\p{N}'’-]/u.test(between);
    return { key, stem, start, end, apart, asked: isAsked(end) };
  });
}

/** Whether the next end of a sentence after a place is a question mark, for places in the order of the text. */
function askedIn(text: string): (place: number) => boolean {
  let mark = text.includes('?') ? -1 : text.length;
  return (place) => {
    // The text is searched once from end to end, however many words its sentences have.
    if (mark < place) {
      const ahead = text.slice(place).search(/[.!?…]/u);
      mark = ahead < 0 ? text.length : place + ahead;
    }
    return text[mark] === '?';
  };
}

/** How far back a negation, an intensity word and a condition reach, in words. */
const NEGATION_REACH = 3;
const INTENSITY_REACH = 2;
const CONDITION_REACH = 5;

/** The words before a place that belong to the same clause, nearest first: back to a mark or a contrast. */
function before(words: readonly ToneWord[], place: number, reach: number, around: AroundWords): readonly ToneWord[] {
  const found: ToneWord[] = [];
  for (let at = place; at > 0 && found.length < reach && !words[at]?.apart; at -= 1) {
    const word = words[at - 1];
    if (word === undefined || around.contrasts.has(word.key)) break;
    found.push(word);
  }
  return found;
}

/**
 * Whether what begins at a place is denied: by an odd number of negations within three words ("not at all satisfied"; "I
 * cannot not praise" is praise), or by a word of denial right before ("no complaints", "no such complaints").
 */
export function isDenied(words: readonly ToneWord[], place: number, around: AroundWords): boolean {
  const near = before(words, place, NEGATION_REACH, around);
  const negations = near.filter(({ key }, nth) => {
    const following = near[nth - 1]?.key ?? words[place]?.key ?? '';
    return around.negations.has(key) && !around.onlyAfterNegation.has(following);
  });
  const nearest = near.find(({ key }) => !around.denialEmphasis.has(key));
  const denials =
    nearest !== undefined && around.denials.has(nearest.key) && !around.negations.has(nearest.key) ? 1 : 0;
  return (negations.length + denials) % 2 === 1;
}

/** "No, thank you": a refusal right before, also when a comma parts them. */
export function isRefusal(words: readonly ToneWord[], place: number, around: AroundWords): boolean {
  return around.refusals.has(words[place - 1]?.key ?? '');
}

/** Where words stand under a condition ("if there are problems") they tell of no mood. */
export function isConditional(words: readonly ToneWord[], place: number, around: AroundWords): boolean {
  return before(words, place, CONDITION_REACH, around).some(({ key }) => around.conditions.has(key));
}

const STRONGER = 1.4;
const WEAKER = 0.6;

const STRONGEST = 2;

/** What the words of intensity before and within a wording make of its strength. */
export function intensityOf(
  words: readonly ToneWord[],
  { from, to }: { readonly from: number; readonly to: number },
  around: AroundWords,
): number {
  const near = [...before(words, from, INTENSITY_REACH, around), ...words.slice(from, to + 1)];
  const factor = near.reduce((product, { key }) => {
    if (around.intensifiers.has(key)) return product * STRONGER;
    return around.diminishers.has(key) ? product * WEAKER : product;
  }, 1);
  return Math.min(STRONGEST, factor);
}

/** The place of the last word of contrast, from which an utterance means what it says; −1 when there is none. */
export function lastContrast(words: readonly ToneWord[], around: AroundWords): number {
  return words.findLastIndex(({ key }) => around.contrasts.has(key));
}

/** Who asks whether something is good or broken tells no mood, unless the word is as strong as this ("how dare you?"). */
export const ASKED_FROM = 0.7;
/** What stands before "but" counts half. */
export const BEFORE_CONTRAST = 0.5;
