import type { Answer, Evaluator } from '../../score/evaluation.ts';
import type { GivenAnswer } from '../../score/person-evaluation.ts';
import type { Refusal } from './refusal.ts';

export type Judgement = {
  readonly evaluator: Evaluator;
  readonly raterName: string;
  readonly scorecardVersion: number;
  readonly score: number | null;
  readonly rawScore: number | null;
  readonly autoFail: boolean;
  readonly provisional: boolean;
  readonly coverage: number | null;
  readonly judged: number;
  readonly applicable: number;
  readonly counts: boolean;
  readonly answers: readonly Answer[];
  /** What the person wrote, by criterion; '' is the whole. */
  readonly comments: Readonly<Record<string, string>>;
  readonly madeWith: Readonly<Record<string, string>>;
  readonly inputHash: string;
  readonly revision: string;
};

export type Draft = {
  /** Grows with each save; a save names the one it is based on. 0: nothing saved yet. */
  readonly revision: number;
  readonly savedMs: number | null;
  readonly answers: readonly GivenAnswer[];
  readonly comment: string;
};
/** Body of PUT …/draft; refused with NEWER_DRAFT (409) and the newer one in `newer` when `basedOn` is not the last. */
export type DraftSave = {
  readonly basedOn: number;
  readonly answers: readonly GivenAnswer[];
  readonly comment: string;
};
/** Body of POST …/submit: `scorecardHash` is that of the scorecard it was filled in by; refused with SCORECARD_CHANGED (409). */
export type DraftSubmit = DraftSave & { readonly scorecardHash: string };
export type DraftSaved = { readonly draft: Draft };
export type DraftRefused = Refusal & { readonly newer: Draft };
