import type { Reason } from '../errors.ts';
import type { EpochMs } from './call.ts';
import type { DeadLetter } from './dead-letter.ts';
import { sha256Hex } from './digest.ts';
import type { InputTopic, KafkaSettings } from './kafka/kafka-settings.ts';
import type { OperatorLookup } from './operator.ts';
import type { Project } from './project.ts';

/** A message as it lies in a topic. */
export type TopicMessage = {
  readonly topic: string;
  readonly partition: number;
  /** Decimal. */
  readonly offset: string;
  /** When it was sent, by the producer's or the broker's clock. */
  readonly timestampMs: EpochMs;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
};

export type TopicContext = {
  /** Which of our topics it lies in. */
  readonly input: InputTopic | 'recordings';
  readonly settings: Pick<KafkaSettings, 'projectHeader' | 'formatHeader' | 'maxMessageBytes' | 'rules'>;
  readonly projects: ReadonlyMap<string, Project>;
  readonly lookup: (project: Project) => OperatorLookup;
  readonly secretOf: (project: string) => string;
  readonly now: EpochMs;
};

/** How a message is named in reasons and letters. */
export function originOf({ topic, partition, offset }: TopicMessage): string {
  return `${topic}/${String(partition)}/${offset}`;
}

/** Which line reads the topic. */
export function stageOf({ input }: TopicContext): DeadLetter['stage'] {
  return input === 'recordings' ? 'speech' : 'ingest';
}

/** A message as a dead letter, with its bytes and headers, so that it can be sent again. */
export function topicLetter(
  message: TopicMessage,
  project: string,
  stage: DeadLetter['stage'],
  reason: Reason,
  part: string | null = null,
): DeadLetter {
  const bytes = part === null ? (message.value ?? Buffer.alloc(0)) : Buffer.from(part);
  const bytesBase64 = bytes.toString('base64');
  return {
    project,
    // The same bytes at another place of a topic are another message, and the place alone may come again in a new topic.
    letterId: sha256Hex(JSON.stringify([stage, originOf(message), sha256Hex(bytesBase64)])),
    stage,
    reason,
    origin: originOf(message),
    callId: '',
    bytesBase64,
    headers: message.headers,
    at: message.timestampMs,
  };
}
