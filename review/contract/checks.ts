import type { CallOpened } from './call.ts';
import type { Draft, Judgement } from './judging.ts';
import type { ReviewRow } from './reviews.ts';
import type { ScorecardShown } from './scorecards.ts';

/** GET /api/checks?project= : what a supervisor may check next. The mode is drawn, not chosen. */
export type Checks = { readonly waiting: readonly CheckRow[]; readonly doneThisWeek: number };
export type CheckRow = Omit<ReviewRow, 'chosen' | 'same'> & {
  readonly operatorName: string;
  readonly mode: 'verify' | 'blind';
};
/** GET /api/checks/:project/:callId/:operatorId */
export type CheckOpened = {
  readonly row: CheckRow;
  readonly opened: CallOpened;
  readonly scorecard: ScorecardShown;
  readonly draft: Draft;
  /** Prefilled in verify; null in blind until it is submitted. */
  readonly machine: Judgement | null;
  /** After submit. */
  readonly own: Judgement | null;
  readonly next: CheckRow | null;
};
/** POST /api/checks/:project/:callId/:operatorId/submit DraftSubmit → the judgement that counts now, and the next one. */
export type CheckSubmitted = {
  readonly counting: Judgement;
  readonly machine: Judgement | null;
  readonly same: { readonly same: number; readonly of: number };
  readonly next: CheckRow | null;
};
