import { chanceOf, type Candidate } from '../reviews/draw.ts';

export type CheckRule = { readonly secret: string; readonly accountId: string };

/** The share of checks in which the machine stays hidden: people's agreement with it is computed from these alone. */
const BLIND_SHARE = 0.2;

/**
 * `count` parts of calls for a supervisor to check: by turns of each operator, those first who were checked least, and of
 * an operator's calls by chance. `checked`: how many of an operator's are checked or given already.
 */
export function pickChecks<C extends Candidate>(
  candidates: readonly C[],
  checked: ReadonlyMap<string, number>,
  count: number,
  { secret, accountId }: CheckRule,
): readonly C[] {
  const byOperator = [...Map.groupBy(candidates, ({ operatorId }) => operatorId)].map(([operatorId, own]) => {
    const drawn = own.map((call) => ({ call, chance: chanceOf(secret, accountId, call, 'check') }));
    return { done: checked.get(operatorId) ?? 0, queue: drawn.toSorted((a, b) => a.chance - b.chance) };
  });
  const turns = byOperator.flatMap(({ done, queue }) =>
    queue.map(({ call, chance }, nth) => ({ call, chance, turn: done + nth })),
  );
  return turns
    .toSorted((a, b) => a.turn - b.turn || a.chance - b.chance)
    .slice(0, count)
    .map(({ call }) => call);
}

/** Blind or not is drawn, never chosen; a call whose score this person has seen cannot be blind any more. */
export function modeOf(
  part: Omit<Candidate, 'startedMs'>,
  wasSeen: boolean,
  { secret, accountId }: CheckRule,
): 'blind' | 'verify' {
  return !wasSeen && chanceOf(secret, accountId, part, 'mode') < BLIND_SHARE ? 'blind' : 'verify';
}
