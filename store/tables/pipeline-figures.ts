import type { EpochMs } from '../../ingest/call.ts';
import { float, keyword, moment } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** One figure of /metrics of one process at one moment. Identity: all but the value. */
export type PipelineFigure = {
  readonly at: EpochMs;
  /** Tells processes apart: a counter begins at 0 in each. */
  readonly process: string;
  readonly name: string;
  /** JSON with its keys in order, '{}' for none. */
  readonly labels: string;
  readonly value: number;
};

export const pipelineFigures: Table<PipelineFigure> = table<PipelineFigure>('pipeline_figures', {
  at: moment,
  process: keyword,
  name: keyword,
  labels: keyword,
  value: float,
});
