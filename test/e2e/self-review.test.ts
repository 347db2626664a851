import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, reviewSite, WHO } from '../harness/review-site.ts';

const site = reviewSite();

/** What the server tells this reader, from now on. */
function toldTo(context: BrowserContext): readonly Promise<string>[] {
  const told: Promise<string>[] = [];
  context.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) told.push(response.text().catch(() => ''));
  });
  return told;
}

/** What no answer may hold about a call that waits for its operator: numbers and answers of whoever judged it. */
const JUDGED = /"(score|rawScore|mean|low|high|coverage)":-?\d|"verdict":|"evaluator":|"failed":\["/;

/** Answers the whole scorecard with one answer, by keys. */
async function answerAll(page: Page, key: string): Promise<number> {
  const entries = page.locator('.entry');
  await entries.first().waitFor();
  const count = await entries.count();
  await entries.first().locator('.criterion').click();
  for (let nth = 0; nth < count; nth += 1) {
    await entries.nth(nth).and(page.locator('.current')).waitFor();
    await page.keyboard.press(key);
    if (nth < count - 1) await page.keyboard.press('ArrowDown');
  }
  await page
    .getByText(`${String(count)} of ${String(count)} answered`)
    .first()
    .waitFor();
  return count;
}

test('until they submit, nothing that an operator opens or is sent holds how their call was judged', async () => {
  const { page } = await site.signedIn(WHO.operator);
  const told = toldTo(page.context());
  await page.goto('/reviews');
  const rows = page.getByRole('table', { name: 'Waiting' }).locator('tbody tr');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(2);
  const calls = [
    'sort=worst',
    'sort=best',
    'minScore=0',
    'maxScore=100',
    'failed=greeting',
    'words=дім',
    'channel=chat',
  ];
  for (const query of calls) {
    await page.goto(`/calls?${query}`);
    await page.locator('.shown[aria-busy=false]').or(page.getByText('No call fits these filters')).first().waitFor();
  }
  await page.goto('/');
  await page.getByRole('group', { name: 'Quality' }).getByRole('link').click();
  await page.getByRole('dialog', { name: 'Quality' }).locator('pre').waitFor({ state: 'attached' });
  await page.goto('/calls/shop/uk-call-objection-left');
  await page.getByText('Waits for your own review').waitFor();
  expect(await page.locator('.verdict').count()).toBe(0);
  await page.getByRole('link', { name: 'Review it now' }).click();
  await page.locator('.entry').first().waitFor();
  const csv = await page.request.get('/api/calls.csv', { headers: { 'X-Etalon': '1' } });
  const lines = (await csv.text()).trim().split('\r\n');
  const [head = '', ...rest] = lines;
  const score = head.split(',').indexOf('score');
  expect(score).toBeGreaterThan(0);
  expect(rest.map((line) => line.split(',')[score])).toEqual(rest.map(() => ''));
  const answers = await Promise.all(told);
  expect(answers.length).toBeGreaterThan(15);
  expect(answers.filter((text) => JUDGED.test(text))).toEqual([]);
  // The same call as somebody is told of it who may know.
  const { page: administrator } = await site.signedIn(WHO.administrator);
  const known = await administrator.request.get('/api/calls/shop/uk-call-objection-left');
  expect(await known.text()).toMatch(JUDGED);
});

test('a draft survives a reload and a lost connection', async () => {
  const { page } = await site.signedIn(WHO.operator);
  await page.goto('/reviews/shop/uk-call-objection-left');
  const entries = page.locator('.entry');
  await entries.first().getByRole('button', { name: 'Yes', exact: true }).click();
  await page.getByText(/^Saved \d/).waitFor();
  await page.context().setOffline(true);
  await entries.nth(1).getByRole('button', { name: 'No', exact: true }).click();
  await page.getByLabel('Comment', { exact: true }).fill('Said too late, after the price.');
  await page.locator('.saved').getByText('Not saved: no connection. The answers are kept in this browser.').waitFor();
  await page.context().setOffline(false);
  await page.getByText(/^Saved \d/).waitFor();
  await page.reload();
  await entries.first().getByRole('button', { name: 'Yes', exact: true, pressed: true }).waitFor();
  await entries.nth(1).getByRole('button', { name: 'No', exact: true, pressed: true }).waitFor();
  await entries.nth(1).locator('.criterion').click();
  expect(await page.getByLabel('Comment', { exact: true }).inputValue()).toBe('Said too late, after the price.');
});

test('what was typed while the connection was away and the page closed is there again, and saved', async () => {
  const { page } = await site.signedIn(WHO.operator);
  const path = '/reviews/shop/uk-chat-good';
  await page.goto(path);
  await page.locator('.entry').first().getByRole('button', { name: 'Yes', exact: true }).waitFor();
  await page.route('**/draft', (route) => route.abort());
  await page.locator('.entry').first().getByRole('button', { name: 'Yes', exact: true }).click();
  await page.locator('.saved').getByText('Not saved: no connection.').waitFor();
  await page.goto('/reviews');
  await isOpen(page, 'My reviews');
  await page.unroute('**/draft');
  await page.goto(path);
  await page.locator('.entry').first().getByRole('button', { name: 'Yes', exact: true, pressed: true }).waitFor();
  await page.getByText(/^Saved \d/).waitFor();
});

test('a save that meets a newer one of another window lets the reader choose', async () => {
  const { page: one } = await site.signedIn(WHO.operator);
  const { page: other } = await site.signedIn(WHO.operator);
  for (const page of [one, other]) {
    await page.goto('/reviews/shop/uk-chat-good');
    await page.locator('.entry').nth(2).waitFor();
  }
  await other.locator('.entry').nth(2).getByRole('button', { name: 'No', exact: true }).click();
  await other.getByText(/^Saved \d/).waitFor();
  await one.locator('.entry').nth(2).getByRole('button', { name: 'Yes', exact: true }).click();
  await one.getByText('There are two drafts of this scorecard').first().waitFor();
  await one.getByRole('button', { name: 'Take the saved one' }).click();
  await one.locator('.entry').nth(2).getByRole('button', { name: 'No', exact: true, pressed: true }).waitFor();
});

test('windows that were left open show the result of what another one submitted', async () => {
  const { page } = await site.signedIn(WHO.operator);
  const { page: typing } = await site.signedIn(WHO.operator);
  const { page: submitting } = await site.signedIn(WHO.operator);
  const pages = [page, typing, submitting];
  for (const one of pages) {
    await one.goto('/reviews/shop/uk-chat-good');
    await one.locator('.entry').nth(3).waitFor();
  }
  const submit = async (one: Page): Promise<void> => {
    await one.getByRole('button', { name: 'Submit', exact: true }).click();
    await one.getByRole('button', { name: 'Submit all the same' }).click();
  };
  await submit(page);
  await typing.locator('.entry').nth(3).getByRole('button', { name: 'Yes', exact: true }).click();
  await submit(submitting);
  for (const one of pages) {
    await one.locator('p.same').waitFor();
    expect(await one.locator('.entry').count()).toBe(0);
    const left = one.locator('.compared-line').filter({ hasText: 'not answered' });
    await left.first().locator('.voices > div').first().getByText('not answered', { exact: true }).waitFor();
  }
});

test('after submit the answers stand side by side, and a remark comes back with its answer', async () => {
  const { page } = await site.signedIn('anton-lisov');
  await page.goto('/reviews/shop/mixed-ru-uk');
  await answerAll(page, '1');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  const same = page.locator('p.same');
  await same.getByText(/^\d+ of \d+ answers the same/).waitFor();
  await page.getByRole('heading', { name: /^Answered the same/ }).waitFor();
  await page.locator('.compared-line').first().getByText('Machine').first().waitFor();
  await page
    .locator('.compared-line')
    .first()
    .getByRole('button', { name: /^Not right, here/ })
    .click();
  await page.getByLabel('What is not right?').fill('The customer was greeted in Ukrainian.');
  await page.getByRole('button', { name: 'Send to the supervisor' }).click();
  await page.getByText('waits for an answer').waitFor();

  const { page: supervisor } = await site.signedIn(WHO.supervisor);
  await supervisor.goto('/remarks');
  const card = supervisor.locator('.remark-card').filter({ hasText: 'The customer was greeted in Ukrainian.' });
  await card.getByRole('button', { name: /^Hear and read the moment/ }).click();
  await card.locator('.turn').first().waitFor();
  await card.getByRole('radio', { name: 'The judgement stays' }).check();
  await card.getByLabel('Why').fill('The greeting names no company.');
  await card.getByRole('button', { name: 'Send the answer' }).click();
  await card.getByText('the answer stays').waitFor();

  await page.goto('/remarks?state=answered');
  await page.getByText('The greeting names no company.').waitFor();
  await page.goto('/reviews');
  const done = page.getByRole('table', { name: 'Done' });
  await done.getByText(/^\d+ of \d+ the same$/).waitFor();
  await page.goto('/calls/shop/mixed-ru-uk');
  await page.locator('.verdict-row').first().waitFor();
});

test('a remark that was found right leads to scoring the call, also later, and changes nothing by itself', async () => {
  const { page } = await site.signedIn('anton-lisov');
  await page.goto('/reviews/shop/mixed-ru-uk');
  const line = page.locator('.compared-line').nth(1);
  await line.getByRole('button', { name: /^Not right, here/ }).click();
  await page.getByLabel('What is not right?').fill('It was said at the end.');
  await page.getByRole('button', { name: 'Send to the supervisor' }).click();
  await line.getByText('waits for an answer').waitFor();

  const { page: supervisor } = await site.signedIn(WHO.supervisor);
  await supervisor.goto('/remarks');
  const card = supervisor.locator('.remark-card').filter({ hasText: 'It was said at the end.' });
  await card.getByRole('radio', { name: 'The operator is right' }).check();
  await card.getByLabel('Why').fill('True, it was.');
  await card.getByRole('button', { name: 'Send the answer' }).click();
  await card.getByRole('button', { name: 'Score the call' }).waitFor();
  await supervisor.goto('/remarks?state=answered');
  await card.getByText('agreed: the score is to be corrected').waitFor();

  await page.goto('/remarks?state=answered');
  const own = page.locator('.remark-card').filter({ hasText: 'It was said at the end.' });
  await own.getByText('agreed: the score is to be corrected').waitFor();
  expect(await own.getByRole('button', { name: 'Score the call' }).count()).toBe(0);

  await card.getByRole('button', { name: 'Score the call' }).click();
  await supervisor.locator('.entry').first().waitFor();
  expect(new URL(supervisor.url()).pathname).toBe('/checks/shop/mixed-ru-uk/anton-lisov');
});

test('a call of one’s own choice comes into the queue, and is marked so', async () => {
  const { page } = await site.signedIn('rada-ilieva');
  const { db } = site.deps();
  // The draw is past, and left this call out.
  const { accountId } = site.account('rada-ilieva');
  db.run('UPDATE accounts SET drawnToMs = :now WHERE accountId = :accountId', { accountId, now: Date.now() });
  await page.goto('/calls/shop/bg-call-complaint');
  await page.locator('.verdict-row').first().waitFor();
  await page.getByRole('button', { name: 'Review this call myself' }).click();
  await page.locator('.entry').first().waitFor();
  await page.goto('/reviews');
  await page.getByRole('table', { name: 'Waiting' }).getByText('by yourself').waitFor();
});
