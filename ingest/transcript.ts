/** Who speaks. `unknown` in a mono recording, where Etalon does not guess. */
export type Speaker = 'operator' | 'customer' | 'unknown';

/** A recognised word on its recording's timeline, in ms. `confidence` 0–1, null when the engine gives none. */
export type Word = {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number | null;
};

/**
 * Why an utterance deserves doubt where the engine gives no confidence: a turn under 1 s, the same text again and
 * again, a turn that the recogniser could not finish in time.
 */
export type DoubtMark = 'short' | 'repeated' | 'timed_out';

/**
 * One piece of speech of one speaker, or one written message. `utteranceId` is unique and stable within its call.
 * Times are ms on the recording's timeline (0 = its first sample); for a written message, ms since the first one.
 */
export type Utterance = {
  readonly utteranceId: string;
  readonly speaker: Speaker;
  /** '' when not known; filled from the leg when the utterance is put on the call's timeline. */
  readonly operatorId: string;
  /** ISO 639-1 of this utterance. */
  readonly language: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly Word[];
  readonly confidence: number | null;
  readonly doubts: readonly DoubtMark[];
};

/** A stretch in which the voice detector heard speech on a speaker's channel: what talk share and dead air are made of. */
export type SpeechSpan = { readonly speaker: Speaker; readonly startMs: number; readonly endMs: number };

/**
 * What was said in one recording or one written conversation, and by which engine, model and options it was heard.
 * Identity: (project, callId, recordingId, engine, model, optionsHash). A written conversation has engine `written`.
 */
export type Transcript = {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly callId: string;
  readonly recordingId: string;
  readonly engine: string;
  readonly model: string;
  /** What was asked of the engine, as sorted JSON; its hash, taken without `operatorChannel`, is part of the identity. */
  readonly options: string;
  readonly optionsHash: string;
  /** Decimal, grows when the same recording is replaced or a conversation grows. */
  readonly version: string;
  /** sha256 of the recording's bytes, '' for written conversations. */
  readonly audioSha256: string;
  readonly language: string;
  readonly durationMs: number;
  /** True for two channels or written text: then an absence can be laid at a speaker's door. */
  readonly speakersSeparated: boolean;
  /** False when the recording breaks off before the end that its header promises: then nothing missing can be held. */
  readonly complete: boolean;
  readonly speech: readonly SpeechSpan[];
  readonly utterances: readonly Utterance[];
};
