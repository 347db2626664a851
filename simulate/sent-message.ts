import type { EpochMs } from '../ingest/call.ts';
import type { InputTopic } from '../ingest/kafka/kafka-settings.ts';

/** A message as a producer hands it over; `topic` is one of our names for topics, not that of the broker. */
export type SentMessage = {
  readonly atMs: EpochMs;
  readonly topic: InputTopic | 'recordings';
  readonly key: string | null;
  readonly value: string | Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
};

/** A message that is written when its turn comes, so that a long simulation fits into memory. */
export type PlannedMessage = Omit<SentMessage, 'value'> & { readonly write: () => SentMessage['value'] };
