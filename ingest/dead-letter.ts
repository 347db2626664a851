import type { EpochMs } from './call.ts';
import type { Reason } from '../errors.ts';

export type Stage = 'ingest' | 'speech' | 'score';

/** What could not be processed, with the reason a technician understands and the original bytes, so it can be re-driven. */
export type DeadLetter = {
  readonly project: string;
  /** Made from the stage and from what the letter is about: the same letter twice is one letter. */
  readonly letterId: string;
  readonly stage: Stage;
  readonly reason: Reason;
  /** Where it came from: an inbox path, `topic/partition/offset`, or `call:<id>`. */
  readonly origin: string;
  readonly callId: string;
  /** Original bytes, base64; '' when the origin is a file that stays where it is. */
  readonly bytesBase64: string;
  /** Headers of the original message; none for files. */
  readonly headers: Readonly<Record<string, string>>;
  readonly at: EpochMs;
};
