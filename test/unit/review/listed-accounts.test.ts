import { expect, it, onTestFinished } from 'vitest';
import type { Operator } from '../../../ingest/operator.ts';
import { takeListedAccounts } from '../../../review/people/listed-accounts.ts';
import { accountOfLogin, readAccounts, type Account } from '../../../store/app/accounts.ts';
import { openAppDb } from '../../../store/app/app-db.ts';

const NOW = Date.UTC(2026, 2, 2, 12);

const row = (operatorId: string, project: string, team: string, of: Partial<Operator> = {}): Operator => ({
  ...{ operatorId, project, name: operatorId, team, site: '', role: 'operator' },
  ...{ hired: '', left: '', aliases: [] },
  ...of,
});

/** The accounts after each of the lists was taken in turn. */
function accountsAfter(...lists: readonly (readonly Operator[])[]): (login: string) => Account | null {
  const db = openAppDb(':memory:');
  onTestFinished(() => {
    db.close();
  });
  for (const list of lists) takeListedAccounts(db, NOW, list);
  return (login) => {
    // Two names that differ in case only are never two accounts.
    expect(new Set(readAccounts(db).map((one) => one.login.toLowerCase())).size).toBe(readAccounts(db).length);
    return accountOfLogin(db, login);
  };
}

it('who left one project keeps the account for the others, and sees the calls of the one that they left no more', () => {
  const both = [row('anna', 'shop', 'sales'), row('anna', 'bank', 'loans')];
  const oneLeft = [row('anna', 'shop', 'sales', { left: '2026-03-01' }), row('anna', 'bank', 'loans')];
  expect(accountsAfter(both, oneLeft)('anna')).toMatchObject({ isOff: false, projects: ['bank'] });
});

it('who left everywhere is switched off, on the day after their last one', () => {
  const left = (day: string) => [row('anna', 'shop', 'sales', { left: day }), row('anna', 'bank', '', { left: day })];
  expect(accountsAfter([row('anna', 'shop', '')], left('2026-03-01'))('anna')).toMatchObject({ isOff: true });
  expect(accountsAfter(left('2026-03-02'))('anna')).toMatchObject({ isOff: false, projects: ['bank', 'shop'] });
  expect(accountsAfter(left('2026-03-01'))('anna')).toBeNull();
});

it('who supervises one team supervises none that they only take calls in', () => {
  const mixed = [row('sofia', 'shop', 'sales', { role: 'supervisor' }), row('sofia', 'bank', 'loans')];
  expect(accountsAfter(mixed)('sofia')).toMatchObject({ role: 'supervisor', projects: ['shop'], teams: ['sales'] });
});

it('of two operators whose ids differ in case only the second does not take over the account of the first', () => {
  const account = accountsAfter([row('anna', 'shop', '')], [row('anna', 'shop', ''), row('ANNA', 'bank', '')]);
  expect(account('anna')).toMatchObject({ login: 'anna', operatorId: 'anna', projects: ['shop'], isOff: false });
});
