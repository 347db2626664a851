import type { CallListRow } from '../../queries/call-list.ts';
import { addOpening } from '../../store/app/assignments.ts';
import type { CallRow } from '../contract/calls.ts';
import type { ReviewDeps } from '../deps.ts';
import type { Viewer } from '../viewer.ts';
import { callRow } from './call-row.ts';

/**
 * Calls as a list shows them. Which of them a supervisor saw with a score is written down: they are blind to them no more
 * (draw-checks.ts). An operator's calls are drawn before a list shows them, and nobody else judges.
 */
export function rowsShown(deps: ReviewDeps, viewer: Viewer, found: readonly CallListRow[]): readonly CallRow[] {
  const { db, now, known } = deps;
  const { accountId, role } = viewer.account;
  const rows = found.map((row) => callRow(row, viewer, known));
  if (role === 'supervisor')
    db.write(() => {
      for (const { project, callId, scores } of rows)
        if (scores.length > 0) addOpening(db, now(), { accountId, project, callId });
    });
  return rows;
}
