import type { Intake } from './ingest/intake.ts';
import type { CallKey, Store } from './store/store.ts';

const STORE_EFFECTS = [
  'insertCustomers',
  'insertSourceEvents',
  'insertOperatorEvents',
  'insertCalls',
  'insertRecordings',
  'insertTranscripts',
  'insertEvaluations',
  'insertDeadLetters',
] as const satisfies readonly (keyof Store)[];

/**
 * Every place where the lines change the world for good: this is the whole list. A process may die before or after any
 * of them and start again; test/fault/kill-at-each-effect.test.ts does so and finds every call once, with equal rows.
 * The order inside each line is always: insert → announce → commit.
 */
export const EFFECT_NAMES = [...STORE_EFFECTS, 'announce', 'commit'] as const;
export type EffectName = (typeof EFFECT_NAMES)[number];

export type Effects = Pick<Store, (typeof STORE_EFFECTS)[number]> & {
  /** Says that a call may be scored; lost with the process, and made up for by queries/unscored.sql. */
  readonly announce: (key: CallKey) => Promise<void>;
  /** Vouches that everything before it is in the store; what is not committed is done again. */
  readonly commit: (intake: readonly Intake[]) => Promise<void>;
};
