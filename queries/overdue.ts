import { z } from 'zod';
import type { Query } from '../store/store.ts';
import { callKey } from './call-key.ts';
import { unscored, type Judging } from './calls-to-score.ts';
import type { ProjectPeriod } from './period.ts';
import { withoutCdrRow, recordingsWithoutCdr } from './recordings.ts';
import { number, sqlFile } from './sql-file.ts';

/** What has waited since before a moment; project '' for all. */
export type OverdueParams = { readonly project: string; readonly beforeMs: number; readonly limit: number };

/** The rows of a query that wait since before a moment: the oldest ones, each with the number of all. */
function oldestOf<Params, Row>(
  { name, sql }: Query<Params, unknown>,
  sinceColumn: string,
  row: z.ZodType<Row>,
): Query<Params & OverdueParams, Row> {
  const oldest = `SELECT *, count() OVER () AS total FROM (\n${sql}\n)
WHERE ({project:String} = '' OR project = {project:String}) AND ${sinceColumn} < {beforeMs:Int64}
ORDER BY ${sinceColumn}, project, callId
LIMIT {limit:UInt32}`;
  return { name, sql: oldest, parse: (line) => row.parse(line) };
}

const overdueRow = callKey.extend({ sinceMs: number, total: number });

const overdueWithoutCdrRow = withoutCdrRow
  .extend({ total: number })
  .transform(({ project, callId, recordingId, startedMs, total }) => {
    return { project, callId, recordingId, sinceMs: startedMs, total };
  });
export type OverdueWithoutCdr = z.infer<typeof overdueWithoutCdrRow>;
/** As recordingsWithoutCdr, counted from the start of the call. */
export const overdueWithoutCdr: Query<ProjectPeriod & OverdueParams, OverdueWithoutCdr> = oldestOf(
  recordingsWithoutCdr,
  'startedMs',
  overdueWithoutCdrRow,
);

const overdueTranscriptRow = overdueRow.extend({
  recordingId: z.string(),
  state: z.enum(['expected', 'failed']),
  /** Why a recording that failed could not be heard; '' for one that is expected. */
  code: z.string(),
});
export type OverdueTranscript = z.infer<typeof overdueTranscriptRow>;
/** Recordings that have not come or could not be heard, counted from the end of the call. */
export const overdueTranscripts: Query<OverdueParams, OverdueTranscript> = oldestOf(
  sqlFile<OverdueParams, OverdueTranscript>('recordings-without-transcript', overdueTranscriptRow),
  'sinceMs',
  overdueTranscriptRow,
);

export type OverdueScore = z.infer<typeof overdueRow>;
/** As unscored, counted from the end of the call. */
export const overdueScores: Query<Judging & OverdueParams, OverdueScore> = oldestOf(unscored, 'sinceMs', overdueRow);
