import { expect, test } from 'vitest';
import { LANGUAGES } from '../../ingest/project.ts';
import { builtScripts, firstScripts, type BuiltScript } from '../harness/scripts-size.ts';

const MOST_BYTES = 200_000;
const scripts = builtScripts('review/built');
const sum = (of: readonly BuiltScript[]): number => of.reduce((all, { bytes }) => all + bytes, 0);

/**
 * Counted are all scripts of all pages, compressed, as somebody loads them who opens every page. Words are none: each
 * language is a JSON file, of which a reader fetches one.
 */
test('all scripts of all pages together are under 200 KB compressed', () => {
  expect(scripts.length).toBeGreaterThan(20);
  expect(sum(scripts)).toBeLessThan(MOST_BYTES);
});

test('no script holds the words of a language', () => {
  const words = scripts.filter(({ name }) => name.startsWith('words/'));
  expect(words.map(({ name }) => name).sort()).toEqual(LANGUAGES.map((language) => `words/${language}.ts`).sort());
  expect(words.filter(({ bytes }) => bytes > 500)).toEqual([]);
});

test('a reader waits for less than a third of that before anything shows', () => {
  const first = firstScripts(scripts);
  expect(first.length).toBeGreaterThan(1);
  expect(sum(first)).toBeLessThan(MOST_BYTES / 3);
});
