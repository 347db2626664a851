import type { Effects } from './effects.ts';
import { EtalonError, reasonOf, type Reason } from './errors.ts';
import { heardEvent, speechLetter, storedRecording, type Hear, type Heard } from './heard.ts';
import type { AnnouncedRecording, IngestBatch } from './ingest/batch.ts';
import type { Call } from './ingest/call.ts';
import type { DeadLetter } from './ingest/dead-letter.ts';
import { fetchableRecordings } from './ingest/recordings/recording-request.ts';
import type { RecordingWork } from './ingest/recordings/recording-work.ts';
import type { SourceEvent } from './ingest/source-event.ts';
import type { Transcript } from './ingest/transcript.ts';
import type { Log } from './log.ts';
import { changedEvaluations } from './score/changed-evaluations.ts';
import type { Evaluation } from './score/evaluation.ts';
import type { JudgeTone } from './score/tone/call-tone.ts';
import { changedTone } from './score/tone/changed-tone.ts';
import type { CallTone } from './score/tone/tone.ts';
import { distinctCalls, idOfCall, type CallKey, type Store } from './store/store.ts';
import { foldTouchedCalls, type FoldDeps } from './touched-calls.ts';

/**
 * What one-machine/open-line.ts and roles/open-roles.ts give the lines: the world to change (effects), the world to read
 * (store), and what is known.
 */
export type LineDeps<Receipt> = FoldDeps & {
  readonly effects: Effects<Receipt>;
  readonly store: Pick<Store, 'readCalls' | 'readEvaluations' | 'readTones'>;
  readonly tone: JudgeTone;
  readonly log: Log;
};

/** Ingest line: source events → insert → fold the calls they touch → insert → announce → commit. */
export async function ingestLine<R>(batch: IngestBatch<R>, deps: LineDeps<R>): Promise<readonly Call[]> {
  const { effects } = deps;
  // 1. What came in, one row an event; numbers apart from everything else.
  await effects.insertCustomers(batch.customers);
  await effects.insertSourceEvents(batch.events);
  await effects.insertOperatorEvents(batch.operatorEvents);
  await effects.insertDeadLetters(batch.letters);
  // 2. The calls they belong to, folded from all their events.
  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);
  // 3. Announced also when nothing changed: an earlier announcement may have died with its process.
  await effects.announce(calls);
  await effects.announceRecordings([...batch.recordings, ...fetchableRecordings(calls, deps.project)]);
  // 4. Only now is the source told that it is done.
  await effects.commit(batch.receipts);
  return calls;
}

/**
 * Speech line: fetch and hear → insert recording, transcript, event → fold the call → insert → announce → commit.
 * `claims`: what else the recording says of calls, asked for when its own row is stored: the call that was made up for
 * a recording whose CDR had not come is told whose it is.
 */
export async function speechLine<R>(
  work: RecordingWork,
  { call, hear, claims, later, receipt }: SpeechParts<R>,
  deps: LineDeps<R>,
): Promise<Heard> {
  const { effects } = deps;
  const project = deps.project(work.project);
  const direction = call?.direction ?? work.nameFacts.nameDirection ?? 'inbound';
  const heard = await hear({ direction, language: call?.language ?? '', project });
  if (heard.kind === 'absent') {
    await putOff(work, heard, { later, receipt }, deps);
    return heard;
  }
  // 1. What was heard, or why nothing was.
  await effects.insertRecordings([storedRecording(work, heard)]);
  if (heard.kind === 'transcribed') await effects.insertTranscripts([heard.transcript]);
  else await effects.insertDeadLetters([speechLetter(work, heard.reason)]);
  // 2. Calls that turn out to be part of another learn it first: the event of step 3 says that all before it is done.
  const claimed = await tellCalls(await claims(), deps);
  // 3. The call learns of it by an event like any other. A file that is no recording and of which no call knows makes
  //    none: it is a stray note, not a conversation.
  const known = heard.kind === 'transcribed' || call !== null;
  const channels = project.recordings.operatorChannel;
  const calls = await tellCalls(known ? [heardEvent(work, heard, channels[direction])] : [], deps);
  // 4. Announce, then commit. A call that turned out to go the other way while it was heard has its operator on the other
  //    channel: its recordings are asked for again.
  await effects.announce(distinctCalls([...calls, ...claimed]));
  const turned = calls.filter((now) => now.callId === work.callId && channels[now.direction] !== channels[direction]);
  await effects.announceRecordings(fetchableRecordings(turned, deps.project));
  await effects.commit([receipt(heard)]);
  deps.log.info({ project: work.project, callId: work.callId, outcome: heard.kind }, 'recording done');
  return heard;
}

export type SpeechParts<R> = {
  /** The call as it is known now. Where the version of the work counts what was known, this is what it counts. */
  readonly call: Call | null;
  readonly hear: Hear;
  readonly claims: () => Promise<readonly SourceEvent[]>;
  /** What is asked again when the recording is not there yet; null = it has been waited for long enough. */
  readonly later: AnnouncedRecording | null;
  readonly receipt: (heard: Heard) => R;
};

/** A recording that is not there yet is done for now: a later message stands for it, or a letter that it never came. */
async function putOff<R>(
  work: RecordingWork,
  heard: Extract<Heard, { kind: 'absent' }>,
  { later, receipt }: Pick<SpeechParts<R>, 'later' | 'receipt'>,
  { effects, log }: LineDeps<R>,
): Promise<void> {
  if (later === null) await effects.insertDeadLetters([speechLetter(work, heard.reason)]);
  else await effects.retryRecording(later);
  await effects.commit([receipt(heard)]);
  log.info({ project: work.project, callId: work.callId, outcome: later ? 'put off' : 'given up' }, 'recording absent');
}

/**
 * Folds calls again whose operators are others now that operators.csv has changed. An event says so, for a fold of the
 * same events would not be newer (decision 0004). Insert → announce, like every line.
 */
export async function reassignLine<R>(keys: readonly CallKey[], deps: LineDeps<R>): Promise<void> {
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
  await foldLine(keys, deps);
}

/** Folds calls anew from all their events. Insert → announce: whoever stored an event may have died before its call. */
export async function foldLine<R>(keys: readonly CallKey[], deps: LineDeps<R>): Promise<readonly Call[]> {
  const calls = await foldTouchedCalls(keys, deps);
  await deps.effects.announce(calls);
  return calls;
}

/** What the score stage makes of a call and its transcripts; null = no scorecard is meant for such calls. */
export type Score = (call: Call, transcripts: readonly Transcript[]) => readonly Evaluation[] | null;

export type Scored =
  | {
      readonly kind: 'scored';
      readonly call: Call;
      readonly transcripts: readonly Transcript[];
      readonly evaluations: readonly Evaluation[];
      /** Null in a what-if run. */
      readonly tone: CallTone | null;
    }
  | { readonly kind: 'unchanged' | 'nothing_said' | 'no_scorecard' | 'no_call' }
  | { readonly kind: 'refused'; readonly reason: Reason };

/**
 * Score line: load calls and transcripts → judge tone and score → insert tones, evaluations → commit; an outcome a key, in
 * their order. An unchanged input hash is skipped. `run`: '' for the run that counts; a what-if run is never mistaken for
 * it, and has no tone: no scorecard changes what was said.
 */
export async function scoreLine<R>(
  keys: readonly CallKey[],
  { run, score, receipts }: { readonly run: string; readonly score: Score; readonly receipts: readonly R[] },
  deps: LineDeps<R>,
): Promise<readonly Scored[]> {
  // 1. What is known now; transcripts after calls, so that a call is never scored on less than its version knows.
  const calls = new Map((await deps.store.readCalls(keys)).map((call) => [idOfCall(call), call]));
  const before = Map.groupBy(await deps.store.readEvaluations(keys, run), idOfCall);
  const tones = run === '' ? Map.groupBy(await deps.store.readTones(keys), idOfCall) : null;
  const transcripts = Map.groupBy(await deps.store.readTranscripts(keys), idOfCall);
  // 2. Each call by itself: one that cannot be scored costs the others nothing.
  const judged = keys.map((key) => {
    const id = idOfCall(key);
    const told = { evaluations: before.get(id) ?? [], tones: tones === null ? null : (tones.get(id) ?? []) };
    return judgedCall(calls.get(id), told, transcripts.get(id) ?? [], { score: withRun(score, run), tone: deps.tone });
  });
  // 3. What changed, and what could not be scored. Tones first: where an evaluation is, its tone is.
  await deps.effects.insertTones(judged.flatMap(({ changedTones }) => changedTones));
  await deps.effects.insertEvaluations(judged.flatMap(({ changed }) => changed));
  await deps.effects.insertDeadLetters(
    judged.flatMap(({ outcome }, nth) => (outcome.kind === 'refused' ? lettersOf(keys[nth], outcome.reason) : [])),
  );
  await deps.effects.commit(receipts);
  for (const { outcome, changed } of judged)
    if (outcome.kind === 'scored')
      deps.log.info(
        { project: outcome.call.project, callId: outcome.call.callId, evaluations: changed.length },
        'call scored',
      );
  return judged.map(({ outcome }) => outcome);
}

type Judged = {
  readonly outcome: Scored;
  readonly changed: readonly Evaluation[];
  readonly changedTones: readonly CallTone[];
};
/** What was told of a call before; tones are null where none is asked for. */
type Told = { readonly evaluations: readonly Evaluation[]; readonly tones: readonly CallTone[] | null };

function judgedCall(
  call: Call | undefined,
  before: Told,
  transcripts: readonly Transcript[],
  { score, tone }: { readonly score: Score; readonly tone: JudgeTone },
): Judged {
  if (call === undefined) return { outcome: { kind: 'no_call' }, changed: [], changedTones: [] };
  try {
    const scored = call.mergedInto === '' ? score(call, transcripts) : [];
    const evaluations = changedEvaluations(before.evaluations, scored ?? [], call.version);
    // Tone is told of a call exactly where a score is: without one it is that of silence.
    const heard = scored === null || scored.length === 0 ? [] : transcripts;
    const told = before.tones === null ? null : tone(call, heard);
    const changedTones = told === null ? [] : changedTone(before.tones ?? [], told);
    const changed = { changed: evaluations, changedTones };
    if (scored === null) return { outcome: { kind: 'no_scorecard' }, ...changed };
    if (scored.length === 0) return { outcome: { kind: 'nothing_said' }, ...changed };
    if (evaluations.length === 0) return { outcome: { kind: 'unchanged' }, ...changed };
    return { outcome: { kind: 'scored', call, transcripts, evaluations: scored, tone: told }, ...changed };
  } catch (error) {
    if (error instanceof EtalonError && error.retriable) throw error;
    return { outcome: { kind: 'refused', reason: reasonOf(error) }, changed: [], changedTones: [] };
  }
}

/** In a what-if run every evaluation says so: its identity keeps it away from those that count. */
function withRun(score: Score, run: string): Score {
  if (run === '') return score;
  return (call, transcripts) => score(call, transcripts)?.map((evaluation) => ({ ...evaluation, run })) ?? null;
}

/** Stores events and then the calls they belong to. */
async function tellCalls<R>(events: readonly SourceEvent[], deps: LineDeps<R>): Promise<readonly Call[]> {
  await deps.effects.insertSourceEvents(events);
  return foldTouchedCalls(distinctCalls(events), deps);
}

/** A call that cannot be scored, put aside with its reason; its rows are all there, so there are no bytes to keep. */
function lettersOf(key: CallKey | undefined, reason: Reason): readonly DeadLetter[] {
  if (key === undefined) return [];
  const { project, callId } = key;
  return [
    {
      project,
      letterId: `score:${project}:${callId}:${reason.code}`,
      stage: 'score',
      reason,
      origin: `call:${callId}`,
      callId,
      bytesBase64: '',
      headers: {},
      at: 0,
    },
  ];
}
