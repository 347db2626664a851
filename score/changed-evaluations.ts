import type { Evaluation } from './evaluation.ts';

/**
 * The rows that must be written: evaluations whose input changed or whose call moved on, and the withdrawal of those
 * whose operator is no longer on the call or whose scorecard is no longer meant for it (a corrected queue may change
 * both). A row of a newer revision than ours is left alone.
 */
export function changedEvaluations(
  before: readonly Evaluation[],
  scored: readonly Evaluation[],
  revision: string,
): readonly Evaluation[] {
  const known = new Map(before.map((e) => [identityOf(e), e]));
  const now = new Set(scored.map(judgedOf));
  const fresh = scored.filter((e) => {
    const old = known.get(identityOf(e));
    return old?.inputHash !== e.inputHash || old.withdrawn || BigInt(old.revision) < BigInt(e.revision);
  });
  const gone = before.filter((e) => !e.withdrawn && !now.has(judgedOf(e)) && BigInt(e.revision) <= BigInt(revision));
  return [...fresh, ...gone.map((e) => ({ ...e, revision, withdrawn: true }))];
}

function identityOf(e: Evaluation): string {
  return JSON.stringify([e.operatorId, e.scorecardId, e.scorecardVersion]);
}

/** Who was judged by what, whatever the version: an evaluation by an older version stays as history. */
function judgedOf(e: Evaluation): string {
  return JSON.stringify([e.operatorId, e.scorecardId]);
}
