import { distance } from 'fastest-levenshtein';
import { isItself, isNegation, isNumber } from './exact-words.ts';

/** A word by what it is compared: its key (docs: keyOf) and its stem. */
export type Stemmed = { readonly key: string; readonly stem: string };

/** Up to three letters a single changed letter makes another word. */
const EXACT_LETTERS = 3;
const VOWELS = 'a e i o u y а е и о у ы э ю я і ї є ъ ą ę ó'.split(' ');

/** How many letters two stems may differ by, from the length of the wanted one: 0 below 5, 1 below 8, else 2. */
export function tolerance(stem: string): number {
  if (stem.length < 5) return 0;
  return stem.length < 8 ? 1 : 2;
}

/** True when the word must be heard exactly as written: short words, numbers, negations, words that others are taken for. */
export function isExact(key: string): boolean {
  return key.length <= EXACT_LETTERS || isNumber(key) || isNegation(key) || isItself(key);
}

/**
 * How alike a heard word is to a wanted one, 0–1; 0 = another word. Equal stems are 1 (endings are what recognisers
 * get wrong first); else the share of letters that agree, within the tolerance. The first letter must agree, or be
 * one vowel heard for another: that keeps "доволен" from "недоволен" and "available" from "unavailable". A stem of
 * middling length that only goes on is another word of the family ("наличии" and "наличными"), not a slip of hearing.
 */
export function similarity(wanted: Stemmed, heard: Stemmed): number {
  if (wanted.key === heard.key) return 1;
  if (isExact(wanted.key) || isExact(heard.key)) return 0;
  if (wanted.stem === heard.stem) return 1;
  const allowed = tolerance(wanted.stem);
  if (Math.abs(wanted.stem.length - heard.stem.length) > allowed || !sameOnset(wanted.stem, heard.stem)) return 0;
  if (allowed === 1 && isPrefix(wanted.stem, heard.stem)) return 0;
  const letters = distance(wanted.stem, heard.stem);
  return letters <= allowed ? 1 - letters / Math.max(wanted.stem.length, heard.stem.length) : 0;
}

/** First letters that a word with this first letter may be heard with. */
export function onsetsLike(letter: string): readonly string[] {
  return VOWELS.includes(letter) ? VOWELS : [letter];
}

function sameOnset(a: string, b: string): boolean {
  if (a.charAt(0) === b.charAt(0)) return true;
  return a.length === b.length && VOWELS.includes(a.charAt(0)) && VOWELS.includes(b.charAt(0));
}

function isPrefix(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
