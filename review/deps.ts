import type { AppDb } from '../store/app/app-db.ts';
import type { Store } from '../store/store.ts';
import type { Known } from './known.ts';
import type { ProjectFacts } from './project-facts.ts';
import type { ScorecardOfHash } from './scorecards/stored-scorecard.ts';

/** What the handlers work with; review-app.ts at the root puts real parts in. */
export type ReviewDeps = {
  readonly db: AppDb;
  readonly store: Store;
  readonly known: Known;
  readonly facts: (project: string) => Promise<ProjectFacts>;
  readonly scorecardOfHash: ScorecardOfHash;
  /** Epoch ms. */
  readonly now: () => number;
  /** The installation's secret: what is drawn by chance cannot be foretold without it. */
  readonly secret: string;
  /** Where people reach the app, without a slash at the end: links in what it writes. */
  readonly baseUrl: string;
  readonly log: ReviewLog;
};

export type ReviewLog = { readonly error: (fields: Readonly<Record<string, unknown>>, sentence: string) => void };
