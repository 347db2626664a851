import type { CallMark, Channel, Direction } from '../../ingest/call.ts';
import type { Evaluator } from '../../score/evaluation.ts';

/** The query of GET /api/calls, /api/calls/count and /api/calls.csv; the same names stand in the page's address. */
export type CallFilters = {
  readonly project?: string;
  /** Days of the project, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly operator?: string;
  readonly queue?: string;
  readonly direction?: Direction;
  readonly channel?: Channel;
  readonly minScore?: string;
  readonly maxScore?: string;
  readonly failed?: string;
  readonly words?: string;
  readonly sort?: CallSort;
  readonly cursor?: string;
};
export type CallSort = 'newest' | 'oldest' | 'worst' | 'best' | 'longest' | 'shortest';
export type CallPage = { readonly rows: readonly CallRow[]; readonly next: string | null };
export type CallCount = { readonly count: number };
export type CallRow = {
  readonly project: string;
  readonly callId: string;
  readonly startedMs: number;
  readonly durationMs: number | null;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly language: string;
  readonly disposition: string;
  readonly queues: readonly string[];
  readonly operators: readonly { readonly operatorId: string; readonly name: string }[];
  readonly waitMs: number | null;
  readonly hasRecording: boolean;
  readonly marks: readonly CallMark[];
  /** True: waits for the viewer's own review; then `scores` is empty. */
  readonly blind: boolean;
  readonly scores: readonly RowScore[];
};
export type RowScore = {
  readonly operatorId: string;
  readonly scorecardId: string;
  readonly source: Exclude<Evaluator, 'self'>;
  readonly score: number | null;
  readonly autoFail: boolean;
  readonly provisional: boolean;
  readonly judged: number;
  readonly applicable: number;
  readonly failed: readonly string[];
};
/** GET /api/calls/:project/:callId/contacts */
export type Contacts = { readonly rows: readonly CallRow[] };
