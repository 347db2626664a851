import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe, startBrowser, type OpenPage, type PageWishes, type RunningBrowser } from '../harness/browser.ts';

const PHONE: PageWishes = { viewport: { width: 390, height: 844 }, theme: 'dark', locale: 'uk-UA' };

let browser: RunningBrowser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());

async function show(body: string): Promise<OpenPage> {
  const open = await browser.open(PHONE);
  await open.page.setContent(`<!doctype html><html lang="en"><title>Calls</title><body>${body}</body></html>`);
  return open;
}

test('a page has the size, the theme and the language that were asked for', async () => {
  const { page, close } = await show('<main>Calls</main>');
  const seen = await page.evaluate(`({
    width: innerWidth,
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
    language: navigator.language,
    number: (1234.5).toLocaleString(),
  })`);
  expect(seen).toEqual({ width: 390, isDark: true, language: 'uk-UA', number: '1\u00a0234,5' });
  await close();
});

/** How many different drawings these letters make. A font without them draws the same box for each. */
async function drawings(letters: readonly string[]): Promise<number> {
  const lines = letters.map((letter) => `<p style="font-size: 60px; height: 80px; width: 80px">${letter}</p>`);
  const { page, close } = await show(lines.join(''));
  const images = new Set<string>();
  for (const line of await page.locator('p').all()) images.add((await line.screenshot()).toString('base64'));
  await close();
  return images.size;
}

test('Cyrillic letters are drawn, not boxes', async () => {
  expect(await drawings(['Ж', 'І', 'ї', 'ґ', 'ъ', 'щ'])).toBe(6);
  const ofNoFont = ['\u{f8f0}', '\u{f8f1}', '\u{f8f2}'];
  expect(await drawings(ofNoFont)).toBe(1);
});

test('two pages share no storage', async () => {
  const [one, other] = [await browser.open(PHONE), await browser.open(PHONE)];
  for (const { page } of [one, other])
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await one.page.goto('http://etalon.example/');
  await other.page.goto('http://etalon.example/');
  await one.page.evaluate(`localStorage.setItem('seen', 'yes')`);
  expect(await other.page.evaluate(`localStorage.getItem('seen')`)).toBeNull();
  await Promise.all([one.close(), other.close()]);
});

test('what goes wrong in a page is told', async () => {
  const { page, faults, close } = await show('<main>Calls</main>');
  expect(faults()).toEqual([]);
  const thrown = page.context().waitForEvent('weberror');
  await page.evaluate(`console.error('no such call'); void Promise.reject(new Error('lost'));`);
  await thrown;
  expect(faults()).toEqual(['no such call', 'lost']);
  await close();
});

test('axe finds what bars the way, with its place, and is content without', async () => {
  const bad = await show('<main><h1>Calls</h1><input id="search" /><p id="pale" style="color: #bbb">pale</p></main>');
  expect(await axe(bad.page)).toEqual([
    'color-contrast: Elements must meet minimum color contrast ratio thresholds: #pale',
    'label: Form elements must have labels: #search',
  ]);
  await bad.close();
  const good = await show('<main><h1>Calls</h1><label>Search <input /></label><p>black</p></main>');
  expect(await axe(good.page)).toEqual([]);
  await good.close();
});

test('where set-up recorded no browser, the test run fails and says what brings one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'etalon-no-browser-'));
  await expect(startBrowser(join(folder, 'installed.json'))).rejects.toThrow('npm run setup -- --browser');
  await rm(folder, { recursive: true });
});
