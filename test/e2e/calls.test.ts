import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { becomes, isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const LOST = 120;
const site = reviewSite({ lost: LOST });

const rows = (page: Page) => page.getByRole('table', { name: 'Calls' }).locator('tbody tr');
const query = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);

/** What the count above the list says. */
async function counted(page: Page, count: number): Promise<void> {
  await page.getByText(count === 1 ? '1 call' : `${String(count)} calls`, { exact: true }).waitFor();
}

test('filters stand in the address, can be taken away, and back undoes the last one', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls?project=shop');
  await isOpen(page, 'Calls');
  await page.getByRole('combobox', { name: 'Operator' }).fill('oks');
  await page.getByRole('option', { name: 'Oksana Bilyk' }).click();
  await counted(page, 2);
  expect(query(page)).toEqual({ project: 'shop', operator: 'oksana-bilyk' });
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Channel').selectOption('chat');
  await counted(page, 1);
  await page.goBack();
  await counted(page, 2);
  expect(query(page)).toEqual({ project: 'shop', operator: 'oksana-bilyk' });
  const holding = page.getByRole('group', { name: 'Filters that hold' });
  await holding.getByText('Operator: Oksana Bilyk').first().waitFor();
  await holding.getByRole('button', { name: 'Remove all filters' }).click();
  await page.waitForURL((url) => url.search === '');
});

test('on a phone the filters are folded away, and those that hold are not', async () => {
  const { page } = await site.signedIn(WHO.supervisor, { viewport: { width: 390, height: 844 } });
  await page.goto('/calls?project=shop');
  await isOpen(page, 'Calls');
  const operator = page.getByRole('combobox', { name: 'Operator' });
  expect(await operator.isVisible()).toBe(false);
  await page.getByText('Filters', { exact: true }).click();
  await operator.fill('oks');
  await page.getByRole('option', { name: 'Oksana Bilyk' }).click();
  await counted(page, 2);
  await page.getByRole('group', { name: 'Filters that hold' }).getByText('Operator: Oksana Bilyk').first().waitFor();
});

test('words that were said find their call, in any of their forms, and none finds none', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls?project=shop');
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Words said').fill('Бурштиновий');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.waitForURL((url) => url.searchParams.get('words') === 'Бурштиновий');
  await rows(page).first().waitFor();
  await page.goto('/calls?project=shop&words=zeppelin');
  await page.getByText('No call fits these filters').waitFor();
  await page.getByRole('button', { name: 'Remove all filters' }).last().click();
  await rows(page).first().waitFor();
});

test('a long list comes page by page, and back from a call it stands as it was', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls');
  await rows(page).nth(49).waitFor();
  expect(await rows(page).count()).toBe(50);
  await page.getByRole('button', { name: 'Older calls' }).click();
  await rows(page).nth(99).waitFor();
  expect(query(page)).toEqual({ pages: '2' });
  const row = rows(page).nth(80).getByRole('link');
  const href = await row.getAttribute('href');
  await row.click();
  await isOpen(page, /^Inbound call/);
  await page.goBack();
  await rows(page).nth(99).waitFor();
  await becomes(page, 'window.scrollY > 500');
  expect(await rows(page).nth(80).getByRole('link').getAttribute('href')).toBe(href);
  const all = await rows(page).getByRole('link').count();
  expect(all).toBe(100);
});

test('heads ask for another order, which stands in the address', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls?project=shop&minScore=0');
  const scores = async (): Promise<number[]> =>
    (await rows(page).locator('[data-head^=Score]').allInnerTexts()).map((text) => Number(/[\d.]+/.exec(text)?.[0]));
  await page.getByLabel('Order').selectOption('worst');
  await page.waitForURL((url) => url.searchParams.get('sort') === 'worst');
  await page.getByRole('columnheader', { name: /Score/, description: '' }).first().waitFor();
  await page.locator('.shown[aria-busy=false]').waitFor();
  const up = await scores();
  expect(up.length).toBeGreaterThan(3);
  expect(up).toEqual([...up].sort((a, b) => a - b));
  await page.getByRole('button', { name: /^Score/ }).click();
  await page.waitForURL((url) => url.searchParams.get('sort') === 'best');
  await page.locator('.shown[aria-busy=false]').waitFor();
  expect(await scores()).toEqual([...up].sort((a, b) => b - a));
});

test('the CSV holds what the filters hold, whole', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls?project=shop&direction=inbound');
  const status = page.getByText(/^\d+ calls$/);
  await status.waitFor();
  const count = Number.parseInt((await status.innerText()).replace(/\D/g, ''), 10);
  expect(count).toBeGreaterThan(LOST);
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('calls.csv');
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(head).toContain('call_id');
  expect(lines).toHaveLength(count);
});

test('the other contacts of a customer stand under the call', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls/shop/good-call');
  const contacts = page.getByRole('table', { name: 'The same customer’s other contacts' });
  await contacts.getByRole('link').first().waitFor();
});

test('a filter that cannot be read is said, and taking it away shows the list', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  for (const wrong of ['from=yesterday', 'minScore=lots', 'sort=sideways', 'direction=up', 'cursor=%00', 'pages=-5']) {
    await page.goto(`/calls?project=shop&${wrong}`);
    await isOpen(page, 'Calls');
    const said = page.getByRole('alert').getByText('A filter in the address cannot be read.');
    await said.or(rows(page).first()).first().waitFor();
  }
  await page.goto('/calls?project=shop&from=yesterday');
  await page.getByRole('alert').getByText('A filter in the address cannot be read.').waitFor();
});
