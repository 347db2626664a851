import type { Call } from '../../ingest/call.ts';
import { canonicalJson } from '../../ingest/digest.ts';
import type { KafkaSettings } from '../../ingest/kafka/kafka-settings.ts';
import { ownerOfMessage } from '../../ingest/recordings/recording-request.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';
import { takeTopicMessage, type TakenTopicMessage } from '../../ingest/take-topic-message.ts';
import { topicLetter, type TopicContext } from '../../ingest/topic-message.ts';
import { readAnnouncement, triesOf } from '../../roles/announced.ts';
import { idOfCall, type CallKey } from '../../store/store.ts';
import { START_MS } from './clock.ts';
import { contextOf, DEFECT, expectedEvaluations, projectOf } from './company.ts';
import { UNSTORABLE, type Engine } from './engine.ts';
import type { SentMessage, Topics } from './topics.ts';

/** What was announced, also what got lost on its way: by call, the places in the order of everything. */
export type Announced = {
  readonly note: (topic: string, message: SentMessage) => void;
  readonly ofCall: (key: CallKey) => number;
  readonly ofRecording: (project: string, uri: string) => readonly SentMessage[];
};

export function openAnnounced(settings: KafkaSettings): Announced {
  const calls = new Map<string, number>();
  const recordings = new Map<string, SentMessage[]>();
  const waiting = new Set(
    [settings.topics.recordings, ...settings.retries.map(({ topic }) => topic)].map(({ name }) => name),
  );
  return {
    note: (topic, message) => {
      const told = topic === settings.topics.toScore.name ? readAnnouncement(message) : null;
      if (told !== null) calls.set(idOfCall(told), message.nr);
      if (!waiting.has(topic)) return;
      const uri = /"uri":"([^"]*)"/.exec(message.value?.toString() ?? '')?.[1] ?? '';
      const id = `${message.headers['project'] ?? ''} ${uri}`;
      recordings.set(id, [...(recordings.get(id) ?? []), message]);
    },
    ofCall: (key) => calls.get(idOfCall(key)) ?? 0,
    ofRecording: (project, uri) => recordings.get(`${project} ${uri}`) ?? [],
  };
}

export type DoneParts = {
  readonly settings: KafkaSettings;
  readonly engine: Engine;
  readonly topics: Topics;
  readonly announced: Announced;
};

/** Whether what a message asks for is in the store or on a topic; else what is missing. */
export type Missing = (message: SentMessage) => string | null;

export function openMissing(parts: DoneParts): Missing {
  const { settings } = parts;
  const { toScore, toRescore } = settings.topics;
  return (message) => {
    if (message.topic === toScore.name || message.topic === toRescore.name) return missingScore(message, parts);
    const taken = takenOf(message, settings);
    return missingRows(message, taken, parts) ?? missingRecordings(message, taken, parts);
  };
}

/** What the product makes of a message; the same every time, so that it is worked out once. */
export function takenOf(message: SentMessage, settings: KafkaSettings): TakenTopicMessage {
  const known = taken.get(message);
  if (known !== undefined) return known;
  const inputs = ['cdr', 'queueEvents', 'operatorStates', 'messages'] as const;
  const input: TopicContext['input'] =
    inputs.find((name) => settings.topics[name].name === message.topic) ?? 'recordings';
  const fresh = takeTopicMessage(message, { ...contextOf(settings), input, now: START_MS + YEAR_MS });
  taken.set(message, fresh);
  return fresh;
}
const YEAR_MS = 365 * 86_400_000;
const taken = new WeakMap<SentMessage, TakenTopicMessage>();

/** What only the store or a defect refuses becomes a letter instead of rows. */
export function isRefusedLate({ value }: SentMessage): boolean {
  const text = value?.toString() ?? '';
  return text.includes(UNSTORABLE) || text.includes(DEFECT);
}

function missingRows(
  message: SentMessage,
  { events, operatorEvents, customers, letters }: TakenTopicMessage,
  parts: DoneParts,
): string | null {
  const { tables } = parts.engine;
  const expected = isRefusedLate(message)
    ? [topicLetter(message, message.headers['project'] ?? '', 'ingest', { code: 'UNEXPECTED', params: {} })]
    : letters;
  for (const letter of expected) if (tables.dead_letters.find(letter) === undefined) return 'its dead letter';
  if (isRefusedLate(message)) return null;
  for (const event of operatorEvents) if (tables.operator_events.find(event) === undefined) return 'its operator event';
  for (const customer of customers) if (tables.customers.find(customer) === undefined) return 'its customer';
  for (const event of events) {
    const missing = missingEvent(event, parts);
    if (missing !== null) return missing;
  }
  return null;
}

/** An event is done when it is stored, a call that knows it is stored after it, and that call is announced after that. */
function missingEvent(event: SourceEvent, { engine, announced }: DoneParts): string | null {
  const steps = engine.stepsWith(event);
  if (steps === null) return `its event ${event.eventId}`;
  const knowing = engine.firstKnowing(event, steps);
  if (knowing === null) return `a call that knows its event ${event.eventId}`;
  if (announced.ofCall(event) < knowing) return `the announcement of call ${event.callId}`;
  return null;
}

function missingRecordings(
  message: SentMessage,
  { recordings, events, project }: TakenTopicMessage,
  parts: DoneParts,
): string | null {
  const { engine, announced, settings } = parts;
  const isInput = Object.values(settings.topics).some(
    ({ name }) => name === message.topic && name !== settings.topics.recordings.name,
  );
  for (const { message: told } of recordings) {
    const id = project?.id ?? '';
    const sent = announced.ofRecording(id, told.uri);
    if (isInput) {
      if (!sent.some(({ nr }) => nr > message.nr)) return `the announcement of ${told.uri}`;
      continue;
    }
    const later = sent.some((other) => triesOf(other).tries > triesOf(message).tries && other.nr > message.nr);
    const given = engine.tables.dead_letters
      .visible()
      .some(({ letterId }) => letterId.startsWith(`speech:${told.uri}:`));
    if (later || given) continue;
    const missing = missingHearing({ project: id, ...ownerOfMessage(told, projectOf(id)) }, parts);
    if (missing !== null) return missing;
  }
  for (const { project: id, callId, source } of events) {
    const [call] = engine.tables.calls.ofCall({ project: id, callId });
    if (source !== 'record' || call === undefined || call.row.mergedInto !== '') continue;
    for (const { state, uri } of call.row.recordings)
      if (state === 'expected' && uri.startsWith('https:') && announced.ofRecording(id, uri).length === 0)
        return `the announcement of ${uri}`;
  }
  return null;
}

function missingHearing(of: CallKey & { readonly recordingId: string }, parts: DoneParts): string | null {
  const { tables } = parts.engine;
  const { recordingId } = of;
  if (!tables.recordings.ofCall(of).some(({ row }) => row.recordingId === recordingId))
    return `recording ${recordingId}`;
  if (!tables.transcripts.ofCall(of).some(({ row }) => row.recordingId === recordingId))
    return `transcript of ${recordingId}`;
  const events = tables.source_events.ofCall(of).map(({ row }) => row);
  const heard = events.filter(
    ({ source, eventId }) => source === 'recording' && eventId.startsWith(`transcribed:${recordingId}`),
  );
  if (heard.length === 0) return `the event of ${recordingId}`;
  // Somebody else may be hearing it once more just now.
  const missing = heard.map((event) => missingEvent(event, parts));
  return missing.includes(null) ? null : (missing[0] ?? null);
}

/** A call that was announced was scored as it stood then, or later; or there is nothing to score in it. */
function missingScore(message: SentMessage, { engine }: DoneParts): string | null {
  const told = readAnnouncement(message);
  if (told === null) {
    const letter = topicLetter(message, '', 'score', { code: 'MESSAGE_INVALID', params: {} });
    return engine.tables.dead_letters.find(letter) === undefined ? 'its dead letter' : null;
  }
  const before = engine.callAt(told, message.nr);
  if (before === null) return null;
  const evaluations = engine.tables.evaluations.ofCall(told).filter(({ row }) => row.run === told.run);
  if (evaluations.some(({ row }) => BigInt(row.revision) >= BigInt(before.version))) return null;
  const [call] = engine.tables.calls.ofCall(told);
  if (
    call === undefined ||
    isNothingToScore(before, engine, message.nr) ||
    isNothingToScore(call.row, engine, Infinity)
  )
    return null;
  return `an evaluation of ${told.callId}`;
}

function isNothingToScore(call: Call, { tables }: Engine, nr: number): boolean {
  const heard = tables.transcripts.ofCall(call).filter((one) => one.firstNr < nr);
  const transcripts = heard.map(({ row }) => row);
  return expectedEvaluations(call, transcripts).length === 0;
}

/** Whatever the order of their fields. */
export function sameContent(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);
}
