import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, onTestFailed } from 'vitest';
import { readConfig } from '../../config.ts';
import { openLog } from '../../log.ts';
import { openLine } from '../../one-machine/open-line.ts';
import { openReview, type OpenedReview } from '../../open-review.ts';
import { demoAccounts } from '../../review/people/demo-accounts.ts';
import { hearingShares } from '../../review/uploads/hearing-shares.ts';
import { pagesState } from '../../setup/pages.js';
import { accountOfLogin, type Account } from '../../store/app/accounts.ts';
import { openSession } from '../../store/app/sessions.ts';
import { startBrowser, type OpenPage, type PageWishes, type RunningBrowser } from './browser.ts';
import { eventually } from './eventually.ts';
import { stay } from './test-inbox.ts';

/** Who signs in: two of operators.csv and the demo's accounts of the other roles. */
export const WHO = {
  operator: 'oksana-bilyk',
  supervisor: 'helena-marsh',
  client: 'client',
  executive: 'director',
  administrator: 'admin',
} as const;

export const DESK: PageWishes = { viewport: { width: 1280, height: 900 }, theme: 'light', locale: 'en-GB' };

/** The review app of the sample shop, served from a folder of a test file's own, and a browser to open it in. */
export type ReviewSite = {
  readonly url: () => string;
  readonly deps: () => OpenedReview['deps'];
  /** The password of the demo's accounts. */
  readonly password: () => string;
  readonly account: (login: string) => Account;
  /** A page of a reader who is nobody yet. Closed after the test. */
  readonly visit: (wishes?: Partial<PageWishes>) => Promise<OpenPage>;
  /** The same, signed in by a session of the server's own. */
  readonly signedIn: (login: string, wishes?: Partial<PageWishes>) => Promise<OpenPage>;
};

/** The page with this h1 is there. */
export async function isOpen(page: Page, title: string | RegExp): Promise<void> {
  await page
    .getByRole('heading', { level: 1, name: title, ...(typeof title === 'string' ? { exact: true } : {}) })
    .waitFor();
}

/** What is so in the page sooner or later. Asked from outside: the pages let nobody evaluate text within. */
export function becomes(page: Page, expression: string): Promise<void> {
  return eventually(BECOMES_MS, async () => ((await page.evaluate(expression)) === true ? [] : [expression]));
}
const BECOMES_MS = 30_000;

/** `hear`: samples by name. `lost`: so many callers more who hung up in the queue. */
export type Wanted = { readonly hear?: readonly string[]; readonly lost?: number };

/**
 * To be called once, at the top of a test file. The line takes in once what lies in its inbox: conversations in writing,
 * calls with their transcripts, the queue log, and the recordings of `hear`, which are recognised for real; then it goes
 * on watching. The folder of a file in which a test fails is kept for a look.
 */
export function reviewSite({ hear = [], lost = 0 }: Wanted = {}): ReviewSite {
  let site: Running | undefined;
  let hasFailed = false;
  const open: OpenPage[] = [];
  const running = (): Running => {
    if (site === undefined) throw new Error('the site is not open yet');
    return site;
  };
  beforeAll(async () => {
    site = await openSite({ hear, lost });
  }, OPENED_MS);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((page) => page.close()));
  });
  afterAll(async () => {
    await site?.close(hasFailed);
  });
  const account: ReviewSite['account'] = (login) => {
    const found = accountOfLogin(running().review.deps.db, login);
    if (found === null) throw new Error(`no account ${login}`);
    return found;
  };
  const visit: ReviewSite['visit'] = async (wishes = {}) => {
    onTestFailed(() => {
      hasFailed = true;
    });
    const page = await running().browser.open({ ...DESK, baseURL: running().review.url, ...wishes });
    open.push(page);
    return page;
  };
  return {
    url: () => running().review.url,
    deps: () => running().review.deps,
    password: () => running().password,
    account,
    visit,
    signedIn: async (login, wishes) => {
      const page = await visit(wishes);
      const value = openSession(running().review.deps.db, Date.now(), account(login));
      await page.page.context().addCookies([{ name: 'etalon', value, url: running().review.url }]);
      return page;
    },
  };
}

/** The limit ends what hangs; how fast a machine recognises decides nothing. */
const OPENED_MS = 900_000;

type Running = {
  readonly review: OpenedReview;
  readonly browser: RunningBrowser;
  readonly password: string;
  readonly close: (keep: boolean) => Promise<void>;
};

/** In writing, or with a transcript beside it: nothing of these has to be recognised. */
const READ = /^(queue_log.*|.*chat.*|.*\.transcript\.json)$/;

async function openSite(wanted: Required<Wanted>): Promise<Running> {
  if (pagesState(process.cwd()) !== 'fresh') throw new Error('the pages are not built: run `npm run setup`.');
  const root = mkdtempSync(join(tmpdir(), 'etalon-site-'));
  fillFolder(root, wanted);
  const config = {
    ...readConfig({ configDir: join(root, 'config'), inboxDir: join(root, 'inbox'), dataDir: join(root, 'data') }),
    secret: 'the same in every run',
    slots: 1,
    review: { host: '127.0.0.1', port: 0, url: null },
  };
  const [hard, soft] = [new AbortController(), new AbortController()];
  const shares = hearingShares();
  const watcher = { ...shares.watcher, notice: () => undefined, scored: () => undefined };
  const line = await openLine(config, watcher, hard.signal);
  await line.run({ once: true, signal: soft.signal });
  const { configured, store } = line;
  const log = openLog(config.dataDir, config.logLevel);
  const review = await openReview({ config, configured, store, log, shares, ports: 1 });
  if (review === null) throw new Error('the review app is switched off');
  const { password } = await demoAccounts(review.deps);
  const watching = line.run({ once: false, signal: soft.signal });
  const browser = await startBrowser();
  return {
    ...{ review, browser, password },
    close: async (keep) => {
      soft.abort();
      await browser.close();
      await review.close();
      await watching;
      await line.close();
      if (keep) console.log(`kept for a look: ${root}`);
      else rmSync(root, { recursive: true });
    },
  };
}

function fillFolder(root: string, { hear, lost }: Required<Wanted>): void {
  for (const name of ['projects.yaml', 'operators.csv']) cpSync(join('samples', name), join(root, 'config', name));
  const [from, to] = [join('samples', 'inbox', 'shop'), join(root, 'inbox', 'shop')];
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from);
  const read = names.filter((name) => READ.test(name));
  const stems = [...read.filter((name) => name.endsWith('.transcript.json')), ...hear].map(
    (name) => name.replace('.transcript.json', '') + '.',
  );
  const wanted = names.filter((name) => read.includes(name) || stems.some((stem) => name.startsWith(stem)));
  for (const name of wanted) cpSync(join(from, name), join(to, name));
  if (lost > 0) writeFileSync(join(to, 'queue_log-lost'), Array.from({ length: lost }, (_, nth) => stay(nth)).join(''));
  // Untouched for a while, so that no file has to settle.
  const settled = Date.UTC(2026, 2, 4) / 1000;
  for (const name of readdirSync(to)) utimesSync(join(to, name), settled, settled);
}
