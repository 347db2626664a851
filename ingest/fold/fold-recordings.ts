import { ERRORS, type ErrorCode, type Reason } from '../../errors.ts';
import { NO_FACTS, type CallFacts, type FoldContext } from './call-facts.ts';
import type { CallRecording, EpochMs, Leg } from '../call.ts';
import type { RecordingPayload } from '../contracts.ts';
import type { RecordPayload } from './fold-record.ts';
import type { Told } from '../payload.ts';

/** What a call knows of its recordings, and of the call that has taken them over. */
export type RecordingFacts = {
  readonly facts: CallFacts;
  readonly recordings: readonly CallRecording[];
  readonly mergedInto: string;
};

/** Of two events of one moment the one further along the line is the newer. */
const PROGRESS: readonly RecordingPayload['event'][] = ['present', 'failed', 'transcribed', 'claimed'];

/**
 * The recordings that are here, by their events: the newest revision of the file counts, and of it what came last. Facts
 * of the call come from the file's name and time, the weakest source.
 */
export function recordingFacts(told: readonly Told<RecordingPayload>[], context: FoldContext): RecordingFacts {
  const ordered = [...told].sort((a, b) => compareEvents(a, b));
  const here = ordered.filter(({ payload }) => payload.event !== 'claimed');
  const recordings = [...Map.groupBy(here, ({ payload }) => payload.recordingId).values()].map((own) =>
    recordingOf(own),
  );
  const claim = ordered.findLast(({ payload }) => payload.event === 'claimed' && payload.claimedBy);
  return {
    facts: here.length === 0 ? NO_FACTS : nameFacts(here, context),
    recordings,
    mergedInto: claim?.payload.claimedBy ?? '',
  };
}

/**
 * All recordings of a call, by id: those that are here, and those a record names that are not, as `expected`. Where the
 * project records and the record of an answered voice call names none, one is expected under the call's own id. Nothing
 * is expected where the project does not record, nor where a finished transcript has come instead.
 */
export function recordingsOf(of: {
  readonly here: readonly CallRecording[];
  readonly named: RecordPayload['recordings'];
  readonly recordsAnsweredVoice: boolean;
  readonly transcribedElsewhere: readonly string[];
  readonly callId: string;
  readonly project: FoldContext['project'];
}): readonly CallRecording[] {
  const named = new Map((of.named ?? []).map((recording) => [recording.recordingId, recording]));
  const here = of.here.map((recording) => {
    const offsetMs = recording.offsetMs || (named.get(recording.recordingId)?.offsetMs ?? 0);
    return { ...recording, offsetMs };
  });
  const known = new Set([...here.map(({ recordingId }) => recordingId), ...of.transcribedElsewhere]);
  const awaited = [...named.values()].filter(({ recordingId }) => !known.has(recordingId));
  const unnamed = !of.named && known.size === 0 && of.recordsAnsweredVoice ? [{ recordingId: of.callId }] : [];
  const expected = of.project.recordings.expected ? [...awaited, ...unnamed].map(expectedRecording) : [];
  return [...here, ...expected].sort((a, b) => (a.recordingId < b.recordingId ? -1 : 1));
}

function compareEvents(a: Told<RecordingPayload>, b: Told<RecordingPayload>): number {
  return (
    a.event.revision - b.event.revision ||
    a.event.at - b.event.at ||
    PROGRESS.indexOf(a.payload.event) - PROGRESS.indexOf(b.payload.event) ||
    (a.event.eventId < b.event.eventId ? -1 : 1)
  );
}

function recordingOf(own: readonly Told<RecordingPayload>[]): CallRecording {
  const payloads = own.map(({ payload }) => payload);
  const last = payloads.at(-1);
  return {
    recordingId: last?.recordingId ?? '',
    state: last?.event === 'failed' ? 'failed' : 'present',
    uri: payloads.findLast(({ uri }) => uri !== '')?.uri ?? '',
    offsetMs: payloads.findLast(({ offsetMs }) => offsetMs)?.offsetMs ?? 0,
    failure: last?.event === 'failed' ? failureOf(last.reason) : null,
  };
}

function failureOf(reason: RecordingPayload['reason']): Reason {
  const code = reason?.code ?? '';
  if (reason && isErrorCode(code)) return { code, params: reason.params };
  return { code: 'UNEXPECTED', params: { what: code } };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function expectedRecording(
  named: NonNullable<RecordPayload['recordings']>[number] | { readonly recordingId: string },
): CallRecording {
  const uri = 'file' in named && typeof named.file === 'string' ? named.file : '';
  const offsetMs = 'offsetMs' in named && typeof named.offsetMs === 'number' ? named.offsetMs : 0;
  return { recordingId: named.recordingId, state: 'expected', uri, offsetMs, failure: null };
}

/**
 * A file is written to its end, so a call known by its file's time alone began its length earlier. The operator of the
 * name is taken to have had the whole recording.
 */
function nameFacts(here: readonly Told<RecordingPayload>[], { lookup }: FoldContext): CallFacts {
  const said = here.map(({ payload }) => payload);
  const durationMs = said.findLast((payload) => payload.durationMs)?.durationMs ?? null;
  const named = said.findLast((payload) => payload.nameStartedAt);
  const fileTime = said.findLast((payload) => payload.fileTime)?.fileTime ?? here.at(-1)?.event.at ?? 0;
  const startedAt = named?.nameStartedAt ?? fileTime - (durationMs ?? 0);
  const endedAt = durationMs === null ? null : startedAt + durationMs;
  const alias = said.findLast((payload) => payload.nameOperator)?.nameOperator ?? '';
  return {
    ...NO_FACTS,
    startedAt: {
      at: startedAt,
      source: named ? 'recording_name' : 'file_time',
      doubtful: named?.nameStartedAtDoubtful ?? false,
    },
    direction: said.findLast((payload) => payload.nameDirection)?.nameDirection ?? null,
    answeredAt: startedAt,
    endedAt,
    legs:
      alias === '' ? null : [nameLeg(alias, lookup(alias, startedAt).operatorId, { startedAt, endedAt, durationMs })],
  };
}

function nameLeg(
  operatorAlias: string,
  operatorId: string,
  of: { readonly startedAt: EpochMs; readonly endedAt: EpochMs | null; readonly durationMs: number | null },
): Leg {
  return {
    legId: 'recording:1',
    operatorId,
    operatorAlias,
    queue: null,
    startedAt: of.startedAt,
    answeredAt: of.startedAt,
    endedAt: of.endedAt,
    ringMs: null,
    talkMs: of.durationMs,
    holdMs: null,
    acwMs: null,
    outcome: of.endedAt === null ? 'talking' : 'completed',
  };
}
