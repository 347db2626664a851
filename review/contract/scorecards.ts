import type { Language } from '../../ingest/project.ts';
import type { AnswerReason, Verdict } from '../../score/evaluation.ts';
import type { Titles } from '../../score/scorecard.ts';

export type ScorecardShown = {
  readonly scorecardId: string;
  readonly version: number;
  readonly hash: string;
  readonly titles: Titles;
  readonly languages: readonly Language[];
  readonly coverageFloor: number;
  readonly sections: readonly {
    readonly sectionId: string;
    readonly titles: Titles;
    readonly criteria: readonly CriterionShown[];
  }[];
};
export type CriterionShown = {
  readonly criterionId: string;
  readonly titles: Titles;
  readonly help: Titles;
  readonly weight: number;
  readonly worth: 'weight' | 'bonus' | 'penalty';
  readonly critical: boolean;
  readonly kind: 'says' | 'neverSays' | 'measure';
  readonly speaker: 'operator' | 'customer' | 'any';
};

/** GET /api/scorecards ; GET /api/scorecards/:scorecardId */
export type Scorecards = {
  readonly rows: readonly (Omit<ScorecardShown, 'sections'> & {
    readonly criteria: number;
    readonly projects: readonly string[];
  })[];
};
export type ScorecardOpened = {
  readonly scorecard: ScorecardShown;
  readonly projects: readonly string[];
  readonly yaml: string;
  readonly criteria: readonly CriterionRule[];
};
/** How a criterion is judged, as data: phrases as they are written in the file, by language. */
export type CriterionRule = {
  readonly criterionId: string;
  readonly when: {
    readonly kind: 'anytime' | 'first' | 'last' | 'afterCriterion' | 'afterCustomer';
    readonly seconds: number | null;
    readonly messages: number | null;
    readonly criterionId: string;
  };
  readonly phrases: Readonly<Partial<Record<Language, readonly string[]>>>;
  readonly triggers: Readonly<Partial<Record<Language, readonly string[]>>>;
  readonly measure: { readonly name: string; readonly atLeast: number | null; readonly atMost: number | null } | null;
};
/** POST /api/scorecards/:scorecardId/try {project, criterionId, language, sentence} */
export type Tried = {
  readonly verdict: Verdict;
  readonly reason: AnswerReason;
  /** Which words of the sentence match, by offset in it (UTF-16), and which phrase they meet. */
  readonly matches: readonly { readonly from: number; readonly to: number; readonly phrase: string }[];
};
