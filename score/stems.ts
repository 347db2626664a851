import { stemmer as bulgarian } from '@orama/stemmers/bulgarian';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian';
import type { Language } from '../ingest/project.ts';

/**
 * Case endings of Polish nouns and adjectives and the commonest verb endings, longest first. A light rule, not a
 * stemmer: it joins the forms of one word that differ in the ending only and never cuts below four letters.
 */
const POLISH_ENDINGS = [
  'owaniach', 'owaniami', 'owaniem', 'owania', 'owaniu', 'iejszy', 'ejszy', 'iami', 'ach', 'ami', 'ach', 'ego', 'emu',
  'owi', 'ów', 'ych', 'ymi', 'ich', 'imi', 'iem', 'om', 'em', 'ej', 'ie', 'ia', 'ią', 'ię', 'iu', 'ym', 'im', 'a', 'ą',
  'e', 'ę', 'i', 'o', 'u', 'y',
]; // prettier-ignore
const POLISH_STEM_LETTERS = 4;

const STEMMERS: Readonly<Record<Language, (word: string) => string>> = {
  en: english,
  ru: russian,
  uk: ukrainian,
  bg: bulgarian,
  pl: lightPolish,
};

/**
 * The stem of a word already in the form of `keyOf`. Never throws and never gives '': the Bulgarian stemmer raises a
 * TypeError on one word in thirteen ("доволен"), and a word without a stem stands for itself. Languages without a
 * stemmer compare whole words.
 */
export function stemOf(key: string, language: string): string {
  if (!isStemmed(language) || !/\p{L}/u.test(key)) return key;
  try {
    return STEMMERS[language](key) || key;
  } catch {
    return key;
  }
}

function isStemmed(language: string): language is Language {
  return Object.hasOwn(STEMMERS, language);
}

function lightPolish(word: string): string {
  const ending = POLISH_ENDINGS.find(
    (candidate) => word.endsWith(candidate) && word.length - candidate.length >= POLISH_STEM_LETTERS,
  );
  return ending === undefined ? word : word.slice(0, -ending.length);
}
