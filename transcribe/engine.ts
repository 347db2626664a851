import type { Word } from '../ingest/transcript.ts';

/** Mono 16 kHz signed 16-bit little-endian samples in a file: what ffmpeg leaves behind and every engine reads. */
export type PcmFile = { readonly path: string; readonly sampleRate: 16_000 };

/** A stretch of one channel to recognise, in ms on the recording's timeline; at most 30 s. */
export type Window = { readonly startMs: number; readonly endMs: number };

/** What an engine heard in one window, words on the recording's timeline. `timedOut`: it missed its deadline, text is ''. */
export type Heard = {
  readonly window: Window;
  readonly text: string;
  readonly words: readonly Word[];
  readonly timedOut: boolean;
};

export type RecogniseRequest = {
  readonly pcm: PcmFile;
  readonly windows: readonly Window[];
  /** ISO 639-1; never empty: an engine does not guess. */
  readonly language: string;
  /** Words the engine may prefer (company, products); '' when it has no use for them. */
  readonly prompt: string;
};

/**
 * A recogniser. `model` and `options` are stored with every transcript and are part of its identity.
 * `recognise` answers one Heard a window, in the order of the windows; it throws an EtalonError: `retriable` when the
 * engine was away, not when the material is at fault. `onWindow` is called after each window, for progress.
 */
export type SpeechEngine = {
  readonly name: string;
  readonly model: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  recognise(
    request: RecogniseRequest,
    signal: AbortSignal,
    onWindow?: (heard: Heard) => void,
  ): Promise<readonly Heard[]>;
  /** Which of `candidates` is spoken in the window; the engine's own guess, made once a call. */
  detectLanguage(pcm: PcmFile, window: Window, candidates: readonly string[], signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
};
