import { reviewableCalls } from '../../queries/people-calls.ts';
import { addAssignment, assignedParts, wasOpened } from '../../store/app/assignments.ts';
import { readRemarks } from '../../store/app/remarks.ts';
import { idOfCall } from '../../store/store.ts';
import type { ReviewDeps } from '../deps.ts';
import type { Candidate } from '../reviews/draw.ts';
import { maySupervise, type Viewer } from '../viewer.ts';
import { modeOf, pickChecks } from './pick-checks.ts';
import { waitingChecks } from './waiting-checks.ts';

/** So many wait for a supervisor, and when half are done more are drawn. */
const AT_HAND = 10;
const WEEKS_BACK_MS = 4 * 7 * 86_400_000;

/** Draws calls of the supervisor's operators that nobody has checked, of the last four weeks that are known. */
export async function drawChecks(deps: ReviewDeps, viewer: Viewer): Promise<void> {
  const { db, now, secret } = deps;
  const { accountId } = viewer.account;
  const waiting = (await waitingChecks(deps, viewer)).length;
  if (waiting > AT_HAND / 2) return;
  const found = (await Promise.all(viewer.projects.map((project) => candidatesOf(deps, viewer, project)))).flat();
  db.write(() => {
    const had = new Set(assignedParts(db, accountId, 'check').map(idOfPart));
    const fresh = found.filter((part) => !part.checked && !had.has(idOfPart(part)));
    // A remark on a call tells what the machine found, and stands in the list of remarks.
    const remarks = [...readRemarks(db, 'open'), ...readRemarks(db, 'answered')];
    const remarked = new Set(remarks.map(idOfCall));
    const drawnMs = now();
    const rule = { secret, accountId };
    for (const part of pickChecks(fresh, countsOf(found, had), AT_HAND - waiting, rule)) {
      const { project, callId, operatorId, startedMs } = part;
      const wasSeen = remarked.has(idOfCall(part)) || wasOpened(db, { accountId, project, callId, drawnMs });
      addAssignment(db, {
        ...{ accountId, kind: 'check', chosen: 'drawn', mode: modeOf(part, wasSeen, rule) },
        ...{ project, callId, operatorId, callStartedMs: startedMs, drawnMs },
      });
    }
  });
}

type Found = Candidate & { readonly checked: boolean };

async function candidatesOf({ store, facts }: ReviewDeps, viewer: Viewer, project: string): Promise<readonly Found[]> {
  const known = (await facts(project)).known;
  const operatorIds = [...(viewer.operators?.get(project) ?? [])].filter((id) => maySupervise(viewer, project, id));
  if (known === null || operatorIds.length === 0) return [];
  const period = { fromMs: known.toMs - WEEKS_BACK_MS, toMs: known.toMs + 1 };
  const rows = await store.run(reviewableCalls, { project, operatorIds, ...period });
  return rows.map(({ callId, operatorId, startedMs, checked }) => ({
    project,
    callId,
    operatorId,
    startedMs,
    checked,
  }));
}

function idOfPart({ project, callId, operatorId }: Omit<Candidate, 'startedMs'>): string {
  return JSON.stringify([project, callId, operatorId]);
}

function countsOf(found: readonly Found[], had: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const part of found)
    if (part.checked || had.has(idOfPart(part))) counts.set(part.operatorId, (counts.get(part.operatorId) ?? 0) + 1);
  return counts;
}
