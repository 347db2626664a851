import type { Operator } from '../../ingest/operator.ts';
import { accountOfLogin, addAccount, changeAccount, readAccounts, type NewAccount } from '../../store/app/accounts.ts';
import type { AppDb } from '../../store/app/app-db.ts';

/**
 * Gives everybody of operators.csv an account, named by their operatorId, and keeps name, role, projects and teams as the
 * list has them. Who left, or is on the list no more, is switched off. What an administrator added by hand stays.
 */
export function takeListedAccounts(db: AppDb, nowMs: number, operators: readonly Operator[]): void {
  const listed = [...Map.groupBy(operators, ({ operatorId }) => operatorId).values()].map(listedAccount);
  const here = new Set(listed.map(({ login }) => login));
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const gone = new Set(operators.filter(({ left }) => left !== '' && left < today).map(({ operatorId }) => operatorId));
  db.write(() => {
    for (const account of listed) {
      const known = accountOfLogin(db, account.login);
      if (known === null) {
        if (!gone.has(account.login)) addAccount(db, nowMs, account);
      } else if (known.isListed)
        changeAccount(db, known.accountId, { ...account, isOff: known.isOff || gone.has(account.login) });
    }
    for (const account of readAccounts(db))
      if (account.isListed && !account.isOff && !here.has(account.login))
        changeAccount(db, account.accountId, { ...account, isOff: true });
  });
}

/** Rows of one person in several projects are one account. A supervisor in one of them is one in all. */
function listedAccount(rows: readonly Operator[]): NewAccount {
  const [first] = rows;
  const isSupervisor = rows.some(({ role }) => role === 'supervisor');
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
