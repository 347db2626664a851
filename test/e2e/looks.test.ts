import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../ingest/project.ts';
import { axe } from '../harness/browser.ts';
import { becomes, reviewSite, WHO } from '../harness/review-site.ts';

const HEARD = 'delivery-left-out';
const site = reviewSite({ hear: [HEARD] });

/** Kept for whoever wants to see what was tested. */
const SCREENS = join('test', 'artefacts', 'screens');
mkdirSync(SCREENS, { recursive: true });

/** `reads`: also read and heard on a phone. */
type Place = { readonly name: string; readonly path: string; readonly reads?: true };
const READERS = ['nobody', 'operator', 'supervisor', 'client', 'executive', 'administrator'] as const;
type Reader = (typeof READERS)[number];

const PLACES: Readonly<Record<Reader, readonly Place[]>> = {
  nobody: [
    { name: 'sign-in', path: '/sign-in?back=%2Fcalls', reads: true },
    { name: 'welcome-used', path: '/welcome/used-up', reads: true },
  ],
  operator: [
    { name: 'overview', path: '/', reads: true },
    { name: 'calls', path: '/calls', reads: true },
    { name: 'call-blind', path: '/calls/shop/uk-call-objection-left', reads: true },
    { name: 'reviews', path: '/reviews', reads: true },
    { name: 'review', path: '/reviews/shop/uk-chat-good', reads: true },
    { name: 'remarks', path: '/remarks', reads: true },
  ],
  supervisor: [
    { name: 'overview', path: '/', reads: true },
    { name: 'number', path: '/?number=service-level' },
    { name: 'calls', path: '/calls?project=shop&minScore=0', reads: true },
    { name: 'call', path: `/calls/shop/${HEARD}`, reads: true },
    { name: 'checks', path: '/checks' },
    { name: 'check', path: '/checks/shop/bg-call-complaint/rada-ilieva', reads: true },
    { name: 'scorecards', path: '/scorecards' },
    { name: 'scorecard', path: '/scorecards/shop-inbound', reads: true },
    { name: 'not-theirs', path: '/people' },
  ],
  client: [{ name: 'overview', path: '/', reads: true }],
  executive: [{ name: 'overview-nothing', path: '/?project=shop-simulated', reads: true }],
  administrator: [
    { name: 'chat', path: '/calls/shop/chat-lamp-delivery', reads: true },
    { name: 'people', path: '/people' },
    { name: 'audit', path: '/audit' },
    { name: 'account', path: '/account', reads: true },
    { name: 'no-such-page', path: '/nowhere' },
  ],
};

/** Pages are the same at any width up to 1280 px, and another thing on phones. */
const WIDTHS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Drawn in a short language and in one of long words. */
const DRAWN: readonly Language[] = ['en', 'ru'];

/** All that a page asks for is there. */
async function arrived(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await becomes(page, `document.querySelector('.skeleton, [aria-busy=true]') === null`);
}

/** Turns the page to a language where it stands, as a reader does; under an open dialog nothing else can be reached. */
async function speak(page: Page, language: Language, path: string): Promise<void> {
  if ((await page.locator('html').getAttribute('lang')) === language) return;
  if ((await page.locator('dialog[open]').count()) > 0) {
    await page.request.put('/api/me', { data: { language }, headers: { 'X-Etalon': '1' } });
    await arrived(page, path);
  } else {
    const menu = page.locator('.bar .account > button');
    const isSignedIn = await menu.isVisible();
    if (isSignedIn) await menu.click();
    await page.locator('.bar select').selectOption(language);
    if (isSignedIn) await page.keyboard.press('Escape');
  }
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
}

async function overflows(page: Page): Promise<readonly string[]> {
  const by = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  return by > 0 ? [`scrolls sideways by ${String(by)} px`] : [];
}

async function draw(page: Page, parts: readonly string[]): Promise<void> {
  await page.screenshot({ path: join(SCREENS, `${parts.join('-')}.png`), fullPage: true });
}

/** What is wrong with the look of a place, in all languages, lights and widths. */
async function faultsOf(page: Page, reader: Reader, { name, path, reads }: Place): Promise<readonly string[]> {
  const found: string[] = [];
  const looks = reads === true ? (['desk', 'phone'] as const) : (['desk'] as const);
  await page.setViewportSize(WIDTHS.desk);
  await arrived(page, path);
  for (const language of LANGUAGES) {
    await page.setViewportSize(WIDTHS.desk);
    await speak(page, language, path);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      for (const look of looks) {
        await page.setViewportSize(WIDTHS[look]);
        const parts = [name, reader, theme, String(WIDTHS[look].width), language];
        const here = [...(look === 'desk' ? await axe(page) : []), ...(await overflows(page))];
        found.push(...here.map((fault) => `${parts.join(' ')}: ${fault}`));
        if (DRAWN.includes(language)) await draw(page, parts);
      }
    }
  }
  return found;
}

const SHOWN = READERS.flatMap((reader) => PLACES[reader].map((place) => [place.name, reader, place] as const));

test.each(SHOWN)(
  '%s, read by the %s, is open to everybody in five languages, both lights, on desk and phone',
  async (_, reader, place) => {
    const { page, faults } = reader === 'nobody' ? await site.visit() : await site.signedIn(WHO[reader]);
    expect(await faultsOf(page, reader, place)).toEqual([]);
    // That nobody is signed in, and that a link is used up, are answers that consoles call errors.
    expect(faults().filter((fault) => !/status of (401|404|410)/.test(fault))).toEqual([]);
  },
);
