import type { Language } from '../../ingest/project.ts';
import type { Titles } from '../../score/scorecard.ts';
import type { Role } from './people.ts';

/** GET /api/me. `may`: the routes of rights.ts that the role can use at all; pages show nothing else. */
export type Me = {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** '' for accounts that take no calls. */
  readonly operatorId: string;
  /** '' until chosen; then the pages follow the browser. */
  readonly language: Language | '';
  /** '' follows the system. */
  readonly theme: 'light' | 'dark' | '';
  readonly projects: readonly ProjectChoice[];
  readonly may: readonly string[];
  /** Where uploads are taken at all. */
  readonly uploads: boolean;
};

/** What filters offer, of what the viewer may see. Operators are left out for roles that see numbers only. */
export type ProjectChoice = {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly queues: readonly string[];
  readonly teams: readonly string[];
  readonly operators: readonly OperatorChoice[];
  readonly scorecards: readonly ScorecardChoice[];
  /** The first and last moment that anything is known of; null when nothing is. */
  readonly known: { readonly fromMs: number; readonly toMs: number } | null;
  readonly qualityTarget: number;
};
export type OperatorChoice = { readonly operatorId: string; readonly name: string; readonly team: string };
export type ScorecardChoice = {
  readonly scorecardId: string;
  readonly titles: Titles;
  readonly criteria: readonly { readonly criterionId: string; readonly titles: Titles }[];
};
