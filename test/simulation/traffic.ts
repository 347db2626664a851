import type { InputTopic } from '../../ingest/kafka/kafka-settings.ts';
import {
  chatCall,
  claimedCall,
  loggedCall,
  loneRecording,
  namedRecording,
  spokenCall,
  transcribedCall,
} from './calls.ts';
import type { Chance } from './chance.ts';
import { poison, states } from './other-messages.ts';
import type { SimulatedRecording, Recordings } from './recordings.ts';

export type PlannedTopic = InputTopic | 'recordings' | 'toScore' | 'toRescore';

/** A message as its producer sends it. */
export type PlannedMessage = {
  readonly topic: PlannedTopic;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When it is sent in an orderly world, ms from the start. */
  readonly atMs: number;
};

/** What must be known of a call in the end, written down by whoever made it up. */
export type ExpectedCall = {
  readonly project: string;
  readonly callId: string;
  /** Operators of its legs and queues of its entries, in order. */
  readonly operators: readonly string[];
  readonly queues: readonly string[];
  readonly mergedInto: string;
  readonly recordings: Readonly<Record<string, 'present' | 'failed' | 'expected'>>;
  /** Recordings of its transcripts; '' = what was written. */
  readonly heard: readonly string[];
  /** Operators with an evaluation that counts. */
  readonly evaluated: readonly string[];
};

export type Traffic = {
  readonly messages: readonly PlannedMessage[];
  readonly calls: readonly ExpectedCall[];
  readonly recordings: Recordings;
  /** Addresses of recordings that end as dead letters. */
  readonly lost: ReadonlySet<string>;
};

/** What one call, or one oddity, adds to the traffic. */
export type Told = {
  readonly messages: readonly PlannedMessage[];
  readonly calls: readonly ExpectedCall[];
  readonly recordings: readonly (readonly [string, SimulatedRecording])[];
};

export type CallMaker = (place: { readonly project: string; readonly nth: number; readonly chance: Chance }) => Told;

const KINDS: readonly [CallMaker, ...CallMaker[]] = [
  spokenCall,
  spokenCall,
  loggedCall,
  claimedCall,
  claimedCall,
  loneRecording,
  namedRecording,
  chatCall,
  transcribedCall,
];

/** Three to six calls in two projects with corrections, and some of what nobody wants. */
export function trafficOf(chance: Chance): Traffic {
  const count = 3 + chance.below(4);
  const told = Array.from({ length: count }, (_, nth) =>
    chance.pick(KINDS)({ project: chance.pick(['shop', 'clinic']), nth, chance }),
  );
  const calls = told.flatMap((one) => one.calls);
  const others = [...states(chance), ...poison(chance, calls)];
  const recordings = new Map(told.flatMap((one) => one.recordings));
  return {
    messages: [...told.flatMap((one) => one.messages), ...others],
    calls,
    recordings,
    lost: new Set(
      [...recordings].filter(([, { comesAtMs, corrupt }]) => comesAtMs === null || corrupt).map(([uri]) => uri),
    ),
  };
}
