import type { Reason } from '../errors.ts';
import type { EpochMs } from './call.ts';
import type { RecordingMessage } from './contracts.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { OperatorEvent } from './operator-event.ts';
import type { SourceEvent } from './source-event.ts';
import type { CustomerAddress } from './source-events.ts';

/** A recording that can be fetched, as the speech line is told of it. */
export type AnnouncedRecording = {
  readonly project: string;
  readonly message: RecordingMessage;
  /** How often it was looked for in vain, and since when; null = not yet. */
  readonly asked: { readonly tries: number; readonly firstAt: EpochMs } | null;
};

/**
 * What one read of a source gave, parsed: the ingest line stores all of it and then commits the receipts, by which the
 * source knows what is done (lines of the intake list, offsets of a topic).
 */
export type IngestBatch<Receipt> = {
  readonly events: readonly SourceEvent[];
  readonly operatorEvents: readonly OperatorEvent[];
  readonly customers: readonly CustomerAddress[];
  readonly letters: readonly DeadLetter[];
  /** Recordings that are told of here and fetched by the speech line. */
  readonly recordings: readonly AnnouncedRecording[];
  readonly receipts: readonly Receipt[];
  /** What was taken in and yet looks like a mistake, to be shown and not stored; `path` is an inbox path. */
  readonly notices: readonly { readonly path: string; readonly reason: Reason }[];
};

/** What a read gave that gave nothing: the rest is what it gave after all. */
export const EMPTY_BATCH: IngestBatch<never> = {
  events: [],
  operatorEvents: [],
  customers: [],
  letters: [],
  recordings: [],
  receipts: [],
  notices: [],
};
