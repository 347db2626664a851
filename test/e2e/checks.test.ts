import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';
import { addAssignment } from '../../store/app/assignments.ts';

const site = reviewSite();
const CALLS = {
  verified: { callId: 'uk-call-objection-left', operatorId: 'oksana-bilyk' },
  next: { callId: 'bg-call-complaint', operatorId: 'rada-ilieva' },
  blind: { callId: 'mixed-ru-uk', operatorId: 'anton-lisov' },
} as const;

/** A check as the draw gives it; which calls are blind is left to chance there. */
function give(of: keyof typeof CALLS, mode: 'verify' | 'blind'): void {
  const { accountId } = site.account(WHO.supervisor);
  const drawn = { accountId, kind: 'check', mode, chosen: 'drawn', project: 'shop' } as const;
  addAssignment(site.deps().db, { ...drawn, ...CALLS[of], callStartedMs: Date.UTC(2026, 2, 2), drawnMs: Date.now() });
}

const pathOf = (of: keyof typeof CALLS): string => `/checks/shop/${CALLS[of].callId}/${CALLS[of].operatorId}`;

async function scoreInList(page: Page, callId: string): Promise<string> {
  await page.goto('/calls?project=shop&channel=voice&minScore=0');
  const row = page.locator('tbody tr').filter({ has: page.locator(`a[href="/calls/shop/${callId}"]`) });
  return row.locator('[data-head^=Score]').innerText();
}

test('a blind check shows nothing of the machine before it is submitted, and both after', async () => {
  give('blind', 'blind');
  const { page } = await site.signedIn(WHO.supervisor);
  const told: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/checks/')) told.push(response.text());
  });
  await page.goto(pathOf('blind'));
  await page.getByText('The machine’s answers are shown after you submit.').waitFor();
  await page.locator('.entry').first().getByRole('button', { name: 'Yes', exact: true }).click();
  await page.getByText(/^Saved \d/).waitFor();
  expect(await page.locator('.machine-line').count()).toBe(0);
  expect((await Promise.all(told)).filter((text) => /"machine":\{|"evaluator":|"score":\d/.test(text))).toEqual([]);
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page
    .getByRole('dialog', { name: 'Submit as it is?' })
    .getByRole('button', { name: 'Submit all the same' })
    .click();
  await page
    .getByText(/^Now counts: /)
    .first()
    .waitFor();
  await page.locator('.compared-line').first().getByText('Machine').first().waitFor();
});

test('verify goes by keys: agree, overrule, submit and next, and the counting score follows at once', async () => {
  give('verified', 'verify');
  give('next', 'verify');
  const { page } = await site.signedIn(WHO.supervisor);
  const before = await scoreInList(page, CALLS.verified.callId);
  expect(before).toMatch(/\d/);
  await page.goto(pathOf('verified'));
  const entries = page.locator('.entry');
  await entries.first().waitFor();
  const count = await entries.count();
  await page.keyboard.press('a');
  await entries.nth(1).and(page.locator('.current')).waitFor();
  await entries.first().getByText('agreed', { exact: true }).waitFor();
  for (let nth = 1; nth < count; nth += 1) {
    await page.keyboard.press('2');
    await entries.nth(nth).getByRole('button', { name: 'No', exact: true, pressed: true }).waitFor();
    if (nth < count - 1) await page.keyboard.press('ArrowDown');
  }
  await entries.getByText('overruled', { exact: true }).first().waitFor();
  await page
    .getByText(`${String(count)} of ${String(count)} checked`)
    .first()
    .waitFor();
  await page.keyboard.press('n');
  await page.waitForURL((url) => url.pathname !== pathOf('verified'));
  const told = await page
    .getByText(/^.*Now counts: .*by the machine\./)
    .first()
    .innerText();
  const now = /Now counts: ([\d.]+)/.exec(told)?.[1] ?? 'none';
  const after = await scoreInList(page, CALLS.verified.callId);
  expect(after).not.toBe(before);
  expect(after).toContain(now);
  expect(after).toContain('supervisor');
});

test('a check that was submitted is corrected', async () => {
  give('next', 'verify');
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto(pathOf('next'));
  await page.locator('.entry').first().waitFor();
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('button', { name: 'Submit all the same' }).click();
  await page.getByRole('button', { name: 'Correct it' }).click();
  await page.locator('.entry').first().getByRole('button', { name: 'No', exact: true }).click();
  await page.getByText(/^Saved \d/).waitFor();
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('button', { name: 'Correct it' }).waitFor();
});

test('the list of checks says what waits, and the first one begins', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/checks');
  await isOpen(page, 'Checks');
  await page.getByText(/^\d+ waiting, \d+ done this week$/).waitFor();
  await page.getByRole('link', { name: 'Begin with the first' }).click();
  await page.locator('.entry').first().waitFor();
});

test('any call can be chosen for a check from its page', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls/shop/pl-call-wrong-number');
  await page.getByRole('button', { name: 'Score this call' }).click();
  await page.locator('.entry').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/checks/shop/pl-call-wrong-number/hanna-sowa');
});
