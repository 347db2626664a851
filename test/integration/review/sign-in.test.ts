import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isPassword, passwordHash } from '../../../review/people/passwords.ts';
import { accountOfLogin, setPassword } from '../../../store/app/accounts.ts';
import { readAudit } from '../../../store/app/audit.ts';
import { makeLink } from '../../../store/app/sessions.ts';
import { NOW, openWorld, type ReviewWorld } from '../../harness/review-world.ts';

const PASSWORD = 'an unusual sentence';
const refusal = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

async function codeOf(response: Response): Promise<string> {
  return refusal.parse(await response.json()).code;
}

async function withPassword(login: string): Promise<ReviewWorld> {
  const world = await openWorld();
  const account = accountOfLogin(world.deps.db, login);
  setPassword(world.deps.db, account?.accountId ?? '', await passwordHash(PASSWORD, login));
  return world;
}

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

describe('signing in', () => {
  it('gives a session, that ends by signing out', async () => {
    const world = await withPassword('anna');
    const response = await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ login: 'anna', role: 'operator', operatorId: 'anna' });
    const cookie = cookieOf(response);
    expect((await world.ask('', 'GET', '/api/me', undefined, { cookie })).status).toBe(200);
    expect((await world.ask('', 'DELETE', '/api/session', undefined, { cookie })).status).toBe(200);
    expect(await codeOf(await world.ask('', 'GET', '/api/me', undefined, { cookie }))).toBe('SESSION_OVER');
  });

  it('says the same of a wrong password and of a name that nobody has', async () => {
    const world = await withPassword('anna');
    const wrong = await world.ask('', 'POST', '/api/session', { login: 'anna', password: 'wrong' });
    const unknown = await world.ask('', 'POST', '/api/session', { login: 'nobody', password: 'wrong' });
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
    // An account that has chosen no password yet opens with none.
    const empty = await world.ask('', 'POST', '/api/session', { login: 'boris', password: 'x' });
    expect(await codeOf(empty)).toBe('WRONG_PASSWORD');
  });

  it('is slowed down after five failures, also for the right password', async () => {
    const world = await withPassword('anna');
    for (let nth = 0; nth < 5; nth += 1)
      expect(await codeOf(await world.ask('', 'POST', '/api/session', { login: 'anna', password: 'wrong' }))).toBe(
        'WRONG_PASSWORD',
      );
    const right = await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD });
    expect(right.status).toBe(429);
    expect(await right.json()).toMatchObject({ code: 'TOO_MANY_TRIES', params: { minutes: 15 } });
  });

  it('ends a session that was there before: nobody goes on with a planted one', async () => {
    const world = await withPassword('anna');
    const first = cookieOf(await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD }));
    const again = await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD }, { cookie: first });
    expect(cookieOf(again)).not.toBe(first);
    expect((await world.ask('', 'GET', '/api/me', undefined, { cookie: first })).status).toBe(401);
  });

  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['without the header of our pages', { 'x-etalon': '' }],
    ['under a foreign name of this machine', { host: 'evil.example' }],
  ])('is refused %s', async (_, headers) => {
    const world = await withPassword('anna');
    const response = await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD }, headers);
    expect(await codeOf(response)).toBe('REQUEST_FORGED');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('is written down, and the password nowhere', async () => {
    const world = await withPassword('anna');
    await world.ask('', 'POST', '/api/session', { login: 'anna', password: 'wrong password' });
    await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD });
    const rows = readAudit(world.deps.db, null, 10);
    expect(rows.map(({ action }) => action)).toEqual(['signed_in', 'sign_in_failed']);
    expect(JSON.stringify(rows)).not.toMatch(/wrong password|unusual/);
  });
});

describe('a one-time link', () => {
  it('lets its owner choose a password and signs in, once', async () => {
    const world = await openWorld();
    const account = accountOfLogin(world.deps.db, 'boris');
    const { token } = makeLink(world.deps.db, NOW, account?.accountId ?? '');
    expect(await (await world.ask('', 'GET', `/api/links/${token}`)).json()).toEqual({
      login: 'boris',
      name: 'boris of the shop',
    });
    const short = await world.ask('', 'POST', `/api/links/${token}`, { password: 'short' });
    expect(await codeOf(short)).toBe('PASSWORD_TOO_SHORT');
    const used = await world.ask('', 'POST', `/api/links/${token}`, { password: PASSWORD });
    expect([used.status, cookieOf(used)]).toEqual([200, expect.stringMatching(/^etalon=.{40,}/)]);
    const again = await world.ask('', 'POST', `/api/links/${token}`, { password: PASSWORD });
    expect([again.status, await codeOf(again)]).toEqual([410, 'LINK_USED_UP']);
  });
});

describe('a password', () => {
  it.each(['an unusual sentence', 'четыре слова подряд', 'кілька-слів-поспіль', 'zażółć gęślą jaźń'])(
    '%s is taken',
    async (password) => {
      const kept = await passwordHash(password, 'anna');
      expect(kept).toMatch(/^\$argon2id\$/);
      expect(await isPassword(kept, password)).toBe(true);
      expect(await isPassword(kept, `${password} `)).toBe(false);
    },
  );

  it.each([
    ['short', 'PASSWORD_TOO_SHORT'],
    ['aaaaaaaaaaaa', 'PASSWORD_WELL_KNOWN'],
    ['1234567890', 'PASSWORD_WELL_KNOWN'],
    ['Password2026!', 'PASSWORD_WELL_KNOWN'],
    ['Пароль123456', 'PASSWORD_WELL_KNOWN'],
    ['anna-belova1', 'PASSWORD_WELL_KNOWN'],
  ])('%s is refused as %s', async (password, code) => {
    await expect(passwordHash(password, 'anna-belova')).rejects.toMatchObject({ code });
  });

  it('is changed by its owner who knows the old one, and other sessions end', async () => {
    const world = await withPassword('anna');
    const one = cookieOf(await world.ask('', 'POST', '/api/session', { login: 'anna', password: PASSWORD }));
    const wrong = { password: 'another good sentence', oldPassword: 'wrong' };
    expect(await codeOf(await world.ask('', 'PUT', '/api/me', wrong, { cookie: one }))).toBe('WRONG_PASSWORD');
    const changed = await world.ask('', 'PUT', '/api/me', { ...wrong, oldPassword: PASSWORD }, { cookie: one });
    expect(changed.status).toBe(200);
    expect((await world.ask('', 'GET', '/api/me', undefined, { cookie: one })).status).toBe(401);
    expect((await world.ask('', 'GET', '/api/me', undefined, { cookie: cookieOf(changed) })).status).toBe(200);
  });
});
