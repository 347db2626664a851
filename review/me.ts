import type { Account } from '../store/app/accounts.ts';
import type { Me, OperatorChoice, ProjectChoice } from './contract/me.ts';
import type { ReviewDeps } from './deps.ts';
import type { ProjectFacts } from './project-facts.ts';
import { routesOf } from './rights.ts';
import { mayNameOperator, viewerOf, type Viewer } from './viewer.ts';

/** What an account is told about itself, and what its filters offer. */
export async function meOf(deps: ReviewDeps, account: Account, uploads: boolean): Promise<Me> {
  const viewer = viewerOf(account, 'self', [], deps.known);
  const { accountId, login, name, role, operatorId, language, theme } = account;
  return {
    ...{ accountId, login, name, role, operatorId, language, theme },
    projects: await Promise.all(viewer.projects.map(async (id) => choiceOf(deps, viewer, id, await deps.facts(id)))),
    may: routesOf(role),
    uploads,
  };
}

function choiceOf({ known }: ReviewDeps, viewer: Viewer, id: string, facts: ProjectFacts): ProjectChoice {
  const project = known.projects.get(id);
  const operators = operatorsOf(known, viewer, id);
  const used = new Set(project?.scorecards.map(({ scorecard }) => scorecard));
  return {
    id,
    name: project?.name ?? id,
    timeZone: project?.timeZone ?? 'UTC',
    queues: facts.queues,
    teams: [...new Set(operators.map(({ team }) => team))].filter((team) => team !== '').sort(),
    operators,
    scorecards: [...known.scorecards.values()]
      .filter(({ scorecard }) => used.has(scorecard.id))
      .map(({ scorecard }) => ({
        scorecardId: scorecard.id,
        titles: scorecard.titles,
        criteria: scorecard.criteria.map(({ id: criterionId, titles }) => ({ criterionId, titles })),
      })),
    known: facts.known,
    qualityTarget: project?.qualityTarget ?? 0,
  };
}

function operatorsOf({ operators }: ReviewDeps['known'], viewer: Viewer, project: string): readonly OperatorChoice[] {
  return operators
    .filter(({ project: of, operatorId }) => of === project && mayNameOperator(viewer, project, operatorId))
    .map(({ operatorId, name, team }) => ({ operatorId, name, team }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
