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
export async function scorecardOfHash(
  store: Pick<Store, 'run'>,
  scorecardId: string,
  hash: string,
): Promise<ReadScorecard | null> {
  const [found] = await store.run(stored, { scorecardId, hash });
  if (found === undefined) return null;
  const parsed = parseScorecard(found.yaml, scorecardId);
  return parsed.ok ? { scorecard: parsed.value, hash, yaml: found.yaml } : null;
}
