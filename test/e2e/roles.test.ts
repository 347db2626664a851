import { expect, test } from 'vitest';
import type { Role } from '../../review/contract/people.ts';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

const NAVIGATION: Readonly<Record<Role, readonly string[]>> = {
  operator: ['Overview', 'Calls', 'My reviews', 'Remarks', 'Scorecards'],
  supervisor: ['Overview', 'Calls', 'Checks', 'Remarks', 'Scorecards'],
  client: ['Overview'],
  executive: ['Overview', 'Scorecards'],
  administrator: ['Overview', 'Calls', 'Scorecards', 'People', 'Audit log'],
};
/** Pages by address, with the places of the navigation that they belong to. */
const PAGES: Readonly<Record<string, string>> = {
  '/calls': 'Calls',
  '/calls/shop/good-call': 'Calls',
  '/reviews': 'My reviews',
  '/reviews/shop/good-call': 'My reviews',
  '/checks': 'Checks',
  '/checks/shop/good-call/emma-reed': 'Checks',
  '/remarks': 'Remarks',
  '/scorecards': 'Scorecards',
  '/scorecards/shop-inbound': 'Scorecards',
  '/people': 'People',
  '/audit': 'Audit log',
};
const ROLES: readonly Role[] = ['operator', 'supervisor', 'client', 'executive', 'administrator'];

test.each(ROLES)('the navigation of an account of the role %s has its places, and each of them opens', async (role) => {
  const { page, faults } = await site.signedIn(WHO[role]);
  await page.goto('/');
  await isOpen(page, 'Overview');
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  expect(await links.allInnerTexts()).toEqual(NAVIGATION[role]);
  for (const name of NAVIGATION[role]) {
    await links.and(page.getByText(name, { exact: true })).click();
    await isOpen(page, name);
    expect(await links.and(page.locator('[aria-current=page]')).innerText()).toBe(name);
  }
  expect(faults()).toEqual([]);
});

test.each(ROLES)('what is not for the role %s says so when its address is opened', async (role) => {
  const { page } = await site.signedIn(WHO[role]);
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/') && pathname !== '/api/me') asked.push(pathname);
  });
  for (const [path, place] of Object.entries(PAGES)) {
    if (NAVIGATION[role].includes(place)) continue;
    await page.goto(path);
    await isOpen(page, 'This page is not for your role');
    await page.getByRole('link', { name: 'To the start page' }).waitFor();
  }
  expect(asked).toEqual([]);
});

test('whoever is nobody signs in first, whatever the address', async () => {
  const { page } = await site.visit();
  for (const path of ['/', '/account', ...Object.keys(PAGES)]) {
    await page.goto(path);
    await isOpen(page, 'Sign in');
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('back')]).toEqual(['/sign-in', path === '/' ? null : path]);
  }
});

test('an address that no page has, or that cannot be read, says so', async () => {
  const { page, faults } = await site.signedIn(WHO.administrator);
  for (const path of [
    '/no-such-page',
    '/calls/shop',
    '/calls/shop/good-call/more',
    '/%',
    '/calls/%E0%A4%A',
    '/people/1',
  ]) {
    await page.goto(path);
    await isOpen(page, 'There is no such page');
  }
  expect(faults()).toEqual([]);
});

test('a call, a scorecard, a review or a link that is not there, or not the reader’s, says so', async () => {
  const gone: readonly (readonly [string, string])[] = [
    [WHO.administrator, '/calls/shop/never-was'],
    [WHO.administrator, '/calls/nowhere/good-call'],
    [WHO.administrator, '/scorecards/never-was'],
    [WHO.operator, '/calls/shop/good-call'],
    [WHO.operator, '/reviews/shop/good-call'],
    [WHO.supervisor, '/calls/shop/chat-lamp-delivery'],
    [WHO.supervisor, '/checks/shop/chat-lamp-delivery/anna-belova'],
    [WHO.administrator, '/calls/shop/..%2F..%2Fetc%2Fpasswd'],
    [WHO.administrator, `/calls/shop/${'x'.repeat(3_000)}`],
  ];
  for (const [login, path] of gone) {
    const { page } = await site.signedIn(login);
    await page.goto(path);
    await page.getByRole('alert').getByText('There is no such thing here, or it is not yours to see.').waitFor();
  }
  const { page } = await site.visit();
  await page.goto('/welcome/not-a-link');
  await page.getByRole('alert').getByText('This link was used already, or its time is over.').waitFor();
});

test('asking for another’s call is written down for the administrator', async () => {
  const { page } = await site.signedIn(WHO.operator);
  await page.goto('/calls/shop/price-objection');
  await page.getByRole('alert').waitFor();
  const { page: audit } = await site.signedIn(WHO.administrator);
  await audit.goto('/audit');
  const entry = audit.getByRole('row').filter({ hasText: 'price-objection' });
  await entry.getByText('Asked for what is not theirs').waitFor();
  await entry.getByText(WHO.operator).waitFor();
  await audit.getByText('The chain is whole').waitFor();
});

test('the language and the light that somebody chooses hold at once, and on every machine', async () => {
  const { page } = await site.signedIn(WHO.client);
  await page.goto('/account');
  await page.getByLabel('Language', { exact: true }).selectOption('uk');
  await page.locator('html[lang=uk]').waitFor({ state: 'attached' });
  const kept = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('"theme":"dark"'));
  await page.getByRole('radio', { name: 'Темне', exact: true }).check();
  expect((await kept).status()).toBe(200);
  await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
  const { page: other } = await site.signedIn(WHO.client);
  await other.goto('/account');
  await other.locator('html[lang=uk][data-theme=dark]').waitFor({ state: 'attached' });
});
