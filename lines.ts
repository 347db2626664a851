import type { Effects } from './effects.ts';
import type { Reason } from './errors.ts';
import type { IngestBatch } from './ingest/batch.ts';
import type { Call, Direction } from './ingest/call.ts';
import type { DeadLetter } from './ingest/dead-letter.ts';
import { foldCall } from './ingest/fold.ts';
import type { OperatorLookup } from './ingest/operator.ts';
import type { Project } from './ingest/project.ts';
import type { SourceEvent } from './ingest/source-event.ts';
import { recordingEvent } from './ingest/source-events.ts';
import type { Transcript } from './ingest/transcript.ts';
import type { RecordingWork } from './ingest/take-recording.ts';
import { writtenTranscripts } from './ingest/written.ts';
import type { Log } from './log.ts';
import type { Evaluation } from './score/evaluation.ts';
import { distinctCalls, idOfCall, type CallKey, type Store, type StoredRecording } from './store/store.ts';

/** What the lines are given by main.ts: the world to change (effects), the world to read (store), and what is known. */
export type LineDeps = {
  readonly effects: Effects;
  readonly store: Pick<Store, 'readSourceEvents' | 'readCall' | 'readTranscripts' | 'readEvaluations'>;
  readonly project: (id: string) => Project;
  readonly lookup: (project: Project) => OperatorLookup;
  readonly log: Log;
};

/** Ingest line: source events → insert → fold the calls they touch → insert → announce → commit. */
export async function ingestLine(batch: IngestBatch, deps: LineDeps): Promise<readonly Call[]> {
  const { effects } = deps;
  // 1. What came in, one row an event; numbers apart from everything else.
  await effects.insertCustomers(batch.customers);
  await effects.insertSourceEvents(batch.events);
  await effects.insertOperatorEvents(batch.operatorEvents);
  await effects.insertDeadLetters(batch.letters);
  // 2. The calls they belong to, folded from all their events.
  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);
  // 3. Announced also when nothing changed: an earlier announcement may have died with its process.
  for (const call of calls) await effects.announce(call);
  // 4. Only now is the source told that it is done.
  await effects.commit(batch.intake);
  return calls;
}

/** What the speech stage makes of a recording. */
export type Heard =
  | { readonly kind: 'transcribed'; readonly transcript: Transcript; readonly facts: RecordingFacts }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly facts: RecordingFacts };
export type RecordingFacts = Pick<StoredRecording, 'sha256' | 'format' | 'channels' | 'durationMs'> & {
  readonly truncated: boolean;
};

/** The speech stage as the line sees it; transcribe/transcribe.ts is the real one. */
export type Hear = (
  work: RecordingWork,
  call: { readonly direction: Direction; readonly language: string; readonly project: Project },
) => Promise<Heard>;

/** Speech line: hear → insert recording, transcript, event → fold the call → insert → announce → commit. */
export async function speechLine(work: RecordingWork, hear: Hear, deps: LineDeps): Promise<Heard> {
  const { effects } = deps;
  const call = await deps.store.readCall(work);
  const heard = await hear(work, {
    direction: call?.direction ?? 'inbound',
    language: call?.language ?? '',
    project: deps.project(work.project),
  });
  // 1. What was heard, or why nothing was.
  await effects.insertRecordings([storedRecording(work, heard)]);
  if (heard.kind === 'transcribed') await effects.insertTranscripts([heard.transcript]);
  else await effects.insertDeadLetters([speechLetter(work, heard.reason)]);
  // 2. The call learns of it by an event like any other. A file that is no recording and of which no call knows makes
  //    none: it is a stray note, not a conversation.
  const known = heard.kind === 'transcribed' || call !== null;
  if (known) await effects.insertSourceEvents([heardEvent(work, heard)]);
  const calls = known ? await foldTouchedCalls([work], deps) : [];
  // 3. Announce, then commit.
  for (const folded of calls) await effects.announce(folded);
  const outcome = heard.kind === 'refused' ? 'refused' : 'loaded';
  await effects.commit([{ ...work.intake, sha256: heard.facts.sha256, outcome, reason: faultOf(work, heard) }]);
  deps.log.info({ project: work.project, callId: work.callId, outcome: heard.kind }, 'recording done');
  return heard;
}

/** What a person should know of a recording: why it was refused, or that it breaks off. */
export function faultOf(work: RecordingWork, heard: Heard): Reason | null {
  if (heard.kind === 'refused') return heard.reason;
  return heard.facts.truncated ? { code: 'AUDIO_TRUNCATED', params: { file: work.uri } } : null;
}

/**
 * Folds calls again whose operators are others now that operators.csv has changed. An event says so, for a fold of the
 * same events would not be newer (decision 0004). Insert → announce, like every line.
 */
export async function reassignLine(keys: readonly CallKey[], deps: LineDeps): Promise<void> {
  const events = await deps.store.readSourceEvents(keys);
  const times = Map.groupBy(
    events.filter(({ source }) => source === 'operators'),
    idOfCall,
  );
  await deps.effects.insertSourceEvents(
    keys.map(({ project, callId }) => ({
      schemaVersion: 1,
      project,
      callId,
      source: 'operators',
      eventId: 'operators',
      revision: Math.max(-1, ...(times.get(idOfCall({ project, callId })) ?? []).map(({ revision }) => revision)) + 1,
      at: 0,
      seq: 0,
      payload: '{"type":"operators"}',
    })),
  );
  for (const call of await foldTouchedCalls(keys, deps)) await deps.effects.announce(call);
}

/** What the score stage makes of a call and its transcripts; null = no scorecard is meant for such calls. */
export type Score = (call: Call, transcripts: readonly Transcript[]) => readonly Evaluation[] | null;

export type Scored =
  | {
      readonly kind: 'scored';
      readonly call: Call;
      readonly transcripts: readonly Transcript[];
      readonly evaluations: readonly Evaluation[];
    }
  | { readonly kind: 'unchanged' | 'nothing_said' | 'no_scorecard' | 'no_call' };

/** Score line: load call and transcripts → score → insert evaluations. An unchanged input hash is skipped. */
export async function scoreLine(key: CallKey, score: Score, deps: LineDeps): Promise<Scored> {
  const call = await deps.store.readCall(key);
  if (call === null) return { kind: 'no_call' };
  const before = await deps.store.readEvaluations(key);
  const transcripts = await deps.store.readTranscripts(key);
  const scored = call.mergedInto === '' ? score(call, transcripts) : [];
  if (scored === null) return { kind: 'no_scorecard' };
  const changed = changedEvaluations(before, scored, call.version);
  await deps.effects.insertEvaluations(changed);
  if (scored.length === 0) return { kind: 'nothing_said' };
  if (changed.length === 0) return { kind: 'unchanged' };
  deps.log.info({ project: key.project, callId: key.callId, evaluations: changed.length }, 'call scored');
  return { kind: 'scored', call, transcripts, evaluations: scored };
}

/**
 * The rows that must be written: evaluations whose input changed or whose call moved on, and the withdrawal of those
 * whose operator is no longer on the call. A row of a newer revision than ours is left alone.
 */
export function changedEvaluations(
  before: readonly Evaluation[],
  scored: readonly Evaluation[],
  revision: string,
): readonly Evaluation[] {
  const identity = (e: Evaluation): string => JSON.stringify([e.operatorId, e.scorecardId, e.scorecardVersion]);
  const known = new Map(before.map((e) => [identity(e), e]));
  const now = new Set(scored.map((e) => e.operatorId));
  const fresh = scored.filter((e) => {
    const old = known.get(identity(e));
    return old?.inputHash !== e.inputHash || old.withdrawn || BigInt(old.revision) < BigInt(e.revision);
  });
  const gone = before.filter((e) => !e.withdrawn && !now.has(e.operatorId) && BigInt(e.revision) <= BigInt(revision));
  return [...fresh, ...gone.map((e) => ({ ...e, revision, withdrawn: true }))];
}

/** Folds the calls of the keys from all their events and stores them: written conversations, then calls. */
async function foldTouchedCalls(keys: readonly CallKey[], deps: LineDeps): Promise<readonly Call[]> {
  if (keys.length === 0) return [];
  const events = await deps.store.readSourceEvents(keys);
  const calls: Call[] = [];
  const transcripts: Transcript[] = [];
  for (const own of Map.groupBy(events, idOfCall).values()) {
    const project = deps.project(own[0]?.project ?? '');
    const lookup = deps.lookup(project);
    calls.push(foldCall(own, { project, lookup }));
    transcripts.push(...writtenTranscripts(own, project, lookup));
  }
  await deps.effects.insertTranscripts(transcripts);
  await deps.effects.insertCalls(calls);
  return calls;
}

function storedRecording(work: RecordingWork, heard: Heard): StoredRecording {
  const { project, callId, recordingId, uri, sizeBytes } = work;
  const failure = heard.kind === 'refused' ? heard.reason : null;
  return {
    project,
    callId,
    recordingId,
    uri,
    sizeBytes,
    ...heard.facts,
    state: failure === null ? 'present' : 'failed',
    failureCode: failure?.code ?? '',
    failureParams: failure?.params ?? {},
    version: work.intake.version,
  };
}

/** The call learns by an event like any other what was heard, or why nothing was. */
function heardEvent(work: RecordingWork, heard: Heard): SourceEvent {
  const { project, callId, recordingId, uri } = work;
  const told =
    heard.kind === 'transcribed'
      ? {
          event: 'transcribed' as const,
          durationMs: heard.transcript.durationMs,
          engine: heard.transcript.engine,
          model: heard.transcript.model,
          optionsHash: heard.transcript.optionsHash,
        }
      : { event: 'failed' as const, reason: { code: heard.reason.code, params: { ...heard.reason.params } } };
  return recordingEvent(
    { type: 'recording', recordingId, uri, ...work.nameFacts, ...told },
    // A replaced file is a correction of what was known about the recording.
    { project, callId, at: work.intake.modifiedAtMs, revision: Number(work.intake.version) },
  );
}

function speechLetter(work: RecordingWork, reason: Reason): DeadLetter {
  return {
    project: work.project,
    letterId: `speech:${work.uri}:${work.intake.version}`,
    stage: 'speech',
    reason,
    origin: work.uri,
    callId: work.callId,
    // The file stays where it is; it is the original.
    bytesBase64: '',
    at: work.intake.modifiedAtMs,
  };
}

/** A call that cannot be scored, put aside with its reason; its rows are all there, so there are no bytes to keep. */
export function letterOfUnscored({ project, callId }: CallKey, reason: Reason): DeadLetter {
  return {
    project,
    letterId: `score:${project}:${callId}:${reason.code}`,
    stage: 'score',
    reason,
    origin: `call:${callId}`,
    callId,
    bytesBase64: '',
    at: 0,
  };
}
