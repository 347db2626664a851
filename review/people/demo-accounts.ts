import { createHmac } from 'node:crypto';
import { accountOfLogin, addAccount, setPassword, type NewAccount } from '../../store/app/accounts.ts';
import type { ReviewDeps } from '../deps.ts';
import { passwordHash } from './passwords.ts';

export type DemoAccount = { readonly login: string; readonly role: NewAccount['role']; readonly name: string };

/** Who of the demo's list of operators is shown, and who is added to it. */
const OPERATORS = ['emma-reed', 'sim-nina'];
const SUPERVISOR = 'helena-marsh';
const ADDED = [
  { login: 'client', role: 'client', name: 'Nora Field' },
  { login: 'director', role: 'executive', name: 'Martha Stone' },
  { login: 'admin', role: 'administrator', name: 'Adam Grey' },
] as const;

/**
 * An account of each role to look around with, all with one password, which is this installation's own and the same at
 * each start. An account whose password was changed keeps the new one.
 */
export async function demoAccounts(
  deps: Pick<ReviewDeps, 'db' | 'known' | 'secret' | 'now'>,
): Promise<{ readonly password: string; readonly accounts: readonly DemoAccount[] }> {
  const { db, known, secret, now } = deps;
  const password = `amber-${createHmac('sha256', secret).update('demo accounts').digest('hex').slice(0, 8)}`;
  const projects = [...known.projects.keys()];
  for (const { login, role, name } of ADDED)
    if (accountOfLogin(db, login) === null)
      addAccount(db, now(), { login, role, name, projects, operatorId: '', teams: [], isListed: false });
  const accounts = [...OPERATORS, SUPERVISOR, ...ADDED.map(({ login }) => login)].flatMap(
    (login) => accountOfLogin(db, login) ?? [],
  );
  const hash = await passwordHash(password, 'demo');
  for (const { accountId, passwordHash: there } of accounts) if (there === '') setPassword(db, accountId, hash);
  return { password, accounts: accounts.map(({ login, role, name }) => ({ login, role, name })) };
}
