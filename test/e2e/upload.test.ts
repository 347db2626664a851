import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

/** Lets a file fall on the page, as from a folder of the desktop. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const base64 = Buffer.from(bytes).toString('base64');
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob('${base64}'), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], '${name}', { type: 'audio/ogg' }));
    for (const kind of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  })()`);
}

async function send(page: Page, operator = ''): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Score 1 recording' });
  await dialog.getByLabel('Project').selectOption({ label: 'Amber House' });
  if (operator !== '') {
    await dialog.getByRole('combobox', { name: 'Operator (if known)' }).fill(operator);
    await dialog.getByRole('option', { name: operator }).click();
  }
  await dialog.getByRole('button', { name: 'Send' }).click();
}

test('a recording dropped on the page is heard, and its score shows in place with the call behind it', async () => {
  const { page } = await site.signedIn(WHO.administrator);
  await page.goto('/calls');
  await isOpen(page, 'Calls');
  await drop(page, 'wrong-number.opus', await readFile('samples/inbox/shop/wrong-number.opus'));
  await send(page, 'Martin Cole');
  const list = page.getByRole('region', { name: 'Recordings on their way' });
  await list.getByText('wrong-number.opus').waitFor();
  await list.getByRole('progressbar', { name: 'wrong-number.opus' }).waitFor();
  // How fast a machine recognises decides nothing.
  await list.getByText(/^(scored [\d.]+|judged, but too little for a score)$/).waitFor({ timeout: 240_000 });
  expect(await list.getByRole('progressbar').count()).toBe(0);
  await list.getByRole('link', { name: 'Open the call' }).click();
  await isOpen(page, /^Inbound call/);
  await page.locator('.transcript .turn').first().waitFor();
  await page.getByRole('heading', { name: 'Martin Cole' }).waitFor();
});

test('a file that is no recording is refused with what to send instead', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls');
  await isOpen(page, 'Calls');
  await drop(page, 'notes.ogg', Buffer.from('these are notes of a meeting, not a recording'));
  await send(page);
  const list = page.getByRole('region', { name: 'Recordings on their way' });
  await list.getByText('This is no recording that Etalon knows.').waitFor();
  await list.getByRole('button', { name: 'Remove notes.ogg from the list' }).click();
  await list.waitFor({ state: 'hidden' });
});

test('a recording without sound is refused as well', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls');
  await isOpen(page, 'Calls');
  const bytes = await readFile('samples/inbox/shop/delivery-left-out.wav');
  await drop(page, 'cut-off.wav', bytes.subarray(0, 44));
  await send(page);
  const list = page.getByRole('region', { name: 'Recordings on their way' });
  await list.locator('.state.failed').waitFor();
  expect(await list.locator('.state.failed').innerText()).toMatch(/no sound|damaged|no recording/);
});

test('a connection that is lost while a recording is sent lets it be sent again', async () => {
  const { page } = await site.signedIn(WHO.supervisor);
  await page.goto('/calls');
  await isOpen(page, 'Calls');
  await page.context().setOffline(true);
  await drop(page, 'notes.ogg', Buffer.from('these are notes of a meeting, not a recording'));
  await send(page);
  const list = page.getByRole('region', { name: 'Recordings on their way' });
  await list.getByText('The server cannot be reached.').waitFor();
  await page.context().setOffline(false);
  await list.getByRole('button', { name: 'Try again' }).click();
  await list.getByText('This is no recording that Etalon knows.').waitFor();
});

test('who may not bring recordings is not asked for them', async () => {
  const { page } = await site.signedIn(WHO.operator);
  await page.goto('/calls');
  await isOpen(page, 'Calls');
  expect(await page.getByRole('button', { name: 'Add a recording' }).count()).toBe(0);
});
