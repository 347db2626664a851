import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

test('a sentence is tried against a criterion, and what matches in it is shown', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/scorecards');
  await page.getByRole('table').getByRole('link').first().click();
  await isOpen(page, /inbound/i);
  const criterion = page
    .locator('article.criterion')
    .filter({ has: page.locator('summary', { hasText: 'Try a sentence' }) })
    .first();
  await criterion.locator('summary', { hasText: 'Try a sentence' }).click();
  const sentence = criterion.getByLabel('Sentence');
  await criterion.getByLabel('Language').selectOption('en');
  await sentence.fill('Good morning, this is Emma of Amber House.');
  await criterion.getByRole('button', { name: 'Try', exact: true }).click();
  await criterion.locator('mark').first().waitFor();
  await criterion.getByText('What it meets:').waitFor();
  await sentence.fill('The weather is fine in Varna.');
  await criterion.getByRole('button', { name: 'Try', exact: true }).click();
  await criterion.getByText('No phrase of this language meets a word of it.').waitFor();
  expect(await criterion.locator('mark').count()).toBe(0);
});

test('criteria, their weights and the file itself can be read, in the reader’s language', async () => {
  const { page } = await site.signedIn(WHO.executive, { locale: 'pl-PL' });
  await page.goto('/scorecards/shop-inbound');
  await page.locator('html[lang=pl]').waitFor({ state: 'attached' });
  await page.locator('article.criterion').nth(5).waitFor();
  await page.locator('summary', { hasText: 'YAML' }).click();
  await page.locator('pre').filter({ hasText: 'shop-inbound' }).waitFor();
});
