import { join } from 'node:path';
import { readConfigured, scoreWith } from '../../../configured.ts';
import type { Call } from '../../../ingest/call.ts';
import type { DeadLetter } from '../../../ingest/dead-letter.ts';
import { foldCall } from '../../../ingest/fold.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../../ingest/kafka-settings.ts';
import type { OperatorEvent } from '../../../ingest/operator-event.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import type { SourceEvent } from '../../../ingest/source-event.ts';
import { takeTopicMessage } from '../../../ingest/take-topic-message.ts';
import type { Transcript } from '../../../ingest/transcript.ts';
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
const lookups = new Map(PROJECTS.map((project) => [project.id, operatorLookup(operators, project)]));
const projects = new Map(PROJECTS.map((project) => [project.id, project]));

export function takeAll(messages: Iterable<SentMessage>): Taken {
  const events: SourceEvent[] = [];
  const operatorEvents: OperatorEvent[] = [];
  const letters: DeadLetter[] = [];
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
  }
  const folded = [...Map.groupBy(events, ({ project, callId }) => JSON.stringify([project, callId])).values()].map(
    foldOne,
  );
  return {
    calls: folded.map(({ call }) => call),
    operatorEvents,
    letters,
    transcripts: folded.flatMap(({ transcripts }) => transcripts),
    evaluations: judged(folded),
  };
}

export async function storeTaken(store: Store, taken: Taken): Promise<void> {
  await store.insertOperatorEvents(taken.operatorEvents);
  await store.insertDeadLetters(taken.letters);
  await store.insertTranscripts(taken.transcripts);
  await store.insertCalls(taken.calls);
  await store.insertEvaluations(taken.evaluations);
}

type Folded = { readonly call: Call; readonly transcripts: readonly Transcript[] };

function foldOne(events: readonly SourceEvent[]): Folded {
  const project = projects.get(events[0]?.project ?? '');
  if (project === undefined) throw new Error('an event of no project');
  const lookup = lookupOf(project.id);
  return { call: foldCall(events, { project, lookup }), transcripts: writtenTranscripts(events, project, lookup) };
}

function judged(folded: readonly Folded[]): readonly Evaluation[] {
  const score = scoreWith({ ...readConfigured(join(import.meta.dirname, '../../../samples')), projects });
  return folded.flatMap(({ call, transcripts }) => score(call, transcripts) ?? []);
}

function lookupOf(project: string): ReturnType<typeof operatorLookup> {
  const lookup = lookups.get(project);
  if (lookup === undefined) throw new Error(`no project ${project}`);
  return lookup;
}
