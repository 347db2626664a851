import { expect, test } from 'vitest';
import { isOlder } from '../../../setup/node-version.js';
import { placesOf } from '../../../setup/places.js';
import { megabytes, progress } from '../../../setup/say.js';
import { sentenceOf, SetupError } from '../../../setup/setup-error.js';

function screen(isTTY: boolean): { readonly isTTY: boolean; readonly lines: string[]; write: (text: string) => void } {
  const lines: string[] = [];
  return { isTTY, lines, write: (text) => lines.push(text) };
}

test('on a terminal a download is one line that is drawn again', () => {
  const out = screen(true);
  const show = progress('model', out);
  for (const done of [0, 500_000, 504_000, 1_000_000]) show(done, 1_000_000);
  expect(out.lines).toHaveLength(3);
  expect(out.lines.every((line) => line.startsWith('\r'))).toBe(true);
  expect(out.lines.at(-1)).toContain('[=========================] 100 %');
});

test('elsewhere it is a plain line at each quarter', () => {
  const out = screen(false);
  const show = progress('model', out);
  for (let done = 0; done <= 1000; done++) show(done * 1000, 1_000_000);
  expect(out.lines.map((line) => /(\d+) %/.exec(line)?.[1])).toEqual(['0', '25', '50', '75', '100']);
});

test('sizes are written in the way a download is talked about', () => {
  expect([2_327_524, 81_768_585].map(megabytes)).toEqual(['2.3 MB', '82 MB']);
});

test('versions of Node are compared as numbers', () => {
  expect(isOlder('20.20.2', '22.22')).toBe(true);
  expect(isOlder('22.9.0', '22.22')).toBe(true);
  expect(isOlder('22.22.0', '22.22')).toBe(false);
  expect(isOlder('100.0.0', '22.22')).toBe(false);
});

test('the cache lies outside the checkout, where the environment says', () => {
  expect(placesOf({ ETALON_CACHE: '/a', XDG_CACHE_HOME: '/b' }).models).toBe('/a/models');
  expect(placesOf({ XDG_CACHE_HOME: '/b' }).models).toBe('/b/etalon/models');
  expect(placesOf({}).models).toMatch(/\.cache\/etalon\/models$/);
});

test('a full disk and a folder of another user end with one sentence, a defect keeps its stack', () => {
  const failed = (code: string): Error => Object.assign(new Error('write'), { code });
  expect(sentenceOf(failed('ENOSPC'), '/cache')).toContain('free 2 GB');
  expect(sentenceOf(failed('EACCES'), '/cache')).toContain('ETALON_CACHE');
  expect(sentenceOf(new SetupError('Do this.'), '/cache')).toBe('Do this.');
  expect(sentenceOf(new TypeError('x is not a function'), '/cache')).toBeUndefined();
});
