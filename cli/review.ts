import type { OpenedReview } from '../open-review.ts';
import { accountOfLogin, addAccount, readAccounts } from '../store/app/accounts.ts';
import { makeLink } from '../store/app/sessions.ts';
import { demoAccounts } from '../review/people/demo-accounts.ts';
import { linkUrl } from '../review/people/people-handlers.ts';
import { table } from './table.ts';

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
