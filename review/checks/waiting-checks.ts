import type { Call } from '../../ingest/call.ts';
import { readAssignments, type Assignment } from '../../store/app/assignments.ts';
import { idOfCall } from '../../store/store.ts';
import type { ReviewDeps } from '../deps.ts';
import { isStillGiven } from '../judging/row-facts.ts';
import { maySupervise, type Viewer } from '../viewer.ts';

/** `call` null: not there at the moment. */
export type WaitingCheck = { readonly assignment: Assignment; readonly call: Call | null };

const MOST = 200;

/**
 * The checks that wait for a supervisor. An operator who changed teams leaves the queue of their old supervisor, and so does
 * a call that turned out to be part of another, or somebody else's.
 */
export async function waitingChecks(deps: ReviewDeps, viewer: Viewer): Promise<readonly WaitingCheck[]> {
  const { open } = readAssignments(deps.db, viewer.account.accountId, 'check', MOST);
  const own = open.filter(({ project, operatorId }) => maySupervise(viewer, project, operatorId));
  const calls = new Map((await deps.store.readCalls(own)).map((call) => [idOfCall(call), call]));
  return own
    .map((assignment) => ({ assignment, call: calls.get(idOfCall(assignment)) ?? null }))
    .filter(({ assignment, call }) => isStillGiven(assignment, call));
}
