import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LANGUAGES, type Language } from '../../ingest/project.ts';
import { REFUSAL_STATUS } from '../../review/refused.ts';

const pages = join(import.meta.dirname, '..', '..', 'review', 'pages');
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Words = ReadonlyMap<string, string>;
type Tree = { readonly [key: string]: string | Tree };
const tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), tree])));

const areasOf = (language: Language): readonly string[] =>
  readdirSync(join(pages, 'words', language))
    .map((name) => name.replace(/\.json$/, ''))
    .sort();

const areas = areasOf('en');

/** `part.name` → sentence, plural forms each for itself. */
function wordsOf(language: Language, area: string): Words {
  const text = readFileSync(join(pages, 'words', language, `${area}.json`), 'utf8');
  const flat = (of: Tree, before: string): readonly (readonly [string, string])[] =>
    Object.entries(of).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value] as const] : flat(value, `${before}${key}.`),
    );
  return new Map(flat(tree.parse(JSON.parse(text)), ''));
}

const bare = (key: string): string => key.replace(PLURAL, '');
const unique = (of: Iterable<string>): readonly string[] => [...new Set(of)].sort();
const placesOf = (sentence: string): readonly string[] =>
  unique(Array.from(sentence.matchAll(/\{\{\s*(\w+)/g), ([, name = '']) => name));

/** The forms of a key that has plurals; none when it has not. */
function formsOf(words: Words, key: string): readonly string[] {
  return [...words.keys()].filter((one) => PLURAL.test(one) && bare(one) === key);
}

/** What plural forms the language asks for and the words have not, or the other way round. */
function wrongForms(language: Language, words: Words): readonly string[] {
  const asked = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const plural = unique([...words.keys()].filter((key) => PLURAL.test(key)).map(bare));
  return plural.filter(
    (key) =>
      unique(formsOf(words, key)).join() !== unique(asked.map((form) => `${key}_${form}`)).join() || words.has(key),
  );
}

/** Keys whose places are not those of the English sentence; a form for one thing may leave the number out. */
function wrongPlaces(words: Words, english: Words): readonly string[] {
  return [...words].flatMap(([key, sentence]) => {
    const model = english.get(key) ?? english.get(`${bare(key)}_other`) ?? '';
    const allowed = placesOf(model);
    const given = placesOf(sentence);
    const needed = PLURAL.test(key) ? allowed.filter((name) => name !== 'count') : allowed;
    const fits = given.every((name) => allowed.includes(name)) && needed.every((name) => given.includes(name));
    return fits ? [] : [`${key}: ${sentence}`];
  });
}

/** Keys that the pages name as they are, 'area:part.name'; those that are put together are left out. */
function keysSaid(): readonly string[] {
  const files = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const said = files.flatMap((name) =>
    Array.from(
      readFileSync(join(pages, name), 'utf8').matchAll(/'([a-z]+:[\w-]+(?:\.[\w-]+)*)'/g),
      ([, key = '']) => key,
    ),
  );
  return unique(said).filter((key) => areas.includes(key.split(':')[0] ?? ''));
}

/** A group counts as well: pages name it and add a code, `call:hangup` and `customer`. */
const hasKey = (said: string): boolean => {
  const [area = '', key = ''] = said.split(':');
  const words = wordsOf('en', area);
  return words.has(key) || formsOf(words, key).length > 0 || [...words.keys()].some((one) => one.startsWith(`${key}.`));
};

describe('the words of the pages', () => {
  it.each(LANGUAGES)('has the same areas in %s', (language) => {
    expect(areasOf(language)).toEqual(areas);
  });

  it.each(LANGUAGES.flatMap((language) => areas.map((area) => [language, area] as const)))(
    'says in %s everything of "%s" that English says, with the same places and the plural forms of the language',
    (language, area) => {
      const [words, english] = [wordsOf(language, area), wordsOf('en', area)];
      expect(unique([...words.keys()].map(bare))).toEqual(unique([...english.keys()].map(bare)));
      expect([...words].filter(([, sentence]) => sentence.trim() === '').map(([key]) => key)).toEqual([]);
      expect(wrongForms(language, words)).toEqual([]);
      expect(wrongPlaces(words, english)).toEqual([]);
    },
  );

  it('has every sentence that the pages name', () => {
    expect(keysSaid().length).toBeGreaterThan(100);
    expect(keysSaid().filter((key) => !hasKey(key))).toEqual([]);
  });

  it('tells every refusal of the server in every language', () => {
    const codes = Object.keys(REFUSAL_STATUS);
    const missing = LANGUAGES.flatMap((language) =>
      codes.filter((code) => !wordsOf(language, 'errors').has(code)).map((code) => `${language}: ${code}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the checks of words', () => {
  it('see a plural form that is missing or one too many', () => {
    const calls = (forms: readonly string[]): Words => new Map(forms.map((form) => [`calls_${form}`, 'x']));
    expect(wrongForms('ru', calls(['one', 'few', 'many', 'other']))).toEqual([]);
    expect(wrongForms('ru', calls(['one', 'many', 'other']))).toEqual(['calls']);
    expect(wrongForms('bg', calls(['one', 'few', 'many', 'other']))).toEqual(['calls']);
  });

  it('see a place that another language does not fill', () => {
    const english = new Map([['judged', 'judged {{judged}} of {{applicable}}']]);
    expect(wrongPlaces(new Map([['judged', 'оценено {{judged}} из {{applicable}}']]), english)).toEqual([]);
    expect(wrongPlaces(new Map([['judged', 'оценено {{judged}} из {{all}}']]), english)).toHaveLength(1);
  });
});
