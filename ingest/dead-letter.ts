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
  /** Where it came from: an inbox path with a byte offset, or topic/partition/offset. */
  readonly origin: string;
  readonly callId: string;
  /** Original bytes, base64; '' when the origin is a file that stays where it is. */
  readonly bytesBase64: string;
  readonly at: EpochMs;
};
