import { z } from 'zod';
import { LANGUAGES } from '../../ingest/project.ts';
import { accountOfLogin, readAccount, setLooks, setPassword, THEMES, type Account } from '../../store/app/accounts.ts';
import { addAudit } from '../../store/app/audit.ts';
import { accountOfLink, closeSession, openSession, useLink } from '../../store/app/sessions.ts';
import { addFailedTry, forgetFailedTries, waitBeforeTry } from '../../store/app/tries.ts';
import type { Asked, Handler } from '../asked.ts';
import type { Me } from '../contract/me.ts';
import type { LinkFor } from '../contract/people.ts';
import type { ReviewDeps } from '../deps.ts';
import { Refused } from '../refused.ts';
import type { RouteName } from '../rights.ts';
import { endedCookie, sessionCookie, sessionToken } from '../session-cookie.ts';
import { isPassword, passwordHash } from './passwords.ts';

const signIn = z.object({ login: z.string().min(1).max(200), password: z.string().min(1).max(1000) });
const newPassword = z.object({ password: z.string().max(1000) });
const changes = z.object({
  language: z.enum(['', ...LANGUAGES]).optional(),
  theme: z.enum(THEMES).optional(),
  password: z.string().max(1000).optional(),
  oldPassword: z.string().max(1000).optional(),
});

/** `meOf`: what an account is told about itself. */
export function signInHandlers(
  deps: ReviewDeps,
  meOf: (account: Account) => Promise<Me>,
): Pick<Record<RouteName, Handler>, 'session.open' | 'session.close' | 'link.look' | 'link.use' | 'me' | 'me.change'> {
  const { db, now } = deps;
  const isSecure = deps.baseUrl.startsWith('https:');

  /** A new session each time: one that was there before, by whomever, is over. */
  const signedIn = async (asked: Asked, accountId: string): Promise<Response> => {
    const account = readAccount(db, accountId);
    if (account === null) throw new Refused('SESSION_OVER');
    closeSession(db, sessionToken(asked.request.headers, isSecure));
    const cookie = sessionCookie(openSession(db, now(), account), isSecure);
    return new Response(JSON.stringify(await meOf(account)), {
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'set-cookie': cookie },
    });
  };

  return {
    'session.open': async (asked) => {
      const { login, password } = await asked.body(signIn);
      const account = await checked(deps, { login, place: asked.place }, password);
      addAudit(db, now(), { accountId: account.accountId, action: 'signed_in' });
      return signedIn(asked, account.accountId);
    },
    'session.close': (asked) => {
      closeSession(db, sessionToken(asked.request.headers, isSecure));
      addAudit(db, now(), { accountId: asked.viewer().account.accountId, action: 'signed_out' });
      return Promise.resolve(
        new Response('null', { headers: { 'content-type': 'application/json', 'set-cookie': endedCookie(isSecure) } }),
      );
    },
    'link.look': (asked): Promise<LinkFor> => {
      const account = accountOfLink(db, now(), asked.params['token'] ?? '');
      if (account === null) throw new Refused('LINK_USED_UP');
      return Promise.resolve({ login: account.login, name: account.name });
    },
    'link.use': async (asked) => {
      const token = asked.params['token'] ?? '';
      const account = accountOfLink(db, now(), token);
      if (account === null) throw new Refused('LINK_USED_UP');
      const { password } = await asked.body(newPassword);
      const kept = await passwordHash(password, account.login);
      db.write(() => {
        // Of two who used it at once the second comes too late.
        if (!useLink(db, now(), token)) throw new Refused('LINK_USED_UP');
        setPassword(db, account.accountId, kept);
        addAudit(db, now(), { accountId: account.accountId, action: 'password_set', details: { by: 'link' } });
      });
      return signedIn(asked, account.accountId);
    },
    me: (asked) => meOf(asked.viewer().account),
    'me.change': async (asked) => {
      const changed = await asked.body(changes);
      // As it is now: another change may have come while this one was read.
      const account = readAccount(db, asked.viewer().account.accountId) ?? asked.viewer().account;
      const { language = account.language, theme = account.theme, password, oldPassword = '' } = changed;
      setLooks(db, account.accountId, { language, theme });
      if (password === undefined) return meOf({ ...account, language, theme });
      await checked(deps, { login: account.login, place: asked.place }, oldPassword);
      const kept = await passwordHash(password, account.login);
      db.write(() => {
        setPassword(db, account.accountId, kept);
        addAudit(db, now(), { accountId: account.accountId, action: 'password_set', details: { by: 'owner' } });
      });
      return signedIn(asked, account.accountId);
    },
  };
}

/** The account of a name and password. The same answer for a wrong name and a wrong password, in the same time. */
async function checked(
  { db, now }: ReviewDeps,
  tried: { login: string; place: string },
  password: string,
): Promise<Account> {
  const waitMs = waitBeforeTry(db, now(), tried);
  if (waitMs > 0) throw new Refused('TOO_MANY_TRIES', { minutes: Math.ceil(waitMs / 60_000) });
  // Counted before it is checked: a hundred at once are a hundred tries.
  addFailedTry(db, now(), tried);
  const account = accountOfLogin(db, tried.login.trim());
  const isRight = await isPassword(account?.passwordHash ?? null, password);
  if (account === null || !isRight || account.isOff) {
    addAudit(db, now(), { accountId: account?.accountId ?? '', action: 'sign_in_failed' });
    throw new Refused('WRONG_PASSWORD');
  }
  forgetFailedTries(db, tried);
  return account;
}
