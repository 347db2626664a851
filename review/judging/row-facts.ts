import type { Call } from '../../ingest/call.ts';
import { readDraft } from '../../store/app/drafts.ts';
import type { Assignment } from '../../store/app/assignments.ts';
import { idOfCall } from '../../store/store.ts';
import type { ReviewRow } from '../contract/reviews.ts';
import type { ReviewDeps } from '../deps.ts';

/** What a row of somebody's queue says of its call; one that is not there any more (null) keeps its row. */
export function rowFacts(
  { db }: Pick<ReviewDeps, 'db'>,
  assignment: Assignment,
  call: Call | null,
): Omit<ReviewRow, 'chosen' | 'same'> {
  const { project, callId, operatorId, callStartedMs, drawnMs, submittedMs } = assignment;
  const endedAt = call?.endedAt ?? null;
  return {
    ...{ project, callId, operatorId, startedMs: callStartedMs, drawnMs, submittedMs },
    durationMs: call === null || endedAt === null ? null : endedAt - call.startedAt,
    direction: call?.direction ?? 'inbound',
    channel: call?.channel ?? 'voice',
    queues: [...new Set(call?.queueEntries.map(({ queue }) => queue))],
    draftMs: readDraft(db, assignment.assignmentId)?.savedMs ?? null,
  };
}

/** `call` null: not there at the moment. */
export type GivenCall = { readonly assignment: Assignment; readonly call: Call | null };

/** Assignments with their calls, without those whose call turned out to be part of another, or somebody else's. */
export async function stillGiven(
  { store }: Pick<ReviewDeps, 'store'>,
  assignments: readonly Assignment[],
): Promise<readonly GivenCall[]> {
  const calls = new Map((await store.readCalls(assignments)).map((call) => [idOfCall(call), call]));
  return assignments
    .map((assignment) => ({ assignment, call: calls.get(idOfCall(assignment)) ?? null }))
    .filter(({ assignment, call }) => isStillGiven(assignment, call));
}

/**
 * Whether the call of an assignment is still the one that was given: not part of another by now, and not somebody else's. One
 * that is not there at the moment is.
 */
function isStillGiven({ operatorId }: Assignment, call: Call | null): boolean {
  if (call === null) return true;
  const isTheirs = call.legs.length === 0 || call.legs.some((leg) => leg.operatorId === operatorId);
  return call.mergedInto === '' && isTheirs;
}
