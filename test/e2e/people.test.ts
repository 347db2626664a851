import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

test('somebody is added, gets a link that works once, chooses a password and is in', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog', { name: 'A new person' });
  await dialog.getByLabel('Name', { exact: true }).fill('Lena Brandt');
  await dialog.getByLabel('Sign-in name').fill('lena');
  await dialog.getByLabel('Role').selectOption('supervisor');
  await dialog.getByLabel('Amber House', { exact: true }).check();
  await dialog.getByLabel('sales').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const row = page.getByRole('row').filter({ hasText: 'Lena Brandt' });
  await row.getByText('No password yet').waitFor();
  await row.getByRole('button', { name: 'One-time link: Lena Brandt' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByLabel('The one-time link').inputValue();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await row.getByText('Link given').waitFor();

  const { page: lena } = await site.visit();
  await lena.goto(link);
  await isOpen(lena, 'Welcome, Lena Brandt');
  await lena.getByLabel('New password', { exact: true }).fill('short');
  await lena.getByLabel('New password once more').fill('short');
  await lena.getByRole('button', { name: 'Save and sign in' }).click();
  await lena.getByRole('alert').getByText('shorter than 10 characters').waitFor();
  await lena.getByLabel('New password', { exact: true }).fill('seven green lamps');
  await lena.getByLabel('New password once more').fill('seven green lamps');
  await lena.getByRole('button', { name: 'Save and sign in' }).click();
  await isOpen(lena, 'Overview');

  const { page: late } = await site.visit();
  await late.goto(link);
  await late.getByRole('alert').getByText('This link was used already, or its time is over.').waitFor();
  await page.reload();
  await row.getByText('Active').waitFor();
});

test('a sign-in name that somebody has is refused, and what was typed stays', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog', { name: 'A new person' });
  await dialog.getByLabel('Name', { exact: true }).fill('Another Admin');
  await dialog.getByLabel('Sign-in name').fill('admin');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('Somebody has this sign-in name already.').waitFor();
  expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Another Admin');
});

test('the last administrator stays one', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByLabel('Find by name').fill('Adam Grey');
  await page.getByRole('button', { name: 'Change: Adam Grey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Adam Grey' });
  for (const refused of ['off', 'role']) {
    if (refused === 'off') await dialog.getByLabel('May sign in').uncheck();
    else {
      await dialog.getByLabel('May sign in').check();
      await dialog.getByLabel('Role').selectOption('executive');
    }
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('This is the last administrator.').waitFor();
  }
  await page.keyboard.press('Escape');
  await page.reload();
  await isOpen(page, 'People');
});

test('who is switched off is out at once', async () => {
  const { page: director } = await site.signedIn(WHO.executive);
  await director.goto('/');
  await isOpen(director, 'Overview');
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByRole('button', { name: 'Change: Martha Stone' }).click();
  const dialog = page.getByRole('dialog', { name: 'Martha Stone' });
  await dialog.getByLabel('May sign in').uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row').filter({ hasText: 'Martha Stone' }).getByText('Switched off').waitFor();
  await director.getByRole('link', { name: 'Scorecards' }).click();
  await isOpen(director, 'Sign in');
});

test('of those of operators.csv only whether they may sign in is changed', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/people');
  await page.getByRole('button', { name: 'Change: Emma Reed' }).click();
  const dialog = page.getByRole('dialog', { name: 'Emma Reed' });
  await dialog.getByText('This person comes from operators.csv').waitFor();
  expect(await dialog.getByRole('textbox').count()).toBe(0);
});
