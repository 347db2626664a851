import { z } from 'zod';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

// What the boards ask beside the numbers of the queues, of quality and of operating: calls begun, and figures of /metrics.

/** Intervals of `intervalMs` are counted from fromMs on. */
type Intervals = { readonly fromMs: number; readonly toMs: number; readonly intervalMs: number };

const begunRow = z.object({ project: z.string(), intervalStartMs: number, direction: z.string(), calls: number });
/** Calls by when they began; project '' for all. */
export const callsBegun: Query<ProjectPeriod & Intervals, z.infer<typeof begunRow>> = sqlFile('calls-begun', begunRow);

const latestRow = z.object({ process: z.string(), labels: z.string(), value: number, atMs: number });
/** How a figure of /metrics stands in each process that told of it lately. */
export const pipelineLatest: Query<
  { readonly name: string; readonly asOfMs: number; readonly withinMs: number },
  z.infer<typeof latestRow>
> = sqlFile('pipeline-latest', latestRow);

const gaugeRow = z.object({ labels: z.string(), intervalStartMs: number, greatest: number });
/** The greatest value of a figure of /metrics in each interval. */
export const pipelineGauge: Query<Intervals & { readonly name: string }, z.infer<typeof gaugeRow>> = sqlFile(
  'pipeline-gauge',
  gaugeRow,
);

const growthRow = z.object({ labels: z.string(), intervalStartMs: number, growth: number });
/** By how much a counter of /metrics grew in each interval, restarts of processes allowed for; intervalMs 0: in all. */
export const pipelineGrowth: Query<Intervals & { readonly name: string }, z.infer<typeof growthRow>> = sqlFile(
  'pipeline-growth',
  growthRow,
);
