import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  accountOfLogin,
  addAccount,
  changeAccount,
  readAccount,
  setPassword,
  type NewAccount,
} from '../../../../store/app/accounts.ts';
import { openAppDb, type AppDb } from '../../../../store/app/app-db.ts';
import {
  accountOfLink,
  accountOfSession,
  closeSession,
  IDLE_MS,
  LINK_MS,
  LONGEST_MS,
  makeLink,
  openSession,
  useLink,
} from '../../../../store/app/sessions.ts';
import { addFailedTry, forgetFailedTries, waitBeforeTry } from '../../../../store/app/tries.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const ANNA: NewAccount = {
  ...{ login: 'anna', name: 'Anna', role: 'operator', operatorId: 'anna' },
  ...{ projects: ['shop'], teams: [], isListed: true },
};

function emptyDb(): AppDb {
  const db = openAppDb(':memory:');
  onTestFinished(() => {
    db.close();
  });
  return db;
}

describe('accounts', () => {
  it('are found by their name in whatever case it is written', () => {
    const db = emptyDb();
    const accountId = addAccount(db, NOW, ANNA);
    expect(accountOfLogin(db, 'ANNA')).toMatchObject({ accountId, ...ANNA, isOff: false, passwordHash: '' });
    expect(accountOfLogin(db, 'ann')).toBeNull();
  });

  it('stay in the folder, and a file that is none is refused by name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'etalon-app-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const first = openAppDb(folder);
    const accountId = addAccount(first, NOW, ANNA);
    first.close();
    const again = openAppDb(folder);
    expect(readAccount(again, accountId)?.name).toBe('Anna');
    again.close();
    writeFileSync(join(folder, 'app.db'), 'not a database, but long enough to be looked at as one'.repeat(10));
    expect(() => openAppDb(folder)).toThrow(expect.objectContaining({ code: 'APP_DB_UNUSABLE' }));
  });

  it('nothing of a change is kept when a part of it fails', () => {
    const db = emptyDb();
    expect(() => {
      db.write(() => {
        addAccount(db, NOW, ANNA);
        db.write(() => {
          addAccount(db, NOW, ANNA);
        });
      });
    }).toThrow();
    expect(accountOfLogin(db, 'anna')).toBeNull();
  });
});

describe('a session', () => {
  it('is known by its token only, of which the file holds nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'etalon-app-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const db = openAppDb(folder);
    const accountId = addAccount(db, NOW, ANNA);
    const token = openSession(db, NOW, { accountId });
    const link = makeLink(db, NOW, accountId);
    expect(accountOfSession(db, NOW, token)?.accountId).toBe(accountId);
    expect(accountOfSession(db, NOW, `${token}x`)).toBeNull();
    db.close();
    const file = readFileSync(join(folder, 'app.db'), 'latin1');
    expect(file).toContain(accountId);
    expect(file).not.toContain(token);
    expect(file).not.toContain(link.token);
  });

  it('ends when nobody was there for long, and after a week in any case', () => {
    const db = emptyDb();
    const accountId = addAccount(db, NOW, ANNA);
    const token = openSession(db, NOW, { accountId });
    expect(accountOfSession(db, NOW + IDLE_MS, token)).not.toBeNull();
    expect(accountOfSession(db, NOW + IDLE_MS + IDLE_MS, token)).not.toBeNull();
    expect(accountOfSession(db, NOW + 3 * IDLE_MS + 1, token)).toBeNull();
    const busy = openSession(db, NOW, { accountId });
    for (let at = NOW; at <= NOW + LONGEST_MS; at += IDLE_MS) expect(accountOfSession(db, at, busy)).not.toBeNull();
    expect(accountOfSession(db, NOW + LONGEST_MS + 1, busy)).toBeNull();
  });

  it.each([
    [
      'signing out',
      (db: AppDb, _: string, token: string) => {
        closeSession(db, token);
      },
    ],
    [
      'a new password',
      (db: AppDb, accountId: string) => {
        setPassword(db, accountId, 'hash');
      },
    ],
    [
      'another role',
      (db: AppDb, accountId: string) => {
        changeAccount(db, accountId, { ...ANNA, role: 'supervisor', isOff: false });
      },
    ],
    [
      'another project',
      (db: AppDb, accountId: string) => {
        changeAccount(db, accountId, { ...ANNA, projects: ['bank'], isOff: false });
      },
    ],
    [
      'other teams',
      (db: AppDb, accountId: string) => {
        changeAccount(db, accountId, { ...ANNA, teams: ['night'], isOff: false });
      },
    ],
    [
      'being switched off',
      (db: AppDb, accountId: string) => {
        changeAccount(db, accountId, { ...ANNA, isOff: true });
      },
    ],
  ])('ends at once by %s', (_, change) => {
    const db = emptyDb();
    const accountId = addAccount(db, NOW, ANNA);
    const token = openSession(db, NOW, { accountId });
    change(db, accountId, token);
    expect(accountOfSession(db, NOW, token)).toBeNull();
  });

  it('goes on when only the name was written anew', () => {
    const db = emptyDb();
    const accountId = addAccount(db, NOW, ANNA);
    const token = openSession(db, NOW, { accountId });
    changeAccount(db, accountId, { ...ANNA, name: 'Anna B.', isOff: false });
    expect(accountOfSession(db, NOW, token)?.name).toBe('Anna B.');
  });
});

describe('a one-time link', () => {
  it('works once, for three days, and only the newest of an account', () => {
    const db = emptyDb();
    const accountId = addAccount(db, NOW, ANNA);
    const old = makeLink(db, NOW, accountId);
    const link = makeLink(db, NOW, accountId);
    expect(accountOfLink(db, NOW, old.token)).toBeNull();
    expect(accountOfLink(db, NOW + LINK_MS, link.token)?.accountId).toBe(accountId);
    expect(accountOfLink(db, NOW + LINK_MS + 1, link.token)).toBeNull();
    expect(useLink(db, NOW, link.token)).toBe(true);
    expect(useLink(db, NOW, link.token)).toBe(false);
    expect(accountOfLink(db, NOW, link.token)).toBeNull();
  });
});

it('a one-time link that lies about is over once its owner has chosen a password in another way', () => {
  const db = emptyDb();
  const accountId = addAccount(db, NOW, ANNA);
  const { token } = makeLink(db, NOW, accountId);
  setPassword(db, accountId, 'a hash');
  expect(accountOfLink(db, NOW, token)).toBeNull();
  expect(useLink(db, NOW, token)).toBe(false);
});

describe('who fails to sign in', () => {
  const HERE = { login: 'anna', place: '10.0.0.1' };
  const MINUTE = 60_000;

  it('waits after five tries until the first of them is a quarter of an hour old', () => {
    const db = emptyDb();
    for (let nth = 0; nth < 5; nth += 1) {
      expect(waitBeforeTry(db, NOW + nth * MINUTE, HERE)).toBe(0);
      addFailedTry(db, NOW + nth * MINUTE, HERE);
    }
    expect(waitBeforeTry(db, NOW + 5 * MINUTE, HERE)).toBe(10 * MINUTE);
    expect(waitBeforeTry(db, NOW + 5 * MINUTE, { ...HERE, login: ' Anna ' })).toBe(10 * MINUTE);
    expect(waitBeforeTry(db, NOW + 15 * MINUTE, HERE)).toBe(0);
  });

  it('keeps nobody else out: not the same name elsewhere, not another name here', () => {
    const db = emptyDb();
    for (let nth = 0; nth < 5; nth += 1) addFailedTry(db, NOW, HERE);
    expect(waitBeforeTry(db, NOW, { login: 'anna', place: '10.0.0.2' })).toBe(0);
    expect(waitBeforeTry(db, NOW, { login: 'boris', place: '10.0.0.1' })).toBe(0);
  });

  it('is stopped when one place tries many names, or many places one name', () => {
    const db = emptyDb();
    for (let nth = 0; nth < 30; nth += 1) addFailedTry(db, NOW, { login: `name-${String(nth)}`, place: 'bad' });
    expect(waitBeforeTry(db, NOW, { login: 'fresh', place: 'bad' })).toBeGreaterThan(0);
    for (let nth = 0; nth < 50; nth += 1) addFailedTry(db, NOW, { login: 'wanted', place: `place-${String(nth)}` });
    expect(waitBeforeTry(db, NOW, { login: 'wanted', place: 'new' })).toBeGreaterThan(0);
  });

  it('begins anew after a success', () => {
    const db = emptyDb();
    for (let nth = 0; nth < 5; nth += 1) addFailedTry(db, NOW, HERE);
    forgetFailedTries(db, HERE);
    expect(waitBeforeTry(db, NOW, HERE)).toBe(0);
  });

  it('is not each of a shift that signs in from one place, but all who fail there still are', () => {
    const db = emptyDb();
    for (let nth = 0; nth < 100; nth += 1) {
      const tried = { login: `name-${String(nth % 60)}`, place: 'office' };
      expect(waitBeforeTry(db, NOW, tried)).toBe(0);
      addFailedTry(db, NOW, tried);
      forgetFailedTries(db, tried);
    }
    for (let nth = 0; nth < 30; nth += 1) addFailedTry(db, NOW, { login: `name-${String(nth)}`, place: 'office' });
    expect(waitBeforeTry(db, NOW, { login: 'fresh', place: 'office' })).toBeGreaterThan(0);
  });
});
