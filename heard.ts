import type { Reason } from './errors.ts';
import type { Direction } from './ingest/call.ts';
import type { DeadLetter } from './ingest/dead-letter.ts';
import type { Project } from './ingest/project.ts';
import type { RecordingWork } from './ingest/recordings/recording-work.ts';
import type { SourceEvent } from './ingest/source-event.ts';
import { recordingEvent } from './ingest/source-events.ts';
import type { Transcript } from './ingest/transcript.ts';
import type { StoredRecording } from './store/store.ts';

export type RecordingFacts = Pick<StoredRecording, 'sha256' | 'sizeBytes' | 'format' | 'channels' | 'durationMs'> & {
  readonly truncated: boolean;
};

export const NO_FACTS: RecordingFacts = {
  sha256: '',
  sizeBytes: 0,
  format: '',
  channels: 0,
  durationMs: 0,
  truncated: false,
};

/** What the speech stage makes of a recording. `absent`: it is not there yet, and may come. */
export type Heard =
  | { readonly kind: 'transcribed'; readonly transcript: Transcript; readonly facts: RecordingFacts }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly facts: RecordingFacts }
  | { readonly kind: 'absent'; readonly reason: Reason };

/** What is known of a recording's call when it is heard. */
export type HeardFor = { readonly direction: Direction; readonly language: string; readonly project: Project };

/** The speech stage as the line sees it, for one recording; transcribe/transcribe.ts is the real one. */
export type Hear = (call: HeardFor) => Promise<Heard>;

/** What a person should know of a recording: why it was refused, or that it breaks off. */
export function faultOf(work: RecordingWork, heard: Heard): Reason | null {
  if (heard.kind !== 'transcribed') return heard.reason;
  return heard.facts.truncated ? { code: 'AUDIO_TRUNCATED', params: { file: work.uri } } : null;
}

export function storedRecording(work: RecordingWork, heard: Exclude<Heard, { kind: 'absent' }>): StoredRecording {
  const { project, callId, recordingId, uri, version } = work;
  const { sha256, sizeBytes, format, channels, durationMs } = heard.facts;
  const failure = heard.kind === 'refused' ? heard.reason : null;
  return {
    project,
    callId,
    recordingId,
    uri,
    sha256,
    sizeBytes,
    format,
    channels,
    durationMs,
    state: failure === null ? 'present' : 'failed',
    failureCode: failure?.code ?? '',
    failureParams: failure?.params ?? {},
    version,
  };
}

/** The call learns by an event like any other what was heard and on which channel the operator was, or why nothing was. */
export function heardEvent(
  work: RecordingWork,
  heard: Exclude<Heard, { kind: 'absent' }>,
  operatorChannel: 0 | 1,
): SourceEvent {
  const { project, callId, recordingId, uri, nameFacts, offsetMs, at, revision, toldRevision } = work;
  const told =
    heard.kind === 'transcribed'
      ? {
          event: 'transcribed' as const,
          operatorChannel,
          durationMs: heard.transcript.durationMs,
          engine: heard.transcript.engine,
          model: heard.transcript.model,
          optionsHash: heard.transcript.optionsHash,
        }
      : { event: 'failed' as const, reason: { code: heard.reason.code, params: { ...heard.reason.params } } };
  const offset = offsetMs === null ? {} : { offsetMs };
  return recordingEvent(
    { type: 'recording', recordingId, uri, toldRevision, ...nameFacts, ...offset, ...told },
    // A replaced file is a correction of what was known about the recording.
    { project, callId, at, revision },
  );
}

/** A recording that was refused, or that never came. */
export function speechLetter(work: RecordingWork, reason: Reason): DeadLetter {
  return {
    project: work.project,
    // Two calls may name one recording, and each has a letter of its own.
    letterId: `speech:${work.uri}:${work.callId}:${work.recordingId}:${work.version}`,
    stage: 'speech',
    reason,
    origin: work.origin,
    callId: work.callId,
    bytesBase64: work.bytesBase64,
    headers: work.headers,
    at: work.at,
  };
}
