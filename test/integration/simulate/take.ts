import { join } from 'node:path';
import { readConfigured, scoreWith } from '../../../configured.ts';
import { heardEvent, NO_FACTS } from '../../../heard.ts';
import type { AnnouncedRecording } from '../../../ingest/batch.ts';
import type { Call } from '../../../ingest/call.ts';
import type { DeadLetter } from '../../../ingest/dead-letter.ts';
import { foldCall } from '../../../ingest/fold/fold.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../../ingest/kafka/kafka-settings.ts';
import type { OperatorEvent } from '../../../ingest/operator-event.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import { fetchableRecordings, workOf } from '../../../ingest/recordings/recording-request.ts';
import type { RecordingWork } from '../../../ingest/recordings/recording-work.ts';
import type { SourceEvent } from '../../../ingest/source-event.ts';
import { takeTopicMessage } from '../../../ingest/take-topic-message.ts';
import type { Transcript, Utterance } from '../../../ingest/transcript.ts';
import { writtenTranscripts } from '../../../ingest/written.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import { crewOperators } from '../../../simulate/centre.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import type { Store } from '../../../store/store.ts';
import { PROJECTS, WEEK } from './centre.ts';

/** Everything that is stored of messages, made by the same functions as in the lines, all at once. */
export type Taken = {
  readonly calls: readonly Call[];
  readonly operatorEvents: readonly OperatorEvent[];
  readonly letters: readonly DeadLetter[];
  readonly transcripts: readonly Transcript[];
  readonly evaluations: readonly Evaluation[];
};

/** Those of the week are those of every shorter simulation of the same projects, and more. */
const operators = crewOperators(WEEK);
const projects = new Map(PROJECTS.map((project) => [project.id, project]));
const lookups = new Map(PROJECTS.map((project) => [project.id, operatorLookup(operators, project)]));
const score = scoreWith({ ...readConfigured(join(import.meta.dirname, '../../../samples')), projects });

export function takeAll(messages: Iterable<SentMessage>): Taken {
  const { events, operatorEvents, letters, recordings } = readAll(messages);
  const told = foldAll(events);
  // A record that names a file makes a recording known as a message does.
  const named = fetchableRecordings(
    told.map(({ call }) => call),
    projectOf,
  );
  const known = new Map(told.map(({ call }) => [keyOf(call), call]));
  const works = [...recordings, ...named].map((announced) => workFor(announced, known));
  const heard = foldAll([...events, ...works.map((work) => heardEvent(work, hear(work), 0))]);
  const spoken = new Map(works.map((work) => [JSON.stringify([keyOf(work), work.recordingId]), hear(work).transcript]));
  const transcripts = [...heard.flatMap((one) => one.transcripts), ...spoken.values()];
  const byCall = Map.groupBy(transcripts, keyOf);
  return {
    calls: heard.map(({ call }) => call),
    operatorEvents,
    letters,
    transcripts,
    evaluations: heard.flatMap(({ call }) => score(call, byCall.get(keyOf(call)) ?? []) ?? []),
  };
}

export async function storeTaken(store: Store, taken: Taken): Promise<void> {
  await store.insertOperatorEvents(taken.operatorEvents);
  await store.insertDeadLetters(taken.letters);
  await store.insertTranscripts(taken.transcripts);
  await store.insertCalls(taken.calls);
  await store.insertEvaluations(taken.evaluations);
}

function readAll(messages: Iterable<SentMessage>) {
  const events: SourceEvent[] = [];
  const operatorEvents: OperatorEvent[] = [];
  const letters: DeadLetter[] = [];
  const recordings: AnnouncedRecording[] = [];
  let offset = 0;
  for (const { atMs, topic, value, headers } of messages) {
    const bytes = value === null ? null : Buffer.from(value);
    const at = { topic, partition: 0, offset: String(offset++), timestampMs: atMs, value: bytes, headers };
    const taken = takeTopicMessage(at, {
      input: topic,
      settings: { ...DEFAULT_KAFKA_SETTINGS, maxMessageBytes: WEEK.faults.maxMessageBytes ?? 0 },
      projects,
      lookup: ({ id }) => lookupOf(id),
      secretOf: (project) => `secret of ${project}`,
      now: Date.UTC(2027, 0),
    });
    events.push(...taken.events);
    operatorEvents.push(...taken.operatorEvents);
    letters.push(...taken.letters);
    recordings.push(...taken.recordings);
  }
  return { events, operatorEvents, letters, recordings };
}

type Folded = { readonly call: Call; readonly transcripts: readonly Transcript[] };

function foldAll(events: readonly SourceEvent[]): readonly Folded[] {
  return [...Map.groupBy(events, keyOf).values()].map((own) => {
    const project = projectOf(own[0]?.project ?? '');
    const lookup = lookupOf(project.id);
    return { call: foldCall(own, { project, lookup }), transcripts: writtenTranscripts(own, project, lookup) };
  });
}

function workFor({ project, message }: AnnouncedRecording, calls: ReadonlyMap<string, Call>): RecordingWork {
  const call = calls.get(keyOf({ project, callId: message.callId ?? '' })) ?? null;
  const told = { sentAt: 0, origin: '', bytesBase64: '', headers: {} };
  return workOf(message, { project: projectOf(project), call, ...told });
}

/** Stands in for the speech line: every recording holds the same two sentences. */
function hear({ project, callId, recordingId, version }: RecordingWork) {
  const transcript: Transcript = {
    schemaVersion: 1,
    ...{ project, callId, recordingId, version },
    engine: 'whisper',
    ...{ model: 'small', options: '{}', optionsHash: '', audioSha256: '', language: 'en', durationMs: 20_000 },
    ...{ speakersSeparated: true, complete: true, speech: [] },
    utterances: [said('u1', 'operator', 'Good morning, how can I help you?'), said('u2', 'customer', 'Where is it?')],
  };
  return { kind: 'transcribed' as const, transcript, facts: NO_FACTS };
}

function said(utteranceId: string, speaker: Utterance['speaker'], text: string): Utterance {
  const startMs = utteranceId === 'u1' ? 500 : 4_000;
  const none = { operatorId: '', language: 'en', words: [], confidence: null, doubts: [] };
  return { utteranceId, speaker, startMs, endMs: startMs + 3_000, text, ...none };
}

function keyOf({ project, callId }: { readonly project: string; readonly callId: string }): string {
  return JSON.stringify([project, callId]);
}

function projectOf(id: string) {
  const project = projects.get(id);
  if (project === undefined) throw new Error(`no project ${id}`);
  return project;
}

function lookupOf(id: string): ReturnType<typeof operatorLookup> {
  const lookup = lookups.get(id);
  if (lookup === undefined) throw new Error(`no project ${id}`);
  return lookup;
}
