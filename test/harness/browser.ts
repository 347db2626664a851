import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { readInstalled } from '../../setup/installed.js';
import { placesOf } from '../../setup/places.js';

export type PageWishes = {
  /** CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** What the reader's system asks for. */
  readonly theme: 'light' | 'dark';
  /** BCP 47, "uk-UA": what the browser asks for and writes numbers and dates in. */
  readonly locale: string;
  /** What paths given to `goto` begin at, "http://127.0.0.1:20001". */
  readonly baseURL?: string;
};

export type OpenPage = {
  readonly page: Page;
  /** What the console calls an error, what was thrown and not caught, and what could not be fetched, so far. */
  readonly faults: () => readonly string[];
  /** Ends the page with its cookies and its storage. */
  readonly close: () => Promise<void>;
};

export type RunningBrowser = {
  /** A page of a reader of its own: nothing is shared with the other pages. */
  readonly open: (wishes: PageWishes) => Promise<OpenPage>;
  /** Ends the browser and all its pages. One whose test process dies ends by itself: it sees its pipe close. */
  readonly close: () => Promise<void>;
};

/** The levels that the pages promise: WCAG 2.0, 2.1 and 2.2, A and AA. 2.2 adds no rule of level A that axe can check. */
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Starts the browser that set-up recorded, without a window. Throws when none is recorded or it does not start. */
export async function startBrowser(installed = placesOf(process.env).installed): Promise<RunningBrowser> {
  const { browser: recorded } = readInstalled(installed);
  if (recorded === undefined) {
    throw new Error(`${installed} names no browser: run \`npm run setup -- --browser\`, which brings one.`);
  }
  const browser = await chromium.launch({
    executablePath: recorded.file,
    headless: true,
    // Chromium starts no sandbox for root, and containers are root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return { open: (wishes) => openPage(browser, wishes), close: () => browser.close() };
}

async function openPage(browser: Browser, wishes: PageWishes): Promise<OpenPage> {
  const { viewport, theme, locale, baseURL } = wishes;
  const context = await browser.newContext({
    viewport,
    colorScheme: theme,
    locale,
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  const faults = faultsOf(context);
  return { page: await context.newPage(), faults: () => [...faults], close: () => context.close() };
}

/** Fills while the pages of the context run. */
function faultsOf(context: BrowserContext): readonly string[] {
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  context.on('weberror', (thrown) => {
    faults.push(thrown.error().message);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed';
    // A page that is left gives up what it asked for.
    if (why !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${why}`);
  });
  return faults;
}

/** What bars the way of somebody who reads the page otherwise than its authors, one line a place: rule, help, selector. */
export async function axe(page: Page): Promise<readonly string[]> {
  // Our pages hold no frames: what joins the results of frames would open a page of its own each time.
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.flat().join(' ')}`),
  );
}
