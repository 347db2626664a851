import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { becomes, isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite({ hear: ['delivery-left-out'] });
const HEARD = '/calls/shop/delivery-left-out';

/** Players of the page are made in its scripts and stand in no document: this keeps them, and what they have played. */
const KEEP_PLAYERS = `
  const Real = window.Audio;
  window.players = [];
  window.heard = [];
  window.Audio = function () {
    const one = new Real();
    window.players.push(one);
    one.addEventListener('play', () => window.heard.push({ from: one.currentTime, to: null }));
    one.addEventListener('pause', () => { window.heard.at(-1).to = one.currentTime; });
    return one;
  };
`;
const at = 'window.players[0].currentTime';
const playing = '!window.players[0].paused';

async function openHeard(): Promise<Page> {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.addInitScript(KEEP_PLAYERS);
  await page.goto(HEARD);
  await isOpen(page, /^Inbound call/);
  await becomes(page, 'window.players.length === 1 && window.players[0].readyState > 0');
  return page;
}

/** A stretch in seconds on the call's timeline, as its button names it: "0:31–0:34". */
function timesOf(text: string): { readonly from: number; readonly to: number } {
  const [from = 0, to = from] = text.split('–').map((clock) => {
    const [minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return minutes * 60 + seconds;
  });
  return { from, to };
}

const heardStretch = z.array(z.object({ from: z.number(), to: z.number() }));
const recordings = z.object({ recordings: z.array(z.object({ offsetMs: z.number() })) });

test('evidence plays on click exactly where it was said, and stops there', async () => {
  const page = await openHeard();
  const button = page.locator('.scorecard .stretch-button').first();
  const { from, to } = timesOf(await button.locator('.times').innerText());
  await button.click();
  await becomes(page, 'window.heard.length === 1 && window.heard[0].to !== null');
  const [heard = { from: 0, to: 0 }] = heardStretch.parse(await page.evaluate('window.heard'));
  // The recording begins when the operator answers, later than the call.
  const call = await page.request.get('/api/calls/shop/delivery-left-out', { headers: { 'X-Etalon': '1' } });
  const offset = (recordings.parse(await call.json()).recordings[0]?.offsetMs ?? 0) / 1000;
  expect(offset).toBeGreaterThan(0);
  // Buttons name whole seconds; the player looks at each frame where it stands.
  expect(Math.abs(heard.from + offset - from)).toBeLessThanOrEqual(1);
  expect(heard.to + offset).toBeGreaterThanOrEqual(to - 1);
  expect(heard.to).toBeGreaterThan(heard.from);
  expect(heard.to).toBeLessThan(Number(await page.evaluate('window.players[0].duration')) / 2);
  expect(await button.getAttribute('aria-pressed')).toBe('false');
});

test('the transcript follows what is heard, and a word that is clicked plays', async () => {
  const page = await openHeard();
  const turns = page.locator('.transcript .turn');
  await turns.nth(2).locator('.word').first().click();
  await becomes(page, playing);
  await turns.nth(2).and(page.locator('[aria-current=true]')).waitFor();
  await becomes(page, `document.querySelectorAll('.transcript .turn')[2].getAttribute('aria-current') !== 'true'`);
  await page.locator('.transcript .turn[aria-current=true]').waitFor();
});

test('keys play, pause and step, and numbers play why a criterion failed', async () => {
  const page = await openHeard();
  await page.keyboard.press('Space');
  await becomes(page, playing);
  await page.keyboard.press('Space');
  await becomes(page, `!(${playing})`);
  const before = Number(await page.evaluate(at));
  await page.keyboard.press('ArrowRight');
  await becomes(page, `${at} >= ${String(before + 4.9)}`);
  await page.keyboard.press('ArrowLeft');
  await becomes(page, `${at} <= ${String(before + 0.1)}`);
  await page.keyboard.press('1');
  await becomes(page, playing);
  expect(await page.locator('.scorecard .answer.no .stretch-button[aria-pressed=true]').count()).toBe(1);
  await page.keyboard.press('+');
  await becomes(page, 'window.players[0].playbackRate === 1.25');
});

test('a key that is typed into a field types', async () => {
  const page = await openHeard();
  await page.getByRole('searchbox', { name: 'Find in the transcript' }).fill('');
  await page.getByRole('searchbox', { name: 'Find in the transcript' }).press('Space');
  expect(await page.evaluate(playing)).toBe(false);
});

test('the waveform is drawn and the timeline is a slider that goes where it is clicked', async () => {
  const page = await openHeard();
  await page.locator('.waves canvas').first().waitFor({ state: 'attached' });
  const slider = page.getByRole('slider', { name: 'Position in the call' });
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the timeline has no place');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const [now, most] = [
    Number(await slider.getAttribute('aria-valuenow')),
    Number(await slider.getAttribute('aria-valuemax')),
  ];
  expect(Math.abs(now - most / 2)).toBeLessThan(2);
  await slider.focus();
  // There is nothing to hear before the operator answered.
  await page.keyboard.press('Home');
  await slider.and(page.locator('[aria-valuenow="4"]')).waitFor();
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
