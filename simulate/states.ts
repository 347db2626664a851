import type { StateChange } from './posts.ts';
import type { TruthState } from './truth.ts';

/**
 * Times of log-in and pause from the changes between them, which come in order. A pause ends with its end, the next
 * pause or the log-out. Times that have not ended yet are left out: at the end of a simulation everybody has gone home.
 */
export function statesOf(project: string, changes: readonly StateChange[]): readonly TruthState[] {
  const byMember = Map.groupBy(changes, ({ member }) => member.operatorId);
  return [...byMember].flatMap(([operatorId, own]) => {
    const found: TruthState[] = [];
    let session: StateChange | null = null;
    let pause: StateChange | null = null;
    const close = (state: TruthState['state'], from: StateChange | null, endMs: number): void => {
      if (from === null) return;
      found.push({ kind: 'state', project, operatorId, state, reason: from.reason, startMs: from.at, endMs });
    };
    for (const change of own) {
      if (change.event === 'login') session = change;
      else {
        close('pause', pause, change.at);
        pause = change.event === 'pause' ? change : null;
        if (change.event === 'logout') close('session', session, change.at);
      }
    }
    return found;
  });
}
