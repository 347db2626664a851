import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite({ hear: ['delivery-left-out'] });
const HEARD = '/calls/shop/delivery-left-out';

/** Players of the page are made in its scripts and stand in no document: this keeps them in sight. */
const KEEP_PLAYERS = `
  const Real = window.Audio;
  window.players = [];
  window.Audio = function () { const one = new Real(); window.players.push(one); return one; };
`;
const at = 'window.players[0].currentTime';
const playing = '!window.players[0].paused';

async function openHeard(): Promise<Page> {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.addInitScript(KEEP_PLAYERS);
  await page.goto(HEARD);
  await isOpen(page, /^Inbound call/);
  await page.waitForFunction('window.players.length === 1 && window.players[0].readyState > 0');
  return page;
}

/** "0:31–0:34" → seconds on the call's timeline; the recording begins `offset` later than the call. */
async function timesOf(page: Page, nth: number): Promise<{ readonly from: number; readonly to: number }> {
  const text = await page.locator('.scorecard .stretch-button .times').nth(nth).innerText();
  const [from = 0, to = from] = text.split('–').map((clock) => {
    const [minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return minutes * 60 + seconds;
  });
  return { from, to };
}

test('evidence plays on click exactly where it was said, and stops there', async () => {
  const page = await openHeard();
  const button = page.locator('.scorecard .stretch-button').first();
  const { from, to } = await timesOf(page, 0);
  await button.click();
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  await page.waitForFunction(playing);
  // The recording begins when the operator answered.
  const { recordings } = (await page.evaluate(`fetch('/api/calls/shop/delivery-left-out').then((a) => a.json())`)) as {
    recordings: { offsetMs: number }[];
  };
  const offset = (recordings[0]?.offsetMs ?? 0) / 1000;
  expect(offset).toBeGreaterThan(0);
  const heard = Number(await page.evaluate(at)) + offset;
  expect(heard).toBeGreaterThanOrEqual(from - 1);
  expect(heard).toBeLessThanOrEqual(to + 1);
  await page.waitForFunction(`!(${playing})`);
  const end = Number(await page.evaluate(at)) + offset;
  expect(Math.abs(end - to)).toBeLessThan(1.5);
  expect(await button.getAttribute('aria-pressed')).toBe('false');
});

test('the transcript follows what is heard, and a word that is clicked plays', async () => {
  const page = await openHeard();
  const turns = page.locator('.transcript .turn');
  await turns.nth(2).locator('.word').first().click();
  await page.waitForFunction(playing);
  await turns.nth(2).and(page.locator('[aria-current=true]')).waitFor();
  await page.waitForFunction(`document.querySelectorAll('.transcript .turn')[2].getAttribute('aria-current') !== 'true'`);
  await page.locator('.transcript .turn[aria-current=true]').waitFor();
});

test('keys play, pause and step, and numbers play why a criterion failed', async () => {
  const page = await openHeard();
  await page.keyboard.press('Space');
  await page.waitForFunction(playing);
  await page.keyboard.press('Space');
  await page.waitForFunction(`!(${playing})`);
  const before = Number(await page.evaluate(at));
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(`${at} >= ${String(before + 4.9)}`);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(`${at} <= ${String(before + 0.1)}`);
  await page.keyboard.press('1');
  await page.waitForFunction(playing);
  expect(await page.locator('.scorecard .answer.no .stretch-button[aria-pressed=true]').count()).toBe(1);
  await page.keyboard.press('+');
  await page.waitForFunction('window.players[0].playbackRate === 1.25');
});

test('a key that is typed into a field types', async () => {
  const page = await openHeard();
  await page.getByLabel('Find in the transcript').fill('');
  await page.getByLabel('Find in the transcript').press('Space');
  expect(await page.evaluate(playing)).toBe(false);
});

test('the waveform is drawn and the timeline is a slider that goes where it is clicked', async () => {
  const page = await openHeard();
  await page.locator('.waves canvas').first().waitFor({ state: 'attached' });
  const slider = page.getByRole('slider', { name: 'Position in the call' });
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the timeline has no place');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const [now, most] = [Number(await slider.getAttribute('aria-valuenow')), Number(await slider.getAttribute('aria-valuemax'))];
  expect(Math.abs(now - most / 2)).toBeLessThan(2);
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await slider.getAttribute('aria-valuenow')).toBe('0');
});

test('how the score came about adds up to the score that is shown', async () => {
  const page = await openHeard();
  const shown = await page.locator('.verdict-row').first().innerText();
  await page.locator('summary', { hasText: 'How the score came about' }).click();
  const last = await page.locator('.steps li').last().innerText();
  const score = /[\d.]+/.exec(last)?.[0] ?? 'none';
  expect(shown).toContain(score);
});

test('a chat has its messages and its evidence, and no player', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls/shop/chat-lamp-delivery');
  await isOpen(page, /^Chat/);
  await page.locator('.transcript .turn').nth(13).waitFor();
  expect(await page.getByRole('region', { name: 'Player' }).count()).toBe(0);
  expect(await page.getByText('This call was not recorded.').count()).toBe(0);
  const proof = page.locator('.scorecard .stretch-button').first();
  await proof.click();
  await page.locator('.transcript .turn[aria-current=true]').waitFor();
});

test('a call whose recording has not come says so, and shows its words', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls/shop/mixed-ru-uk');
  await page.locator('.transcript .turn').first().waitFor();
  expect(await page.getByRole('region', { name: 'Player' }).count()).toBe(0);
});

test('a recording that is gone is told, and the transcript stays', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.route('**/audio/**', (route) => route.abort());
  await page.goto(HEARD);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByText('The recording cannot be fetched now.').waitFor();
  await page.locator('.transcript .turn').first().waitFor();
});
