import type { Call } from '../ingest/call.ts';
import type { Account } from '../store/app/accounts.ts';
import type { PartKey } from '../store/app/assignments.ts';
import type { Known } from './known.ts';
import type { Reach } from './rights.ts';

/** Who asks, and what they may see. Made anew for each request: a change of rights holds from the next one on. */
export type Viewer = {
  readonly account: Account;
  /** How far the asked route reaches for this role. */
  readonly reach: Exclude<Reach, null>;
  /** Projects the account is bound to, of those that are configured. */
  readonly projects: readonly string[];
  /** Parts of calls that must not be seen judged yet. */
  readonly blind: readonly PartKey[];
  /** Calls that started later show their own operator no score yet: the draw for self-review has not passed them. */
  readonly blindFromMs: number;
  /** Operators whose calls and judgements may be seen, by project; null = of every operator. */
  readonly operators: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** Whether calls on which no known operator was are seen: missed calls, unknown telephones. */
  readonly seesUnowned: boolean;
};

type People = Pick<Known, 'projects' | 'operators'>;

const EVER = Number.MAX_SAFE_INTEGER;

/** `reach` is that of the route for the account's role. */
export function viewerOf(account: Account, reach: Viewer['reach'], blind: readonly PartKey[], people: People): Viewer {
  const all = [...people.projects.keys()];
  const projects = account.role === 'administrator' ? all : all.filter((id) => account.projects.includes(id));
  return {
    account,
    reach,
    projects,
    blind,
    blindFromMs: account.role === 'operator' ? account.drawnToMs : EVER,
    operators: operatorsSeen(account, projects, people),
    seesUnowned: account.role === 'administrator' || account.role === 'supervisor',
  };
}

function operatorsSeen(account: Account, projects: readonly string[], { operators }: People): Viewer['operators'] {
  switch (account.role) {
    case 'administrator':
      return null;
    case 'supervisor':
      return new Map(projects.map((project) => [project, teamsOf(account, project, operators)]));
    case 'operator':
      return new Map(projects.map((project) => [project, new Set([account.operatorId])]));
    case 'client':
    case 'executive':
      return new Map();
  }
}

function teamsOf(account: Account, project: string, operators: People['operators']): ReadonlySet<string> {
  const own = operators.filter(
    ({ project: of, team }) => of === project && (account.teams.length === 0 || account.teams.includes(team)),
  );
  return new Set(own.map(({ operatorId }) => operatorId));
}

export function mayNameOperator(viewer: Viewer, project: string, operatorId: string): boolean {
  if (!viewer.projects.includes(project)) return false;
  return viewer.operators === null || (viewer.operators.get(project)?.has(operatorId) ?? false);
}

/** Whether the viewer may judge this operator's part as a supervisor. Nobody judges themselves: a self-score never counts. */
export function maySupervise(viewer: Viewer, project: string, operatorId: string): boolean {
  const { role, operatorId: own } = viewer.account;
  return role === 'supervisor' && operatorId !== own && mayNameOperator(viewer, project, operatorId);
}

/** Provisional operators are names of telephones: they belong to no team. */
const isKnown = (operatorId: string): boolean => operatorId !== '' && !operatorId.startsWith('provisional:');

/** Whether the viewer may open a call, on which `evaluated` were judged. */
export function mayOpenCall(viewer: Viewer, call: Call, evaluated: readonly string[]): boolean {
  if (!viewer.projects.includes(call.project)) return false;
  if (viewer.operators === null) return true;
  const were = new Set([...call.legs.map(({ operatorId }) => operatorId), ...evaluated].filter(isKnown));
  if (were.size === 0) return viewer.seesUnowned;
  return [...were].some((operatorId) => mayNameOperator(viewer, call.project, operatorId));
}

/** Whether this operator's part of a call must not be seen judged yet. */
export function isBlind(
  viewer: Viewer,
  call: Pick<Call, 'project' | 'callId' | 'startedAt'>,
  operatorId: string,
): boolean {
  if (viewer.account.operatorId === operatorId && call.startedAt >= viewer.blindFromMs) return true;
  return isBlindPart(viewer, { project: call.project, callId: call.callId, operatorId });
}

/** Whether the part waits to be judged by the viewer before they see it judged. */
export function isBlindPart({ blind }: Viewer, { project, callId, operatorId }: PartKey): boolean {
  return blind.some((part) => part.project === project && part.callId === callId && part.operatorId === operatorId);
}
