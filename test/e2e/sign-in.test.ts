import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

async function signIn(page: Page, login: string, password = site.password()): Promise<void> {
  await page.getByLabel('Sign-in name').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('who types a wrong password reads what to do, and with the right one is in', async () => {
  const { page } = await site.visit();
  await page.goto('/');
  await isOpen(page, 'Sign in');
  await signIn(page, WHO.client, 'not the password');
  await page.getByRole('alert').getByText('The password does not match the sign-in name.').waitFor();
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  expect(await page.getByLabel('Sign-in name').inputValue()).toBe(WHO.client);
  await signIn(page, WHO.client);
  await isOpen(page, 'Overview');
  expect(new URL(page.url()).pathname).toBe('/');
});

test('a name that nobody has reads as a wrong password does', async () => {
  const { page } = await site.visit();
  await page.goto('/sign-in');
  await signIn(page, 'nobody-here', 'not the password');
  await page.getByRole('alert').getByText('The password does not match the sign-in name.').waitFor();
});

test('too many tries are told with the minutes to wait, also before the right password', async () => {
  const { page } = await site.visit();
  await page.goto('/sign-in');
  const tries = page.getByRole('alert').getByText('Too many tries.');
  for (let nth = 1; nth <= 20 && !(await tries.isVisible()); nth += 1) {
    const answer = page.waitForResponse('**/api/session');
    await signIn(page, WHO.executive, `not the password ${String(nth)}`);
    await (await answer).finished();
  }
  await tries.waitFor();
  await signIn(page, WHO.executive);
  await tries.waitFor();
});

test('a session that ends leads to the same place again after signing in', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls?sort=oldest');
  await isOpen(page, 'Calls');
  // All that the page asked for is answered: the next that it asks is what the session has ended for.
  await page.getByText(/^\d+ calls$/).waitFor();
  const { db } = site.deps();
  db.run('DELETE FROM sessions');
  await page.getByLabel('Queue').selectOption('sales');
  await isOpen(page, 'Sign in');
  await page.getByText('After signing in you come back to the page you were on.').waitFor();
  await signIn(page, WHO.administrator);
  await isOpen(page, 'Calls');
  const { pathname, searchParams } = new URL(page.url());
  expect([pathname, Object.fromEntries(searchParams)]).toEqual(['/calls', { sort: 'oldest', queue: 'sales' }]);
});

test('who signs out is out, and is led nowhere when somebody else signs in', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByRole('button', { name: 'Account: Adam Grey' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await isOpen(page, 'Sign in');
  expect(new URL(page.url()).search).toBe('');
  await page.goto('/people');
  await isOpen(page, 'Sign in');
});

test('an address to come back to that is elsewhere leads to the start page', async () => {
  for (const back of ['https://elsewhere.example/calls', '//elsewhere.example', 'javascript:alert(1)']) {
    const { page } = await site.signedIn(WHO.client);
    await page.goto(`/sign-in?back=${encodeURIComponent(back)}`);
    await isOpen(page, 'Overview');
    expect(page.url()).toBe(`${site.url()}/`);
  }
});

test('a password is changed with the old one, and the new one signs in', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/account');
  const change = async (old: string, wanted: string): Promise<void> => {
    await page.getByLabel('Password until now').fill(old);
    await page.getByLabel('New password', { exact: true }).fill(wanted);
    await page.getByLabel('New password once more').fill(wanted);
    await page.getByRole('button', { name: 'Change the password' }).click();
  };
  await change('not the old one', 'four lamps in a row');
  await page.getByRole('alert').getByText('The password does not match the sign-in name.').waitFor();
  await change(site.password(), 'short');
  await page.getByRole('alert').getByText('shorter than 10 characters').waitFor();
  await change(site.password(), 'password1234');
  await page.getByRole('alert').getByText('Many people use this password').waitFor();
  await change(site.password(), 'four lamps in a row');
  await page.getByText('The password is changed.').waitFor();
  const again = await site.visit();
  await again.page.goto('/sign-in');
  await signIn(again.page, WHO.supervisor, 'four lamps in a row');
  await isOpen(again.page, 'Overview');
});
