import type { ErrorCode } from '../errors.ts';
import { below, pick, type Random } from './random.ts';
import type { SentMessage } from './sent-message.ts';

/** What a message that cannot be taken holds, and the code of its dead letter. */
export type BadMessage = Pick<SentMessage, 'topic' | 'value' | 'headers'> & {
  readonly code: ErrorCode;
  /** Whose letter it is; '' when the message names nobody that is known. */
  readonly project: string;
};

type Make = (project: string, random: Random, maxMessageBytes: number | null) => BadMessage;

/** One of every kind of bad message; oversize ones only where the limit is known. */
export function badMessage(project: string, random: Random, maxMessageBytes: number | null): BadMessage {
  const kinds = maxMessageBytes === null ? KINDS : [...KINDS, oversize];
  return pick(random, kinds)(project, random, maxMessageBytes);
}

/** A call nobody made: were it taken, the auditor would find it. */
function record(random: Random, fields: Readonly<Record<string, unknown>> = {}): string {
  const callId = `never-${String(below(random, 1_000_000_000))}`;
  const startedAt = '2026-03-02T09:00:00Z';
  return JSON.stringify({ schemaVersion: 1, type: 'call', callId, direction: 'inbound', startedAt, ...fields });
}

const bad = (code: ErrorCode, project: string, value: SentMessage['value']): BadMessage => {
  return { topic: 'cdr', code, project, value, headers: { project } };
};

const KINDS: readonly Make[] = [
  // Cut off on the way.
  (project, random) => bad('JSON_INVALID', project, record(random).slice(0, -20)),
  (project, random) => bad('MESSAGE_INVALID', project, record(random, { talkMs: -5 })),
  (project, random) => bad('MESSAGE_INVALID', project, record(random, { callId: undefined })),
  (project, random) => bad('MESSAGE_INVALID', project, record(random, { startedAt: '2026-02-30T09:00:00Z' })),
  (project, random) => bad('MESSAGE_TYPE_UNKNOWN', project, record(random, { type: 'ticket' })),
  (project, random) => bad('TIMES_IMPOSSIBLE', project, record(random, { endedAt: '2026-03-02T08:00:00Z' })),
  (project, random) => bad('TIMES_IMPOSSIBLE', project, record(random, { startedAt: '1970-01-01T00:00:07Z' })),
  (project, random) => ({
    ...bad('MESSAGE_FORMAT_UNKNOWN', project, record(random)),
    headers: { project, format: 'teletext' },
  }),
  (project, random) => ({
    ...bad('MESSAGE_PROJECT_UNKNOWN', '', record(random)),
    headers: { project: `nobody-of-${project}` },
  }),
  (project, random) => bad('MESSAGE_NOT_UTF8', project, brokenBytes(record(random))),
  (project) => bad('MESSAGE_EMPTY', project, null),
  (project, random) => ({
    ...bad('QUEUE_LOG_LINE_INVALID', project, `${String(below(random, 1000))}|no line of a log`),
    topic: 'queueEvents',
    headers: { project, format: 'queue_log' },
  }),
];

const oversize: Make = (project, random, maxMessageBytes) =>
  bad('MESSAGE_TOO_LARGE', project, record(random, { notes: 'x'.repeat(maxMessageBytes ?? 0) }));

/** Text of another code page: a byte that UTF-8 never holds. */
function brokenBytes(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  bytes[bytes.length - 3] = 0xff;
  return bytes;
}
