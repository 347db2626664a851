import type { DoubtMark, Speaker, Utterance, Word } from '../ingest/transcript.ts';
import type { Sound } from './phantom.ts';
import type { Span } from './turns.ts';
import { stretchOfWords } from './word-stretches.ts';

/** A pause of a speaker that ends an utterance, ms. Shorter ones are breath. */
export const UTTERANCE_PAUSE_MS = 700;

export type VoiceHeard = {
  readonly recordingId: string;
  readonly speaker: Speaker;
  readonly language: string;
  /** What the voice detector heard on this channel, in time order. */
  readonly spans: readonly Span[];
  /** What the recogniser heard on it, in time order. */
  readonly sounds: readonly Sound[];
};

/**
 * The utterances of one speaker: the words between two pauses that the voice detector heard. Utterances last as long as
 * the speech does, do not overlap, hold their words' times, and an id (`<recordingId>:<speaker initial>:<startMs>`) comes
 * back the same when the same recording is heard again. A window that timed out is an utterance without text, marked so.
 */
export function utterancesOf(voice: VoiceHeard): Utterance[] {
  const stretches = joinBreaths(voice.spans);
  const drafts = voice.sounds.flatMap((sound) => draftsOf(sound, stretches));
  return joinAcrossWindows(drafts).map((draft) => ({
    utteranceId: utteranceIdOf(voice.recordingId, voice.speaker, draft.startMs),
    speaker: voice.speaker,
    operatorId: '',
    language: voice.language,
    startMs: draft.startMs,
    endMs: draft.endMs,
    text: draft.text,
    words: draft.words,
    confidence: meanConfidence(draft.words),
    doubts: draft.doubts,
  }));
}

export function utteranceIdOf(recordingId: string, speaker: Speaker, startMs: number): string {
  return `${recordingId}:${speaker.charAt(0)}:${startMs}`;
}

/** Utterances of all speakers of a recording in the order in which they began. */
export function inTimeOrder(utterances: readonly Utterance[]): Utterance[] {
  return utterances.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.speaker < b.speaker ? -1 : 1));
}

/** A piece of an utterance within one window; `stretch` tells the pieces that belong together. */
type Draft = Span & {
  readonly stretch: number;
  readonly text: string;
  readonly words: readonly Word[];
  readonly doubts: readonly DoubtMark[];
};

/** Speech between two pauses, as far as it lies in a window; `nth` counts the stretches of the channel. */
type Piece = Span & { readonly nth: number };

function joinBreaths(spans: readonly Span[]): Span[] {
  const stretches: Span[] = [];
  for (const span of spans) {
    const last = stretches.at(-1);
    if (last !== undefined && span.startMs - last.endMs < UTTERANCE_PAUSE_MS) {
      stretches[stretches.length - 1] = { startMs: last.startMs, endMs: span.endMs };
    } else {
      stretches.push(span);
    }
  }
  return stretches;
}

function draftsOf(sound: Sound, stretches: readonly Span[]): Draft[] {
  if (sound.text === '' && !sound.timedOut) return [];
  const pieces = piecesWithin(sound.window, stretches);
  const whole = {
    nth: -1,
    startMs: pieces[0]?.startMs ?? sound.window.startMs,
    endMs: pieces.at(-1)?.endMs ?? sound.window.endMs,
  };
  const words = sound.words.filter((word) => word.text.trim() !== '');
  if (words.length === 0) return [draft(whole, sound.text, [], sound.doubts)];
  const owners = stretchOfWords(words, pieces);
  return pieces.flatMap((piece, nth) => {
    const own = words.filter((_, at) => owners[at] === nth);
    if (own.length === 0) return [];
    return [draft(piece, own.map((word) => word.text.trim()).join(' '), clamped(own, piece), sound.doubts)];
  });
}

function draft(piece: Piece, text: string, words: readonly Word[], doubts: readonly DoubtMark[]): Draft {
  return { startMs: piece.startMs, endMs: piece.endMs, stretch: piece.nth, text, words, doubts };
}

function piecesWithin(window: Span, stretches: readonly Span[]): Piece[] {
  const pieces = stretches.flatMap((span, nth) => {
    const startMs = Math.max(span.startMs, window.startMs);
    const endMs = Math.min(span.endMs, window.endMs);
    return endMs > startMs ? [{ nth, startMs, endMs }] : [];
  });
  return pieces.length === 0 ? [{ nth: -1, startMs: window.startMs, endMs: window.endMs }] : pieces;
}

/** A stretch longer than a window goes on in the next one. */
function joinAcrossWindows(drafts: readonly Draft[]): Draft[] {
  const result: Draft[] = [];
  for (const next of drafts) {
    const last = result.at(-1);
    if (last !== undefined && last.stretch !== -1 && last.stretch === next.stretch) {
      result[result.length - 1] = joined(last, next);
    } else {
      result.push(next);
    }
  }
  return result;
}

function joined(a: Draft, b: Draft): Draft {
  return {
    startMs: a.startMs,
    endMs: b.endMs,
    stretch: a.stretch,
    text: `${a.text} ${b.text}`.trim(),
    words: [...a.words, ...b.words],
    doubts: [...a.doubts, ...b.doubts.filter((mark) => !a.doubts.includes(mark))],
  };
}

/** Words trimmed, in order, inside their piece; a word never begins before the one before it ended. */
function clamped(words: readonly Word[], piece: Span): Word[] {
  let from = piece.startMs;
  return words.map((word) => {
    const startMs = Math.min(Math.max(word.startMs, from), piece.endMs);
    const endMs = Math.min(Math.max(word.endMs, startMs), piece.endMs);
    from = endMs;
    return { ...word, text: word.text.trim(), startMs, endMs };
  });
}

function meanConfidence(words: readonly Word[]): number | null {
  const known = words.flatMap((word) => (word.confidence === null ? [] : [word.confidence]));
  return known.length === 0 || known.length < words.length ? null : known.reduce((a, b) => a + b, 0) / known.length;
}
