import type { Operator } from '../../ingest/operator.ts';
import { accountOfLogin, addAccount, changeAccount, readAccounts, type NewAccount } from '../../store/app/accounts.ts';
import type { AppDb } from '../../store/app/app-db.ts';

/**
 * Gives everybody of operators.csv an account, named by their operatorId, and keeps name, role, projects and teams as the
 * list has them. Who left all their projects, or is on the list no more, is switched off. What an administrator added by
 * hand stays, and so does the account of an id that differs from another one in case only: a name is one person's.
 */
export function takeListedAccounts(db: AppDb, nowMs: number, operators: readonly Operator[]): void {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const rows = operators.filter(({ left }) => left === '' || left >= today);
  const listed = [...Map.groupBy(rows, ({ operatorId }) => operatorId).values()].map(listedAccount);
  const here = new Set(listed.map(({ login }) => login));
  db.write(() => {
    for (const account of listed) {
      const known = accountOfLogin(db, account.login);
      if (known === null) addAccount(db, nowMs, account);
      else if (known.isListed && known.login === account.login)
        changeAccount(db, known.accountId, { ...account, isOff: known.isOff });
    }
    for (const account of readAccounts(db))
      if (account.isListed && !account.isOff && !here.has(account.login))
        changeAccount(db, account.accountId, { ...account, isOff: true });
  });
}

/**
 * Rows of one person in several projects are one account. Who supervises anywhere is a supervisor, of the projects and
 * teams that they supervise: where they only take calls they judge nobody.
 */
function listedAccount(all: readonly Operator[]): NewAccount {
  const supervised = all.filter(({ role }) => role === 'supervisor');
  const isSupervisor = supervised.length > 0;
  const rows = isSupervisor ? supervised : all;
  const [first] = rows;
  return {
    login: first?.operatorId ?? '',
    name: first?.name ?? '',
    role: isSupervisor ? 'supervisor' : 'operator',
    operatorId: first?.operatorId ?? '',
    projects: rows.map(({ project }) => project),
    teams: isSupervisor ? rows.map(({ team }) => team).filter((team) => team !== '') : [],
    isListed: true,
  };
}
