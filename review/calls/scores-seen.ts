import { addOpening } from '../../store/app/assignments.ts';
import type { CallRow } from '../contract/calls.ts';
import type { ReviewDeps } from '../deps.ts';
import type { Viewer } from '../viewer.ts';

/**
 * Writes down which of these calls were shown with a score: they are blind to this supervisor no more (draw-checks.ts). An
 * operator's calls are drawn before a list shows them, and nobody else judges.
 */
export function noteScoresSeen({ db, now }: ReviewDeps, { account }: Viewer, rows: readonly CallRow[]): void {
  if (account.role !== 'supervisor') return;
  const { accountId } = account;
  db.write(() => {
    for (const { project, callId, scores } of rows)
      if (scores.length > 0) addOpening(db, now(), { accountId, project, callId });
  });
}
