import { setTimeout as sleep } from 'node:timers/promises';
import { EtalonError, reasonOf } from '../errors.ts';
import { NO_FACTS, type Heard, type HeardFor } from '../heard.ts';
import type { AnnouncedRecording } from '../ingest/batch.ts';
import type { Call } from '../ingest/call.ts';
import type { FetchRecording } from '../ingest/recordings/fetch-recording.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import {
  claimsOf,
  isBehind,
  isHeardAsItStands,
  revisionAnew,
  toldRevision,
  ownerByName,
  ownerOfMessage,
  workOf,
  type RecordingAt,
} from '../ingest/recordings/recording-request.ts';
import type { RecordingWork } from '../ingest/recordings/recording-work.ts';
import type { SourceEvent } from '../ingest/source-event.ts';
import { takeTopicMessage } from '../ingest/take-topic-message.ts';
import { originOf, topicLetter, type TopicContext, type TopicMessage } from '../ingest/topic-message.ts';
import { foldLine, ingestLine, speechLine, type LineDeps } from '../lines.ts';
import type { Metrics, Outcome } from '../metrics.ts';
import type { CallKey } from '../store/store.ts';
import { distinctCalls } from '../store/store.ts';
import { triesOf } from './announced.ts';
import { faultCount, isAboutAMessage, type FaultCount, type Role, type Work } from './role.ts';

export type SpeechRoleParts = {
  readonly kafka: KafkaLink;
  readonly settings: KafkaSettings;
  readonly context: Omit<TopicContext, 'input' | 'now'>;
  readonly deps: LineDeps<Work>;
  /** Recordings heard side by side. */
  readonly slots: number;
  readonly engine: { readonly name: string; readonly model: string };
  readonly fetch: FetchRecording;
  /** Runs work with a folder of its own, which is removed afterwards. */
  readonly inFolder: <T>(work: (folder: string) => Promise<T>) => Promise<T>;
  readonly hearFile: (
    work: RecordingWork,
    path: string,
    call: HeardFor,
    onProgress: () => void,
  ) => Promise<Exclude<Heard, { kind: 'absent' }>>;
  readonly recordingsAt: (of: { readonly project: string; readonly uri: string }) => Promise<readonly RecordingAt[]>;
  readonly metrics: Pick<Metrics, 'message' | 'heard' | 'slots' | 'retry' | 'stage'>;
  /** Aborts what is in hand; it is heard by somebody else. */
  readonly signal: AbortSignal;
  readonly fatal: (error: unknown) => void;
};

/** A recording whose speech process ended this often is at fault itself. */
const PROCESS_TRIES = 3;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/**
 * The speech line over what was announced: a message takes a slot for as long as its recording is heard, which may be
 * minutes; with no slot free the topics are paused. Recordings that are waited for come from the retry topics when it
 * is time.
 */
export async function startSpeech(parts: SpeechRoleParts): Promise<Role> {
  const { kafka, settings, slots, metrics, fatal } = parts;
  const faults = faultCount(fatal);
  let movedAt = Date.now();
  let busy = 0;
  metrics.slots(0, slots);
  const begin = (message: TopicMessage, done: () => void): void => {
    metrics.slots(++busy, slots);
    const moved = (): void => {
      movedAt = Date.now();
    };
    let held = true;
    // Before `done` says so: it may offer the next message at once.
    const free = (): void => {
      if (held) metrics.slots(--busy, slots);
      held = false;
    };
    const freed = (): void => {
      free();
      done();
    };
    hearMessage({ message, done: freed }, moved, faults, parts)
      .catch((error: unknown) => {
        // Not done, and so not committed. After a request to stop this is how work is handed back.
        if (!parts.signal.aborted) fatal(error);
      })
      .finally(free);
  };
  const retryTopics = settings.retries.map(({ topic }) => topic.name);
  const topics = [settings.topics.recordings.name, ...retryTopics];
  const group = `${settings.group}-speech`;
  const consumed = await kafka.consume({
    group,
    topics,
    sessionMs: settings.sessionMs,
    fetch: { minBytes: 1, maxWaitMs: 500, maxBytesPerPartition: 64 * 1024 },
    take: (message, done) => {
      const { notBefore } = triesOf(message);
      if (notBefore > Date.now()) return { notBefore };
      if (busy >= slots) return 'full';
      begin(message, done);
      return 'taken';
    },
    onMoved: () => {
      movedAt = Date.now();
    },
    onStopped: (error) => {
      fatal(new EtalonError('LINE_STOPPED', { line: 'speech', why: error.name }, { cause: error }));
    },
  });
  const liveTopics = [settings.topics.recordings.name];
  return { ...consumed, line: 'speech', group, topics, liveTopics, movedAt: () => movedAt };
}

/** One message: nearly always one recording. What else it holds goes the way of the ingest line. */
async function hearMessage(work: Work, moved: () => void, faults: FaultCount, parts: SpeechRoleParts): Promise<void> {
  const { context, deps, metrics } = parts;
  const { message } = work;
  const { recordings, letters, project, ...others } = takeTopicMessage(message, {
    ...context,
    input: 'recordings',
    now: Date.now(),
  });
  const orLetter = async (take: () => Promise<Outcome | null>): Promise<void> => {
    try {
      const outcome = await take();
      if (outcome !== null) metrics.message('speech', outcome, 1);
      faults.known();
    } catch (error) {
      const reason = reasonOf(error);
      if (!isAboutAMessage(error) || parts.signal.aborted) throw error;
      const unknown = reason.code === 'UNEXPECTED';
      const stack = unknown && error instanceof Error ? error.stack : '';
      deps.log.error({ code: reason.code, err: stack }, 'recording could not be taken');
      await deps.effects.insertDeadLetters([topicLetter(message, project?.id ?? '', 'speech', reason)]);
      metrics.message('speech', 'refused', 1);
      if (unknown) faults.unknown(error);
      else faults.known();
    }
  };
  if (letters.length > 0 || others.events.length > 0 || others.operatorEvents.length > 0)
    await orLetter(async () => {
      await ingestLine({ ...others, letters, recordings: [], receipts: [], notices: [] }, deps);
      return letters.length > 0 ? 'refused' : null;
    });
  for (const recording of recordings) await orLetter(() => hearOne(work, recording, moved, parts));
  await deps.effects.commit([work]);
}

/** No receipt: a message is done when everything in it is. */
const NO_RECEIPT: Work = {
  message: { topic: '', partition: 0, offset: '0', timestampMs: 0, value: null, headers: {} },
  done: () => undefined,
};

async function hearOne(
  { message }: Work,
  { project: id, message: told }: AnnouncedRecording,
  moved: () => void,
  parts: SpeechRoleParts,
): Promise<'loaded' | 'refused' | 'retried'> {
  const { deps, engine, settings, recordingsAt, metrics } = parts;
  const project = deps.project(id);
  const { callId, recordingId } = ownerOfMessage(told, project);
  const key = { project: id, callId };
  const events = await deps.store.readSourceEvents([key]);
  const call = await upToDate(key, events, deps);
  const work = workOf(
    { ...told, revision: toldRevision(told, recordingId, events) },
    {
      project,
      call,
      // Of the first message: a later try bears the time of its own, and this may be all that tells when the call was.
      sentAt: triesOf(message).firstAt,
      origin: originOf(message),
      bytesBase64: message.value?.toString('base64') ?? '',
      headers: message.headers,
    },
  );
  // 1. A redelivery: said once more, for the process that heard it may have died before it said so.
  const operatorChannel =
    project.recordings.operatorChannel[call?.direction ?? work.nameFacts.nameDirection ?? 'inbound'];
  const now = { operatorChannel, engine: engine.name, model: engine.model };
  if (isHeardAsItStands(work, events, now)) {
    // The call that was made up for it too, which was told whose it is before this one knew: its score must go.
    await deps.effects.announce(distinctCalls([key, { project: id, callId: ownerByName(told.uri, project).callId }]));
    return 'loaded';
  }
  // 2. Fetched, heard, stored.
  const startedAt = Date.now();
  const heard = await speechLine(
    { ...work, revision: revisionAnew(work, events, now) },
    {
      call,
      hear: (of) => fetched(work, of, moved, parts),
      claims: () => claims(work, events, project.id, recordingsAt, deps),
      later: laterOf({ project: id, message: told, asked: null }, message, settings),
      receipt: () => NO_RECEIPT,
    },
    deps,
  );
  if (heard.kind === 'transcribed') metrics.heard(heard.transcript.durationMs / 1000, (Date.now() - startedAt) / 1000);
  if (heard.kind === 'absent') metrics.retry('recording');
  return heard.kind === 'transcribed' ? 'loaded' : heard.kind === 'refused' ? 'refused' : 'retried';
}

/** The call as all these events tell it: whoever stored the last of them may have died before it stored the call. */
async function upToDate(key: CallKey, events: readonly SourceEvent[], deps: LineDeps<Work>): Promise<Call | null> {
  const [stored] = await deps.store.readCalls([key]);
  if (events.length === 0 || (stored !== undefined && !isBehind(stored, events))) return stored ?? null;
  return (await foldLine([key], deps))[0] ?? null;
}

/** Only where a name alone made up a call, or may have made up one, is there anything to look for. */
async function claims(
  work: RecordingWork,
  events: readonly SourceEvent[],
  project: string,
  recordingsAt: SpeechRoleParts['recordingsAt'],
  deps: LineDeps<Work>,
): Promise<readonly SourceEvent[]> {
  const madeUp = ownerByName(work.uri, deps.project(project)).callId === work.callId;
  if (madeUp && events.some(({ source }) => source === 'record')) return [];
  const others = await recordingsAt({ project, uri: work.uri });
  return claimsOf(
    work,
    others.filter(({ callId }) => callId !== work.callId),
    deps.project(project),
  );
}

/** The recording for a later try; null when it was waited for long enough. */
function laterOf(
  recording: AnnouncedRecording,
  message: TopicMessage,
  settings: KafkaSettings,
): AnnouncedRecording | null {
  const { tries, firstAt } = triesOf(message);
  if (Date.now() - firstAt > settings.giveUpAfterMs) return null;
  return { ...recording, asked: { tries, firstAt } };
}

/** Fetches a recording and hears it; a source that does not answer is one that has not got it yet. */
function fetched(work: RecordingWork, call: HeardFor, moved: () => void, parts: SpeechRoleParts): Promise<Heard> {
  const fetchAndHear = async (folder: string): Promise<Heard> => {
    const startedAt = performance.now();
    const got = await parts
      .fetch({ project: work.project, uri: work.uri, folder }, parts.signal, moved)
      .catch((error: unknown) => {
        const reason = reasonOf(error);
        if (reason.code === 'RECORDING_SOURCE_AWAY') return { kind: 'absent' as const, reason };
        throw error;
      });
    parts.metrics.stage('speech', 'fetch', (performance.now() - startedAt) / 1000);
    if (got.kind === 'absent') return { kind: 'absent', reason: got.reason };
    if (got.kind === 'refused') return { kind: 'refused', reason: got.reason, facts: NO_FACTS };
    moved();
    return parts.hearFile(work, got.path, call, moved);
  };
  return heardWithPatience(() => parts.inFolder(fetchAndHear), moved, parts);
}

/**
 * What a retry may cure is tried in place, for it is about this machine or its recogniser and not about the recording:
 * a full disk, an endpoint that is away. A speech process that ends each time is about the recording after all.
 */
async function heardWithPatience(
  hear: () => Promise<Heard>,
  moved: () => void,
  { signal, deps, metrics }: SpeechRoleParts,
): Promise<Heard> {
  for (let nth = 1; ; nth++) {
    try {
      return await hear();
    } catch (error) {
      const reason = reasonOf(error);
      if (!(error instanceof EtalonError) || !error.retriable || signal.aborted) throw error;
      if (reason.code === 'SPEECH_PROCESS_FAILED' && nth >= PROCESS_TRIES)
        return { kind: 'refused', reason, facts: NO_FACTS };
      deps.log.warn({ code: reason.code, attempt: nth }, 'hearing is tried again');
      metrics.retry('engine');
      // The line does what it can: it is not the line that stands still.
      moved();
      await sleep(Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (nth - 1)), undefined, { signal });
    }
  }
}
