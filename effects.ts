import type { AnnouncedRecording } from './ingest/batch.ts';
import type { CallKey, Store } from './store/store.ts';

const STORE_EFFECTS = [
  'insertCustomers',
  'insertSourceEvents',
  'insertOperatorEvents',
  'insertCalls',
  'insertRecordings',
  'insertTranscripts',
  'insertTones',
  'insertEvaluations',
  'insertDeadLetters',
] as const satisfies readonly (keyof Store)[];

/**
 * Every place where the lines change the world for good: this is the whole list. A process may die before or after any
 * of them and start again; test/fault kills it at each of them and finds every call once, with equal rows.
 * The order inside each line is always: insert → announce → commit.
 */
export const EFFECT_NAMES = [...STORE_EFFECTS, 'announce', 'announceRecordings', 'retryRecording', 'commit'] as const;
export type EffectName = (typeof EFFECT_NAMES)[number];

/** `Receipt`: by what a source knows its work; a line of the intake list, or an offset of a topic. */
export type Effects<Receipt> = Pick<Store, (typeof STORE_EFFECTS)[number]> & {
  /** Says that calls may be scored; what is lost of it is made up for by queries/unscored.sql. */
  readonly announce: (keys: readonly CallKey[]) => Promise<void>;
  /** Says that recordings can be fetched. On one machine the inbox says so itself. */
  readonly announceRecordings: (recordings: readonly AnnouncedRecording[]) => Promise<void>;
  /** Hands a recording that is not there yet on to a later try. */
  readonly retryRecording: (recording: AnnouncedRecording) => Promise<void>;
  /** Vouches that everything before it is in the store; what is not committed is done again. */
  readonly commit: (receipts: readonly Receipt[]) => Promise<void>;
};
