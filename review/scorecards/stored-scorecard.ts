import { readFileSync } from 'node:fs';
import { parseScorecard } from '../../score/scorecard.ts';
import type { Query, Store, StoredScorecard } from '../../store/store.ts';
import { scorecards } from '../../store/tables/scorecards.ts';
import type { ReadScorecard } from './scorecard-shown.ts';

type Of = { readonly scorecardId: string; readonly hash: string };

const stored: Query<Of, StoredScorecard> = {
  name: 'scorecard-of-hash',
  sql: readFileSync(new URL('scorecard-of-hash.sql', import.meta.url), 'utf8'),
  parse: (row) => scorecards.fromRow(row),
};

/**
 * The scorecard by which an evaluation was made, as it was then: `hash` is `madeWith.scorecard` of the evaluation. Null
 * when its text was never stored, or is of a version of Etalon that wrote other scorecards.
 * @throws EtalonError STORE_AWAY
 */
export type ScorecardOfHash = (scorecardId: string, hash: string) => Promise<ReadScorecard | null>;

/** As many texts as an installation has in years. */
const KEPT = 200;

/** Asks the store once for each text: behind a hash it never changes. */
export function storedScorecards(store: Pick<Store, 'run'>): ScorecardOfHash {
  const known = new Map<string, ReadScorecard>();
  return async (scorecardId, hash) => {
    const key = JSON.stringify([scorecardId, hash]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const [found] = await store.run(stored, { scorecardId, hash });
    if (found === undefined) return null;
    const parsed = parseScorecard(found.yaml, scorecardId);
    if (!parsed.ok) return null;
    const read = { scorecard: parsed.value, hash, yaml: found.yaml };
    if (known.size < KEPT) known.set(key, read);
    return read;
  };
}
