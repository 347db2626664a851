import { keyword, string, uint32 } from '../columns.ts';
import type { StoredScorecard } from '../store.ts';
import { table, type Table } from '../table.ts';

/** Scorecards as they were used, so that an old score can be explained. */
export const scorecards: Table<StoredScorecard> = table<StoredScorecard>('scorecards', {
  scorecardId: keyword,
  version: uint32,
  hash: string,
  yaml: string,
});
