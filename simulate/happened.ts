import type { EpochMs } from '../ingest/call.ts';
import type { SampleRecording } from './options.ts';
import type { TruthCall } from './truth.ts';

export type ChatMessage = {
  readonly id: string;
  readonly speaker: 'operator' | 'customer';
  /** '' for the customer's. */
  readonly alias: string;
  readonly at: EpochMs;
  readonly text: string;
};

/** One conversation: what it was in the end, and what its messages are made of. */
export type Happened = {
  readonly call: TruthCall;
  /** What the record said at first, where revision 1 puts it right; null where it was right at once. */
  readonly toldFirst: TruthCall | null;
  /** What the lines of a queue_log say: never put right. */
  readonly logged: TruthCall;
  readonly sample: SampleRecording | null;
  readonly transcribed: boolean;
  /** None for calls. */
  readonly chat: readonly ChatMessage[];
};
