import { readAssignments } from '../../store/app/assignments.ts';
import type { ReviewDeps } from '../deps.ts';
import { stillGiven, type GivenCall } from '../judging/row-facts.ts';
import { maySupervise, type Viewer } from '../viewer.ts';

const MOST = 200;

/**
 * The checks that wait for a supervisor. An operator who changed teams leaves the queue of their old supervisor, and so does
 * a call that turned out to be part of another, or somebody else's.
 */
export function waitingChecks(deps: ReviewDeps, viewer: Viewer): Promise<readonly GivenCall[]> {
  const { open } = readAssignments(deps.db, viewer.account.accountId, 'check', MOST);
  return stillGiven(
    deps,
    open.filter(({ project, operatorId }) => maySupervise(viewer, project, operatorId)),
  );
}
