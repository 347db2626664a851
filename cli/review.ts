import type { OpenedReview } from '../open-review.ts';
import type { Places } from './command-line.ts';
import type { Streams } from './opened.ts';
import { accountOfLogin, addAccount, readAccounts } from '../store/app/accounts.ts';
import { makeLink } from '../store/app/sessions.ts';
import { demoAccounts } from '../review/people/demo-accounts.ts';
import { linkUrl } from '../review/people/people-handlers.ts';
import { table } from './table.ts';
import { untilStopped } from './watch.ts';

/** The pages in a process of their own, over a store that other processes fill; `close` ends the store too. */
export type OpenReview = (places: Places, signal: AbortSignal) => Promise<OpenedReview | null>;

/** `review`: serves the pages until stopped. 1 when they are switched off. */
export async function reviewCommand(places: Places, open: OpenReview, { out }: Streams): Promise<number> {
  const say = (text: string): void => {
    out.write(`${text}\n`);
  };
  const stop = untilStopped(say);
  const review = await open(places, stop.soft);
  if (review === null) {
    say('The pages are switched off: ETALON_REVIEW=off.');
    return 1;
  }
  try {
    say(`${reviewText(review)}\nCtrl-C ends.`);
    await new Promise<void>((resolve) => {
      stop.soft.addEventListener('abort', () => {
        resolve();
      });
      if (stop.soft.aborted) resolve();
    });
    return 0;
  } finally {
    await review.close();
  }
}

/** Where the pages are, and how the first administrator gets in; once somebody can, only where they are. */
export function reviewText({ url, deps }: OpenedReview): string {
  const { db, now } = deps;
  const canAdminister = readAccounts(db).some(
    ({ role, isOff, passwordHash }) => role === 'administrator' && !isOff && passwordHash !== '',
  );
  if (canAdminister) return `The pages are at ${url}`;
  const login = 'admin';
  const admin = { login, name: 'Administrator', role: 'administrator', projects: [], teams: [] } as const;
  const accountId =
    accountOfLogin(db, login)?.accountId ?? addAccount(db, now(), { ...admin, operatorId: '', isListed: false });
  const { token } = makeLink(db, now(), accountId);
  return `The pages are at ${url}\nNobody can administer them yet. Choose the password of "${login}", once, within three days:\n  ${linkUrl(url, token)}`;
}

/** Where the pages of the demo are, and who can sign in there. */
export async function demoReviewText({ url, deps }: OpenedReview): Promise<string> {
  const { password, accounts } = await demoAccounts(deps);
  const rows = accounts.map(({ login, role, name }) => [login, role, name]);
  const list = table([{ title: 'sign in as' }, { title: 'role' }, { title: 'name' }], rows, '');
  return `The pages are at ${url}\n${list}\nEach with the password  ${password}`;
}
