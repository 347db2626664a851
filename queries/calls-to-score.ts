import { z } from 'zod';
import type { CallKey, Query } from '../store/store.ts';
import { callKey } from './call-key.ts';
import type { ProjectPeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

/** What is judged by what: hashes of the scorecards in use, and the projects' rules side by side; an empty list = any. */
export type Judging = {
  readonly scorecards: readonly string[];
  readonly ruleProjects: readonly string[];
  readonly ruleDirections: readonly (readonly string[])[];
  readonly ruleChannels: readonly (readonly string[])[];
  readonly ruleQueues: readonly (readonly string[])[];
  /** The tone model in use, and the hash of its lists. */
  readonly toneModel: string;
  readonly toneLists: string;
};

/** Calls that have a transcript and no machine evaluation of their present version by a scorecard in use, by its hash. */
export const unscored: Query<Judging, CallKey> = sqlFile('unscored', callKey);

const unscoredAgeRow = z.object({ waiting: number, oldestMs: number });
/** How many calls wait for their evaluation, and since when the oldest. */
export const unscoredAge: Query<Judging & { readonly sinceMs: number }, z.infer<typeof unscoredAgeRow>> = sqlFile(
  'unscored-age',
  unscoredAgeRow,
);

/** '' means no filter. */
export type RescoreParams = ProjectPeriod & {
  readonly queue: string;
  readonly operatorId: string;
  /** Id of the scorecard by which the machine scored the call. */
  readonly scorecard: string;
};
/** Calls of a period that have something to score. */
export const callsInPeriod: Query<RescoreParams, CallKey> = sqlFile('calls-in-period', callKey);
