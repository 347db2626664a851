import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { EtalonError } from '../errors.ts';
import type { Reason } from '../errors.ts';
import type { Direction } from '../ingest/call.ts';
import type { Project } from '../ingest/project.ts';
import type { Speaker, Transcript } from '../ingest/transcript.ts';
import { identifyAudio } from './identify-audio.ts';
import type { AudioFormat } from './audio-format.ts';
import type { AudioGuards } from './audio-guards.ts';
import type { Heard, PcmFile, SpeechEngine } from './engine.ts';
import { decodeChannels } from './ffmpeg.ts';
import { readBytes } from './pcm.ts';
import { soundDifference } from './same-sound.ts';
import { assignSpeakers, isSameSound } from './speakers.ts';
import { optionsOf } from './transcript-options.ts';
import { DEFAULT_TURNS } from './turns.ts';
import type { Span } from './turns.ts';
import { inTimeOrder, utteranceIdOf } from './utterances.ts';
import { VAD_OPTIONS } from './vad-options.ts';
import { findVoices, languageOf, recogniseVoices, utterancesIn } from './voices.ts';
import type { Voice } from './voices.ts';
import { inWorkFolder } from './work-folder.ts';

export type TranscribeDeps = {
  readonly ffmpegPath: string;
  readonly guards: AudioGuards;
  /** Where raw samples lie while a recording is heard. */
  readonly workRoot: string;
  readonly engine: SpeechEngine;
  readonly findSpeech: (pcm: PcmFile, signal: AbortSignal) => Promise<readonly Span[]>;
  readonly findTranscript: (of: {
    readonly project: string;
    readonly audioSha256: string;
    readonly engine: string;
    readonly model: string;
    readonly optionsHash: string;
  }) => Promise<Transcript | null>;
};

export type TranscribeJob = {
  readonly project: Project;
  readonly callId: string;
  readonly recordingId: string;
  readonly path: string;
  /** How messages name the recording: its place in the inbox. */
  readonly file: string;
  readonly direction: Direction;
  /** ISO 639-1, '' when unknown: then it is detected once, among the project's languages. */
  readonly language: string;
  readonly prompt: string;
  /** Decimal; grows when the recording is replaced or the call's direction changes. */
  readonly version: string;
};

/** What is known of the recording file itself, as far as it could be looked at. */
export type RecordingFacts = {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** 'wav/pcm_mulaw'; '' when the bytes are no recording. */
  readonly format: string;
  readonly channels: number;
  readonly durationMs: number;
  /** The header promised more sound than the file holds. */
  readonly truncated: boolean;
};

export type Transcribed =
  | {
      readonly kind: 'transcribed';
      readonly transcript: Transcript;
      readonly facts: RecordingFacts;
      readonly cached: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly facts: RecordingFacts };

/**
 * From a recording to its transcript. Bad material is a refusal with a reason; thrown is what another try may cure
 * (`retriable`) or what stops every recording (no ffmpeg, no model, a refused key). `onProgress` gets 0–1.
 */
export async function transcribeRecording(
  deps: TranscribeDeps,
  job: TranscribeJob,
  signal: AbortSignal,
  onProgress: (share: number) => void = () => undefined,
): Promise<Transcribed> {
  // 1. Identify, from the bytes.
  const sizeBytes = await sizeOf(job, deps.guards);
  if (typeof sizeBytes !== 'number') return refused(job, sizeBytes, NO_FACTS);
  const bytes = { size: sizeBytes, read: (offset: number, length: number) => readBytes(job.path, offset, length) };
  const identified = identifyAudio(bytes, job.project.recordings.withoutHeader);

  // 2. Digest: the recording's identity, whatever it is called.
  const sha256 = await digestOf(job.path, signal);
  if (identified.kind === 'refused') return refused(job, identified.reason, { ...NO_FACTS, sha256, sizeBytes });
  const { format } = identified;
  const facts = { ...NO_FACTS, ...factsOf(format), sha256, sizeBytes };

  // 3. Heard before, under whatever name: nothing is recognised twice.
  const asked = askedOf(deps.engine, job, format);
  const known = await deps.findTranscript({ project: job.project.id, audioSha256: sha256, ...asked });
  if (known !== null) {
    const transcript = underNewName(known, job, asked);
    return { kind: 'transcribed', transcript, facts: { ...facts, durationMs: known.durationMs }, cached: true };
  }

  // 4. Who could be on which channel, before anything is decoded.
  const expected = assignSpeakers(job.project.recordings.operatorChannel, job.direction, format.channels, false);
  if (expected.kind === 'refused') return refused(job, expected.reason, facts);

  return inWorkFolder(deps.workRoot, async (workFolder) => {
    // 5. Decode.
    const decoded = await decodeChannels(deps.ffmpegPath, deps.guards, { path: job.path, format, workFolder }, signal);
    if (decoded.kind === 'refused') return refused(job, decoded.reason, facts);
    onProgress(PROGRESS.decoded);

    // 6. Split speakers: two channels of one sound are one.
    const sameSound = isSameSound(soundDifference(decoded.channels));
    const speakers = assignSpeakers(job.project.recordings.operatorChannel, job.direction, format.channels, sameSound);
    if (speakers.kind === 'refused') return refused(job, speakers.reason, facts);

    // 7. Find speech.
    const voices = await findVoices(deps.findSpeech, speakers, decoded.channels, decoded.durationMs, signal);
    onProgress(PROGRESS.speechFound);

    // 8. Detect the language, once.
    const language = await languageOf(deps.engine, job.language, job.project.languages, voices, signal);

    // 9. Recognise.
    const heard = await recogniseVoices(deps.engine, voices, language, job.prompt, signal, (share) => {
      onProgress(PROGRESS.speechFound + (1 - PROGRESS.speechFound) * share);
    });
    onProgress(1);

    // 10. Assemble.
    const transcript = assemble(job, asked, voices, heard, language, {
      audioSha256: sha256,
      durationMs: decoded.durationMs,
      speakersSeparated: speakers.separated,
      complete: !format.truncated,
    });
    return { kind: 'transcribed', transcript, facts: { ...facts, durationMs: decoded.durationMs }, cached: false };
  });
}

/** Shares of the whole work, for progress: recognition takes nearly all of it. */
const PROGRESS = { decoded: 0.03, speechFound: 0.08 } as const;

const NO_FACTS: RecordingFacts = { sha256: '', sizeBytes: 0, format: '', channels: 0, durationMs: 0, truncated: false };

function factsOf(format: AudioFormat): Pick<RecordingFacts, 'format' | 'channels' | 'truncated'> {
  return { format: `${format.kind}/${format.codec}`, channels: format.channels, truncated: format.truncated };
}

function refused(job: TranscribeJob, reason: Reason, facts: RecordingFacts): Transcribed {
  return { kind: 'refused', reason: { code: reason.code, params: { ...reason.params, file: job.file } }, facts };
}

async function sizeOf(job: TranscribeJob, guards: AudioGuards): Promise<number | Reason> {
  const found = await stat(job.path).catch((cause: unknown) => {
    throw new EtalonError('AUDIO_MISSING', { file: job.file }, { cause });
  });
  if (!found.isFile()) return { code: 'AUDIO_FORMAT_UNKNOWN', params: {} };
  if (found.size <= guards.maxFileBytes) return found.size;
  return { code: 'AUDIO_TOO_LONG', params: { maxMinutes: Math.round(guards.maxDurationMs / 60_000) } };
}

const DIGEST_READ_BYTES = 1024 ** 2;

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: DIGEST_READ_BYTES }), hash, { signal });
  return hash.digest('hex');
}

type Asked = Pick<Transcript, 'engine' | 'model' | 'options' | 'optionsHash'>;

function askedOf(engine: SpeechEngine, job: TranscribeJob, format: AudioFormat): Asked {
  const { language, prompt, project } = job;
  const asked = {
    engine,
    detector: VAD_OPTIONS,
    turns: DEFAULT_TURNS,
    language,
    candidates: project.languages,
    prompt,
    declared: declaredOf(format),
  };
  const operatorChannel = project.recordings.operatorChannel[job.direction];
  return { engine: engine.name, model: engine.model, ...optionsOf(asked, operatorChannel) };
}

/** By another rule the same bytes are another sound, which was not heard yet. */
function declaredOf({ kind, codec, sampleRate, channels }: AudioFormat): string {
  return kind === 'raw' ? `${codec}/${sampleRate}/${channels}` : '';
}

/** The transcript as this recording's; speakers change places when the operator is now on the other channel. */
function underNewName(known: Transcript, job: TranscribeJob, asked: Asked): Transcript {
  const swapped = known.options !== asked.options;
  const speakerOf = (speaker: Speaker): Speaker => (swapped ? OTHER[speaker] : speaker);
  const utterances = known.utterances.map((utterance) => {
    const speaker = speakerOf(utterance.speaker);
    const utteranceId = utteranceIdOf(job.recordingId, speaker, utterance.startMs);
    return { ...utterance, utteranceId, speaker, operatorId: '' };
  });
  return {
    ...known,
    options: asked.options,
    callId: job.callId,
    recordingId: job.recordingId,
    version: job.version,
    speech: known.speech.map((span) => ({ ...span, speaker: speakerOf(span.speaker) })),
    utterances: inTimeOrder(utterances),
  };
}

const OTHER: Readonly<Record<Speaker, Speaker>> = { operator: 'customer', customer: 'operator', unknown: 'unknown' };

function assemble(
  job: TranscribeJob,
  asked: Asked,
  voices: readonly Voice[],
  heard: readonly (readonly Heard[])[],
  language: string,
  of: Pick<Transcript, 'audioSha256' | 'durationMs' | 'speakersSeparated' | 'complete'>,
): Transcript {
  const { recordingId } = job;
  const utterances = voices.flatMap((voice, nth) => utterancesIn(voice, heard[nth] ?? [], recordingId, language));
  const speech = voices.flatMap(({ speaker, spans }) => spans.map((span) => ({ speaker, ...span })));
  return {
    schemaVersion: 1,
    project: job.project.id,
    callId: job.callId,
    recordingId,
    ...asked,
    version: job.version,
    ...of,
    language,
    speech: speech.toSorted((a, b) => a.startMs - b.startMs),
    utterances: inTimeOrder(utterances),
  };
}
