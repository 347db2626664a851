import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LANGUAGES } from '../../ingest/project.ts';
import type { AppDb } from './app-db.ts';

export const ROLES = ['operator', 'supervisor', 'client', 'executive', 'administrator'] as const;
export const THEMES = ['', 'light', 'dark'] as const;

const texts = z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json)));
const accountRow = z.object({
  accountId: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** '' for accounts that take no calls. */
  operatorId: z.string(),
  projects: texts,
  /** [] = all teams of the projects. */
  teams: texts,
  /** '' until a password was chosen. */
  passwordHash: z.string(),
  isOff: z.number().transform(Boolean),
  /** Whether operators.csv names them. */
  isListed: z.number().transform(Boolean),
  language: z.enum(['', ...LANGUAGES]),
  theme: z.enum(THEMES),
  lastSeenMs: z.number().nullable(),
  epoch: z.number(),
  drawnToMs: z.number(),
});
export type Account = z.infer<typeof accountRow>;

export type NewAccount = Pick<Account, 'login' | 'name' | 'role' | 'operatorId' | 'isListed'> & {
  readonly projects: readonly string[];
  readonly teams: readonly string[];
};

export function readAccounts(db: AppDb): readonly Account[] {
  return db.all('SELECT * FROM accounts ORDER BY name, login', accountRow);
}

export function readAccount(db: AppDb, accountId: string): Account | null {
  return db.first('SELECT * FROM accounts WHERE accountId = :accountId', accountRow, { accountId });
}

export function accountOfLogin(db: AppDb, login: string): Account | null {
  return db.first('SELECT * FROM accounts WHERE login = :login', accountRow, { login });
}

/** The account's id. The login must be free: the caller asks in the same write. */
export function addAccount(db: AppDb, nowMs: number, account: NewAccount): string {
  const accountId = randomUUID();
  db.run(
    `INSERT INTO accounts
     (accountId, login, name, role, operatorId, projects, teams, passwordHash, isOff, isListed, language, theme, createdMs, epoch, drawnToMs)
     VALUES (:accountId, :login, :name, :role, :operatorId, :projects, :teams, '', 0, :isListed, '', '', :nowMs, 0, 0)`,
    { accountId, nowMs, ...written(account) },
  );
  return accountId;
}

/** A change of role or reach ends all sessions of the account: what was allowed a moment ago may not be now. */
export function changeAccount(db: AppDb, accountId: string, account: NewAccount & { readonly isOff: boolean }): void {
  db.run(
    `UPDATE accounts SET login = :login, name = :name, role = :role, operatorId = :operatorId, projects = :projects,
       teams = :teams, isListed = :isListed, isOff = :isOff, epoch = epoch +
       (role != :role OR projects != :projects OR teams != :teams OR operatorId != :operatorId OR isOff != :isOff)
     WHERE accountId = :accountId`,
    { accountId, isOff: Number(account.isOff), ...written(account) },
  );
}

/** Ends all sessions of the account, and one-time links that were not used: whoever has one cannot undo the choice. */
export function setPassword(db: AppDb, accountId: string, passwordHash: string): void {
  db.write(() => {
    db.run('UPDATE accounts SET passwordHash = :passwordHash, epoch = epoch + 1 WHERE accountId = :accountId', {
      accountId,
      passwordHash,
    });
    db.run('DELETE FROM links WHERE accountId = :accountId AND usedMs IS NULL', { accountId });
  });
}

export function setLooks(db: AppDb, accountId: string, { language, theme }: Pick<Account, 'language' | 'theme'>): void {
  db.run('UPDATE accounts SET language = :language, theme = :theme WHERE accountId = :accountId', {
    accountId,
    language,
    theme,
  });
}

export function setDrawnTo(db: AppDb, accountId: string, drawnToMs: number): void {
  db.run('UPDATE accounts SET drawnToMs = :drawnToMs WHERE accountId = :accountId', { accountId, drawnToMs });
}

function written({ login, name, role, operatorId, projects, teams, isListed }: NewAccount) {
  return {
    ...{ login, name, role, operatorId, isListed: Number(isListed) },
    projects: JSON.stringify([...new Set(projects)].sort()),
    teams: JSON.stringify([...new Set(teams)].sort()),
  };
}
