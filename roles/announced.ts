import { z } from 'zod';
import type { AnnouncedRecording } from '../ingest/batch.ts';
import type { EpochMs } from '../ingest/call.ts';
import type { DeadLetter } from '../ingest/dead-letter.ts';
import type { OutMessage } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings, TopicSettings } from '../ingest/kafka/kafka-settings.ts';
import type { TopicMessage } from '../ingest/topic-message.ts';
import type { CallKey } from '../store/store.ts';

/** Our own topics are keyed, so that what is said of one call lies in one partition; nothing depends on it. */
const keyOf = ({ project, callId }: CallKey): string => `${project}/${callId}`;

const announcement = z.looseObject({
  schemaVersion: z.literal(1),
  project: z.string().min(1),
  callId: z.string().min(1),
  /** '' = the run that counts. */
  run: z.string().max(100).default(''),
});
export type Announcement = z.infer<typeof announcement>;

/** A call that may be scored, as a message of calls.to-score or, with a run, of calls.to-rescore. */
export function announcementOf({ project, callId }: CallKey, run = ''): OutMessage {
  const value = JSON.stringify({ schemaVersion: 1, project, callId, ...(run === '' ? {} : { run }) });
  return { key: keyOf({ project, callId }), value, headers: {} };
}

/** null when the message is no announcement. */
export function readAnnouncement({ value }: TopicMessage): Announcement | null {
  try {
    const json: unknown = JSON.parse(value?.toString('utf8') ?? '');
    return announcement.safeParse(json).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Headers by which a recording that is waited for is known; Etalon's own, and no producer needs to know them. */
const TRIES = 'etalon-tries';
const FIRST_AT = 'etalon-first-at';
const NOT_BEFORE = 'etalon-not-before';

/** A recording that can be fetched, as a message of calls.recordings. */
export function recordingOf({ project, message }: AnnouncedRecording, settings: KafkaSettings): OutMessage {
  return {
    key: keyOf({ project, callId: message.callId ?? message.uri }),
    value: JSON.stringify(message),
    headers: { [settings.projectHeader]: project, [settings.formatHeader]: 'etalon' },
  };
}

/** The same for a later try: which topic it waits in, and until when. */
export function retryOf(
  recording: AnnouncedRecording,
  settings: KafkaSettings,
  now: EpochMs,
): { readonly topic: TopicSettings; readonly message: OutMessage } {
  const { tries, firstAt } = recording.asked ?? { tries: 0, firstAt: now };
  const at = settings.retries[Math.min(tries, settings.retries.length - 1)];
  const { topic, delayMs } = at ?? { topic: settings.topics.recordings, delayMs: 0 };
  const { headers, ...message } = recordingOf(recording, settings);
  const waiting = { [TRIES]: String(tries + 1), [FIRST_AT]: String(firstAt), [NOT_BEFORE]: String(now + delayMs) };
  return { topic, message: { ...message, headers: { ...headers, ...waiting } } };
}

/** What the headers say of earlier tries; a first try has none. */
export function triesOf({ headers, timestampMs }: TopicMessage): {
  readonly tries: number;
  readonly firstAt: EpochMs;
  readonly notBefore: EpochMs;
} {
  const number = (name: string, otherwise: number): number => {
    const value = Number(headers[name] ?? otherwise);
    return Number.isFinite(value) ? value : otherwise;
  };
  return { tries: number(TRIES, 0), firstAt: number(FIRST_AT, timestampMs), notBefore: number(NOT_BEFORE, 0) };
}

/** A dead letter as a message of calls.dead; the table is the authority, the topic tells who listens. */
export function letterMessage(letter: DeadLetter): OutMessage {
  return { key: letter.letterId, value: JSON.stringify({ schemaVersion: 1, ...letter }), headers: {} };
}
