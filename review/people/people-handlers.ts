import { z } from 'zod';
import {
  accountOfLogin,
  addAccount,
  changeAccount,
  readAccount,
  readAccounts,
  ROLES,
  type Account,
} from '../../store/app/accounts.ts';
import { addAudit, auditCheck, readAudit } from '../../store/app/audit.ts';
import { invitedAccounts, makeLink } from '../../store/app/sessions.ts';
import type { Asked, Handler } from '../asked.ts';
import type { AuditPage } from '../contract/audit.ts';
import type { OneTimeLink, People, Person } from '../contract/people.ts';
import type { ReviewDeps } from '../deps.ts';
import { Refused } from '../refused.ts';
import type { RouteName } from '../rights.ts';

const change = z.object({
  login: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .regex(/^[^\s/]+$/),
  name: z.string().trim().min(1).max(200),
  role: z.enum(ROLES),
  projects: z.array(z.string()).max(1000),
  teams: z.array(z.string()).max(1000),
  off: z.boolean(),
});

type PeopleRoutes = 'people' | 'people.add' | 'person.change' | 'person.link' | 'audit';

/** Accounts, one-time links and the audit, for administrators. */
export function peopleHandlers(deps: ReviewDeps): Pick<Record<RouteName, Handler>, PeopleRoutes> {
  const { db, now } = deps;
  const isWhole = auditCheck(db);
  return {
    people: (): Promise<People> => {
      const invited = invitedAccounts(db, now());
      return Promise.resolve({ rows: readAccounts(db).map((account) => personOf(account, invited)) });
    },
    'people.add': async (asked): Promise<Person> => {
      const { login, name, role, projects, teams } = await asked.body(change);
      const person = { login, name, role, projects, teams };
      checkProjects(deps, projects);
      return db.write(() => {
        if (accountOfLogin(db, person.login) !== null) throw new Refused('NAME_TAKEN');
        // Who takes calls is on the list of operators: nobody becomes one here.
        if (person.role === 'operator') throw new Refused('REQUEST_INVALID', { field: 'role' });
        const accountId = addAccount(db, now(), { ...person, operatorId: '', isListed: false });
        addAudit(db, now(), { ...by(asked), action: 'person_added', details: { whom: accountId, role: person.role } });
        return personOf(accountOf(deps, accountId), new Set());
      });
    },
    'person.change': async (asked): Promise<Person> => {
      const { off: isOff, ...wanted } = await asked.body(change);
      checkProjects(deps, wanted.projects);
      return db.write(() => {
        const before = accountOf(deps, asked.params['accountId'] ?? '');
        const taken = accountOfLogin(db, wanted.login);
        if (taken !== null && taken.accountId !== before.accountId) throw new Refused('NAME_TAKEN');
        if (isOperatorChange(before, wanted.role)) throw new Refused('REQUEST_INVALID', { field: 'role' });
        // Of those on the list only whether they may sign in is changed here; the rest would come back at the next start.
        changeAccount(db, before.accountId, before.isListed ? { ...before, isOff } : { ...before, ...wanted, isOff });
        if (!readAccounts(db).some(canAdminister)) throw new Refused('LAST_ADMINISTRATOR');
        const after = accountOf(deps, before.accountId);
        addAudit(db, now(), {
          ...by(asked),
          action: 'person_changed',
          details: { whom: before.accountId, role: after.role, off: Number(isOff) },
        });
        return personOf(after, invitedAccounts(db, now()));
      });
    },
    'person.link': (asked): Promise<OneTimeLink> => {
      const { accountId, isOff } = accountOf(deps, asked.params['accountId'] ?? '');
      if (isOff) throw new Refused('REQUEST_INVALID', { field: 'off' });
      const { token, expiresMs } = makeLink(db, now(), accountId);
      addAudit(db, now(), { ...by(asked), action: 'link_made', details: { whom: accountId } });
      return Promise.resolve({ url: linkUrl(deps.baseUrl, token), expiresMs });
    },
    audit: (asked): Promise<AuditPage> => auditPage(deps, asked.query.get('before'), isWhole),
  };
}

/** Where a one-time link leads. */
export function linkUrl(baseUrl: string, token: string): string {
  return `${baseUrl}/welcome/${token}`;
}

const by = (asked: Asked): { readonly accountId: string } => ({ accountId: asked.viewer().account.accountId });

const canAdminister = ({ role, isOff }: Account): boolean => role === 'administrator' && !isOff;

function isOperatorChange(before: Account, role: Account['role']): boolean {
  return !before.isListed && role === 'operator';
}

function accountOf({ db }: ReviewDeps, accountId: string): Account {
  const account = readAccount(db, accountId);
  if (account === null) throw new Refused('NOT_FOUND');
  return account;
}

function checkProjects({ known }: ReviewDeps, projects: readonly string[]): void {
  if (projects.some((project) => !known.projects.has(project)))
    throw new Refused('REQUEST_INVALID', { field: 'projects' });
}

function personOf(account: Account, invited: ReadonlySet<string>): Person {
  const { accountId, login, name, role, operatorId, projects, teams, lastSeenMs } = account;
  const hasPassword = account.passwordHash !== '';
  const state = account.isOff ? 'off' : invited.has(accountId) ? 'invited' : hasPassword ? 'active' : 'new';
  return { accountId, login, name, role, operatorId, projects, teams, state, lastSeenMs, listed: account.isListed };
}

const AUDIT_PAGE = 100;

async function auditPage(
  { db }: ReviewDeps,
  before: string | null,
  isWhole: () => Promise<boolean>,
): Promise<AuditPage> {
  const from = before === null ? null : Number(before);
  if (from !== null && !Number.isSafeInteger(from)) throw new Refused('REQUEST_INVALID', { field: 'before' });
  const rows = readAudit(db, from, AUDIT_PAGE);
  const names = new Map(readAccounts(db).map(({ accountId, login }) => [accountId, login]));
  const last = rows.at(-1);
  return {
    rows: rows.map(({ seq, atMs, accountId, action, project, callId, details }) => ({
      ...{ seq, atMs, action, project, callId },
      who: names.get(accountId) ?? '',
      details: detailsOf.parse(JSON.parse(details)),
    })),
    next: rows.length < AUDIT_PAGE || last === undefined ? null : String(last.seq),
    chain: (await isWhole()) ? 'whole' : 'broken',
  };
}

const detailsOf = z.record(z.string(), z.union([z.string(), z.number()]));
