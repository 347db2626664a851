import type { Channel, Direction } from '../../ingest/call.ts';
import type { CallOpened } from './call.ts';
import type { Draft, Judgement } from './judging.ts';
import type { Remark } from './remarks.ts';
import type { ScorecardShown } from './scorecards.ts';

/** GET /api/reviews : the operator's queue. POST /api/reviews {project, callId} adds a call of one's own choice. */
export type Reviews = { readonly waiting: readonly ReviewRow[]; readonly done: readonly ReviewRow[] };
export type ReviewRow = {
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly startedMs: number;
  readonly durationMs: number | null;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly queues: readonly string[];
  readonly chosen: 'drawn' | 'self';
  readonly drawnMs: number;
  readonly draftMs: number | null;
  readonly submittedMs: number | null;
  /** After submit only. */
  readonly same: { readonly same: number; readonly of: number } | null;
};
/** GET /api/reviews/:project/:callId : before submit. `opened` carries no judgement at all. */
export type ReviewOpened = {
  readonly row: ReviewRow;
  readonly opened: CallOpened;
  readonly scorecard: ScorecardShown;
  readonly draft: Draft;
  /** Null before submit. */
  readonly result: ReviewResult | null;
};
/** POST /api/reviews/:project/:callId/submit DraftSubmit → ReviewResult: side by side. */
export type ReviewResult = {
  readonly own: Judgement;
  readonly machine: Judgement | null;
  readonly supervisor: Judgement | null;
  /** Compared with the one that counts, over the criteria both judged. */
  readonly same: { readonly same: number; readonly of: number };
  readonly remarks: readonly Remark[];
};
