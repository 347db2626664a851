import { z } from 'zod';
import { CALL_MAX_MS } from './call-limits.ts';

/**
 * The messages Etalon takes in, `schemaVersion` 1. Unknown fields are kept with the event and ignored by the fold.
 * Moments are ISO text or `YYYY-MM-DD HH:MM:SS[.mmm]` (project's zone when they name none), or a number: seconds since
 * 1970 UTC below 10^11, milliseconds above. Durations are ms. `null` means the same as absent: not stated.
 */

/** Longer identifiers are a misplaced field, and would be copied into every row of the call. */
const ID_MAX = 200;

const id = z
  .string()
  .trim()
  .min(1)
  .max(ID_MAX)
  .regex(/^[^\p{Cc}]*$/u, 'has control characters');
const moment = z.union([z.string().min(1).max(50), z.number().positive()], {
  error: 'expected a moment: ISO 8601 text, or a number of seconds or milliseconds since 1970',
});
const durationMs = z
  .number()
  .nonnegative()
  .max(CALL_MAX_MS)
  .transform((ms) => Math.round(ms));
const text = z.string().max(1000);
const language = z
  .string()
  .regex(/^[A-Za-z]{2}(?:[-_][A-Za-z]+)?$/, 'expected an ISO 639-1 code such as "uk"')
  .transform((code) => code.slice(0, 2).toLowerCase());

const direction = z.enum(['inbound', 'outbound', 'internal']);
const channel = z.enum(['voice', 'chat', 'email', 'messenger']);
const speaker = z.enum(['operator', 'customer', 'unknown']);

/** What every message carries. `revision` counts the sender's corrections of the same event, 0 at first. */
const envelope = {
  schemaVersion: z.literal(1),
  callId: id,
  eventId: id.nullish(),
  revision: z.number().int().min(0).max(1_000_000).nullish(),
};

const leg = z.looseObject({
  legId: id.nullish(),
  operator: id,
  queue: id.nullish(),
  startedAt: moment,
  answeredAt: moment.nullish(),
  endedAt: moment.nullish(),
  ringMs: durationMs.nullish(),
  talkMs: durationMs.nullish(),
  holdMs: durationMs.nullish(),
  acwMs: durationMs.nullish(),
  outcome: z.enum(['completed', 'transferred', 'talking', 'no_answer', 'cancelled']).nullish(),
});

const queueEntry = z.looseObject({
  queue: id,
  enteredAt: moment,
  position: z.number().int().positive().nullish(),
  waitMs: durationMs.nullish(),
  outcome: z.enum(['answered', 'abandoned', 'flow_out', 'waiting']).nullish(),
  flowOut: z.enum(['timeout', 'key', 'empty', 'full', 'voicemail', 'callback', 'overflow', 'ivr', 'restart']).nullish(),
});

/** A call detail record. One leg in short form (operator, queue, waitMs, talkMs …), or all `legs` and `queueEntries`. */
const call = z.looseObject({
  ...envelope,
  type: z.literal('call'),
  direction,
  channel: channel.nullish(),
  startedAt: moment,
  answeredAt: moment.nullish(),
  endedAt: moment.nullish(),
  ivrMs: durationMs.nullish(),
  customer: text.nullish(),
  disposition: text.nullish(),
  hangupBy: z.enum(['customer', 'operator', 'system', '']).nullish(),
  language: language.nullish(),
  campaign: text.nullish(),
  parentCallId: id.nullish(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  operator: id.nullish(),
  queue: id.nullish(),
  waitMs: durationMs.nullish(),
  talkMs: durationMs.nullish(),
  holdMs: durationMs.nullish(),
  acwMs: durationMs.nullish(),
  legs: z.array(leg).max(1000).nullish(),
  queueEntries: z.array(queueEntry).max(1000).nullish(),
  recordings: z
    .array(z.looseObject({ recordingId: id, file: text.nullish(), offsetMs: durationMs.nullish() }))
    .max(1000)
    .nullish(),
});

const word = z.looseObject({
  text: z.string(),
  startMs: durationMs,
  endMs: durationMs,
  confidence: z.number().min(0).max(1).nullish(),
});

const utterance = z.looseObject({
  utteranceId: id.nullish(),
  speaker,
  operator: id.nullish(),
  language: language.nullish(),
  startMs: durationMs,
  endMs: durationMs,
  text: z.string(),
  words: z.array(word).nullish(),
  confidence: z.number().min(0).max(1).nullish(),
});

/** A finished transcript of one recording, heard elsewhere. Times are ms on the recording's timeline. */
const transcript = z.looseObject({
  ...envelope,
  type: z.literal('transcript'),
  recordingId: id,
  language,
  engine: id.nullish(),
  model: text.nullish(),
  durationMs: durationMs.nullish(),
  startedAt: moment.nullish(),
  utterances: z.array(utterance).max(100_000),
});

const writtenMessage = {
  id,
  speaker,
  at: moment,
  text: z.string(),
  operator: id.nullish(),
  language: language.nullish(),
};

/** What a conversation and each single message of it may say of the whole. */
const conversationFacts = {
  direction: direction.nullish(),
  customer: text.nullish(),
  operator: id.nullish(),
  queue: id.nullish(),
  language: language.nullish(),
  campaign: text.nullish(),
};

/** A whole chat or e-mail exchange as it stands now; sent again when it has grown. */
const conversation = z.looseObject({
  ...envelope,
  ...conversationFacts,
  type: z.literal('conversation'),
  channel: z.enum(['chat', 'email', 'messenger']),
  messages: z.array(z.looseObject(writtenMessage)).min(1).max(100_000),
});

/** One message of a conversation. */
const message = z.looseObject({
  ...envelope,
  ...conversationFacts,
  ...writtenMessage,
  type: z.literal('message'),
  channel: z.enum(['chat', 'email', 'messenger']).nullish(),
});

/**
 * Says that a recording can be fetched. Without `callId` the project's name patterns find the call in the uri's last
 * part, else the recording is a call of its own until a CDR claims it. A greater `revision` says that the file behind
 * the uri has changed.
 */
const recording = z.looseObject({
  schemaVersion: z.literal(1),
  type: z.literal('recording'),
  callId: id.nullish(),
  recordingId: id.nullish(),
  uri: z.string().trim().min(1).max(2000),
  offsetMs: durationMs.nullish(),
  /** When the file was closed; stands in for the time of a call that nothing else tells of. */
  at: moment.nullish(),
  revision: z.number().int().min(0).max(1_000_000).nullish(),
});

/** What an operator did outside calls. `reason`: why a pause was taken, in the telephone system's words. */
const operatorState = z.looseObject({
  schemaVersion: z.literal(1),
  type: z.literal('operator_state'),
  eventId: id.nullish(),
  operator: id,
  state: z.enum(['login', 'logout', 'pause', 'unpause']),
  at: moment,
  queue: text.nullish(),
  reason: text.nullish(),
});

/** Messages by their `type`. */
export const MESSAGE_SCHEMAS = {
  call,
  transcript,
  conversation,
  message,
  recording,
  operator_state: operatorState,
} as const;

export type CallMessage = z.infer<typeof call>;
export type TranscriptMessage = z.infer<typeof transcript>;
export type ConversationMessage = z.infer<typeof conversation>;
export type SingleMessage = z.infer<typeof message>;
export type RecordingMessage = z.infer<typeof recording>;
export type OperatorStateMessage = z.infer<typeof operatorState>;
/** Messages that become source events of a call. */
export type CallEventMessage = CallMessage | TranscriptMessage | ConversationMessage | SingleMessage;
export type Message = CallEventMessage | RecordingMessage | OperatorStateMessage;
export type MomentValue = z.infer<typeof moment>;

/** What is kept in place of the customer's number or address once it is stored. */
const keyed = { customerKey: z.string().nullish() };

/**
 * What the line itself tells about a recording: `present` when the file is seen, `transcribed` or `failed` after the
 * recogniser, `claimed` when the call made up for a lone recording turned out to be part of `claimedBy`.
 */
export const RECORDING_PAYLOAD = z.looseObject({
  type: z.literal('recording'),
  event: z.enum(['present', 'transcribed', 'failed', 'claimed']),
  recordingId: id,
  uri: z.string(),
  offsetMs: z.number().nullish(),
  durationMs: z.number().nonnegative().nullish(),
  /** Epoch ms. */
  fileTime: z.number().nullish(),
  /** Epoch ms, read from the file's name by a pattern of the project. */
  nameStartedAt: z.number().nullish(),
  nameStartedAtDoubtful: z.boolean().nullish(),
  nameOperator: z.string().nullish(),
  nameDirection: direction.nullish(),
  reason: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullish(),
  engine: z.string().nullish(),
  model: z.string().nullish(),
  optionsHash: z.string().nullish(),
  operatorChannel: z.union([z.literal(0), z.literal(1)]).nullish(),
  /** As the message of the recording said it; the event's own may be greater. */
  toldRevision: z.number().int().nonnegative().nullish(),
  claimedBy: z.string().nullish(),
});
export type RecordingPayload = z.infer<typeof RECORDING_PAYLOAD>;

/** A line of queue_log as it is stored: fields in the log's order, the caller's number replaced by its key. */
export const QUEUE_LOG_PAYLOAD = z.looseObject({
  type: z.literal('queue_log'),
  event: z.string(),
  queue: z.string(),
  member: z.string(),
  params: z.array(z.string()),
  /** Of a line that was handed on from a channel of the call: the id of that channel (linked-calls.ts). */
  channelId: z.string().optional(),
  ...keyed,
});
export type QueueLogPayload = z.infer<typeof QUEUE_LOG_PAYLOAD>;

/** A row of Asterisk's CDRs as it is stored: its times as epoch ms, numbers of customers replaced by their key. */
export const ASTERISK_CDR_PAYLOAD = z.looseObject({
  type: z.literal('asterisk_cdr'),
  uniqueid: z.string(),
  linkedid: z.string(),
  sequence: z.string(),
  startedAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  durationMs: z.number(),
  billedMs: z.number(),
  doubtful: z.boolean(),
  disposition: z.string(),
  src: z.string(),
  dst: z.string(),
  context: z.string(),
  channel: z.string(),
  dstchannel: z.string(),
  app: z.string(),
  queue: z.string(),
  ...keyed,
  /** Which side of the row the customer is on; '' when it shows none. */
  customerIs: z.enum(['caller', 'callee', '']),
});
export type AsteriskCdrPayload = z.infer<typeof ASTERISK_CDR_PAYLOAD>;

/** A channel event of Asterisk as it is stored. */
export const ASTERISK_CEL_PAYLOAD = z.looseObject({
  type: z.literal('asterisk_cel'),
  event: z.string(),
  uniqueid: z.string(),
  linkedid: z.string(),
  channel: z.string(),
  context: z.string(),
  exten: z.string(),
  app: z.string(),
  queue: z.string(),
  /** The other channel of an old version's bridge, or who took over. */
  peer: z.string(),
  bridgeId: z.string(),
  dialStatus: z.string(),
  hangupSource: z.string(),
  ...keyed,
  customerIs: z.enum(['caller', 'callee', '']),
});
export type AsteriskCelPayload = z.infer<typeof ASTERISK_CEL_PAYLOAD>;

/** That a channel, under whose id this is stored, belongs to the call of the channel named here. */
export const ASTERISK_LINK_PAYLOAD = z.looseObject({ type: z.literal('asterisk_link'), linkedid: z.string() });

/** Payloads of stored events by source; messages are stored without `customer`, with `customerKey` instead. */
export const RECORD_PAYLOAD = call.extend(keyed);
export const TRANSCRIPT_PAYLOAD = transcript;
export const MESSAGES_PAYLOAD = z.discriminatedUnion('type', [conversation.extend(keyed), message.extend(keyed)]);
