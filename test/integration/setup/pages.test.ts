import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NONCE_PLACE } from '../../../review/page-files.ts';
import { buildPages, pagesState } from '../../../setup/pages.js';
import { addPages, writeSource } from './small-pages.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'etalon-pages-'));
  await mkdir(join(root, 'node_modules'));
  await write('package.json', '{"type":"module","engines":{"node":">=22.22"}}\n');
  await write('package-lock.json', '{"packages":{}}\n');
  await addPages(root);
});

afterEach(() => rm(root, { recursive: true }));

const write = (path: string, text: string): Promise<void> => writeSource(root, path, text);

const built = (path: string): Promise<string> => readFile(join(root, 'review/built', path), 'utf8');

test('pages that were never built are built, and are fresh from then on', async () => {
  expect(pagesState(root)).toBe('absent');
  await buildPages(root);
  expect(pagesState(root)).toBe('fresh');
  expect((await readdir(join(root, 'review/built'))).sort()).toEqual([
    'assets',
    'index.html',
    'licenses.md',
    'manifest.json',
    'stamp.json',
  ]);
  expect(await built('licenses.md')).toContain('preact');
});

test('every file a browser fetches is named by its content, and a language is a file of its own', async () => {
  await buildPages(root);
  const names = (await readdir(join(root, 'review/built/assets'))).sort();
  expect(names.map((name) => name.replace(/-[\w-]{8}\./, '-HASH.'))).toEqual([
    'dot-HASH.svg',
    'index-HASH.css',
    'index-HASH.js',
    'uk-HASH.js',
  ]);
  const [main = ''] = names.filter((name) => /^index.*js$/.test(name));
  expect(await built(`assets/${main}`)).toContain('Calls of today');
  expect(await built(`assets/${main}`)).not.toContain('Дзвінки');
});

test('nothing in the pages needs a script, a style or a picture inside the page', async () => {
  await buildPages(root);
  const page = await built('index.html');
  expect([...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag.includes(' src="/assets/'))).toEqual([true]);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|data:/);
});

test('the page leaves room for the nonce of each answer', async () => {
  await buildPages(root);
  const page = await built('index.html');
  expect(page).toContain(`<meta property="csp-nonce" nonce="${NONCE_PLACE}">`);
  expect([...page.matchAll(/<(?:script|link)\b[^>]*>/g)].filter(([tag]) => !tag.includes(NONCE_PLACE))).toEqual([]);
});

test.each([
  ['a page', 'review/pages/words/uk.ts', `export const word = 'Розмови';\n`],
  ['a new file of the pages', 'review/pages/words/pl.ts', `export const word = 'Rozmowy';\n`],
  ['the contract with the server', 'review/contract/calls.ts', `export const HEADING = 'Calls of the week';\n`],
  ['the version of a package', 'package-lock.json', '{"packages":{"node_modules/preact":{"version":"11.2.1"}}}\n'],
])('pages are built again when %s changes', async (_, path, text) => {
  await buildPages(root);
  await write(path, text);
  expect(pagesState(root)).toBe('stale');
  await buildPages(root);
  expect(pagesState(root)).toBe('fresh');
});

test('what an earlier build left is gone after the next', async () => {
  await buildPages(root);
  const before = await readdir(join(root, 'review/built/assets'));
  await write('review/pages/words/uk.ts', `export const word = 'Розмови';\n`);
  await buildPages(root);
  const after = await readdir(join(root, 'review/built/assets'));
  expect(after).toHaveLength(before.length);
  expect(after).not.toEqual(before);
});

test('pages stay fresh when what they are not made of changes', async () => {
  await buildPages(root);
  await write('review/app.ts', 'export const app = 1;\n');
  await write('review/queue.sql', 'SELECT 1\n');
  expect(pagesState(root)).toBe('fresh');
});

test('a build that was interrupted counts as none', async () => {
  await buildPages(root);
  await rm(join(root, 'review/built/stamp.json'));
  expect(pagesState(root)).toBe('absent');
});

test.each([
  [
    'a cut line',
    `render(<h1>, document.body);\n`,
    /\nBuild failed with 1 error:\n.*Unexpected token\n {2}\[ review\/pages\/main\.tsx:1:\d+ \]$/,
  ],
  ['a file that is not there', `import './gone.ts';\n`, /\n\[UNRESOLVED_IMPORT\] .*'\.\/gone\.ts'.*main\.tsx\n/],
])('%s in the pages ends with a sentence and the place, and the pages stay to be built', async (_, source, place) => {
  await buildPages(root);
  await write('review/pages/main.tsx', source);
  await expect(buildPages(root)).rejects.toThrow(
    /^The pages of review\/pages could not be built \(vite ended with 1\)/,
  );
  await expect(buildPages(root)).rejects.toThrow(place);
  expect(pagesState(root)).toBe('stale');
});

test('a checkout without a review app has nothing to build', async () => {
  await rm(join(root, 'review'), { recursive: true });
  expect(pagesState(root)).toBe('none');
});
