import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

test('a number opens its definition, the parts of its formula and its calls, and a call leads there and back', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/');
  await isOpen(page, 'Overview');
  await page.getByRole('group', { name: 'Service level (SL)', exact: true }).getByRole('link').click();
  const dialog = page.getByRole('dialog', { name: 'Service level (SL)' });
  await dialog.getByText('answered within 20 seconds').waitFor();
  await dialog.getByText('answered in time').first().waitFor();
  await dialog.locator('summary', { hasText: 'SQL' }).click();
  expect(await dialog.locator('pre').textContent()).toContain('SELECT');
  const row = dialog.getByRole('row').filter({ has: page.getByText('good-call', { exact: true }) });
  await row.getByRole('link').click();
  await isOpen(page, /^Inbound call/);
  expect(new URL(page.url()).pathname).toBe('/calls/shop/good-call');
  await page.goBack();
  await dialog.getByText('answered within 20 seconds').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).search).toBe('');
});

test('every number of the overview opens, for those who open calls and for those who do not', async () => {
  for (const login of [WHO.supervisor, WHO.executive]) {
    const { page } = await site.signedIn(login);
    await page.goto('/');
    await isOpen(page, 'Overview');
    await page.getByRole('group', { name: 'Service level (SL)', exact: true }).waitFor();
    const numbers = page.locator('.figures > [role=group]');
    const labels = (await numbers.all()).map((number) => number.getAttribute('aria-label'));
    const names = (await Promise.all(labels)).map((label) => label ?? '');
    expect(names).toContain('Quality');
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) {
      await page.getByRole('group', { name, exact: true }).getByRole('link').click();
      const dialog = page.getByRole('dialog', { name, exact: true });
      await dialog.locator('pre').waitFor({ state: 'attached' });
      expect(await dialog.getByRole('table', { name: 'The calls' }).count()).toBeLessThan(2);
      if (login === WHO.executive) expect(await dialog.locator('a[href^="/calls/"]').count()).toBe(0);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
  }
});

test('what to look at first leads to where it can be seen', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/');
  const findings = page.getByRole('region', { name: 'What to look at first' }).getByRole('link');
  await findings.first().waitFor();
  const count = await findings.count();
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(4);
  for (let nth = 0; nth < count; nth += 1) {
    await findings.nth(nth).click();
    await page.waitForURL((url) => url.pathname + url.search !== '/');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.goto('/');
    await findings.first().waitFor();
  }
});

test('project and days stand in the address, and a project without calls says what to do', async () => {
  const { page } = await site.signedIn(WHO.executive);
  await page.goto('/');
  await page.getByLabel('Project').selectOption({ label: 'Amber House, eight simulated weeks' });
  await page.getByText('No call of this project is known yet').waitFor();
  expect(new URL(page.url()).searchParams.get('project')).toBe('shop-simulated');
  await page.goBack();
  await page.getByLabel('Period').last().selectOption('today');
  await page.getByText('No call was offered in this period.').first().waitFor();
  await page.reload();
  await page.getByText('No call was offered in this period.').first().waitFor();
});
