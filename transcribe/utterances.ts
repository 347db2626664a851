import type { DoubtMark, Speaker, Utterance, Word } from '../ingest/transcript.ts';
import type { Sound } from './phantom.ts';
import type { Span } from './turns.ts';

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
 * The utterances of one speaker: words follow each other until the voice detector heard a pause. Utterances do not
 * overlap, their words lie inside them, and an id (`<recordingId>:<speaker initial>:<startMs>`) comes back the same when
 * the same recording is heard again. A window that timed out becomes an utterance without text, marked so.
 */
export function utterancesOf(voice: VoiceHeard): Utterance[] {
  const stretches = joinBreaths(voice.spans);
  const drafts = voice.sounds.flatMap((sound) => draftsOf(sound, stretches));
  return joinAcrossWindows(drafts).map((draft) => ({
    utteranceId: `${voice.recordingId}:${voice.speaker.charAt(0)}:${draft.startMs}`,
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

/** Utterances of all speakers of a recording in the order in which they began. */
export function inTimeOrder(utterances: readonly Utterance[]): Utterance[] {
  return utterances.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.speaker < b.speaker ? -1 : 1));
}

type Draft = Span & {
  /** The stretch of speech it belongs to; the same stretch in the next window goes on with the same utterance. */
  readonly stretch: number;
  readonly text: string;
  readonly words: readonly Word[];
  readonly doubts: readonly DoubtMark[];
};

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
  const inside = speechWithin(sound.window, stretches);
  if (sound.text === '')
    return sound.timedOut ? [{ ...inside, stretch: -1, text: '', words: [], doubts: sound.doubts }] : [];
  if (sound.words.length === 0) {
    return [{ ...inside, stretch: -1, text: sound.text, words: [], doubts: sound.doubts }];
  }
  const drafts: Draft[] = [];
  let stretch = 0;
  for (const word of clamped(sound.words, sound.window)) {
    // Times of words err by 0.1–0.5 s, their order does not: a word never goes back to an earlier stretch.
    stretch = nearest(stretches, stretch, (word.startMs + word.endMs) / 2);
    const last = drafts.at(-1);
    if (last?.stretch === stretch) drafts[drafts.length - 1] = joined(last, draftOf(word, stretch, sound));
    else drafts.push(draftOf(word, stretch, sound));
  }
  return drafts;
}

function draftOf(word: Word, stretch: number, sound: Sound): Draft {
  return { startMs: word.startMs, endMs: word.endMs, stretch, text: word.text, words: [word], doubts: sound.doubts };
}

function joined(a: Draft, b: Draft): Draft {
  return {
    startMs: a.startMs,
    endMs: Math.max(a.endMs, b.endMs),
    stretch: a.stretch,
    text: `${a.text} ${b.text}`.trim(),
    words: [...a.words, ...b.words],
    doubts: [...a.doubts, ...b.doubts.filter((mark) => !a.doubts.includes(mark))],
  };
}

/** A stretch longer than a window goes on in the next one; drafts that would begin at the same moment are one as well. */
function joinAcrossWindows(drafts: readonly Draft[]): Draft[] {
  const result: Draft[] = [];
  for (const draft of drafts) {
    const last = result.at(-1);
    const sameStretch = last !== undefined && draft.stretch !== -1 && last.stretch === draft.stretch;
    if (last !== undefined && (sameStretch || draft.startMs <= last.startMs)) {
      result[result.length - 1] = joined(last, draft);
    } else {
      result.push(last === undefined ? draft : startingAfter(draft, last.endMs));
    }
  }
  return result;
}

function startingAfter(draft: Draft, endMs: number): Draft {
  if (draft.startMs >= endMs) return draft;
  return {
    ...draft,
    startMs: endMs,
    endMs: Math.max(endMs, draft.endMs),
    words: draft.words.map((word) => ({
      ...word,
      startMs: Math.max(endMs, word.startMs),
      endMs: Math.max(endMs, word.endMs),
    })),
  };
}

/** Words trimmed, in order, inside their window; a word never begins before the one before it ended. */
function clamped(words: readonly Word[], window: Span): Word[] {
  let from = window.startMs;
  return words.flatMap((word) => {
    const text = word.text.trim();
    if (text === '') return [];
    const startMs = Math.min(Math.max(word.startMs, from), window.endMs);
    const endMs = Math.min(Math.max(word.endMs, startMs), window.endMs);
    from = endMs;
    return [{ ...word, text, startMs, endMs }];
  });
}

/** The stretch nearest to a moment, looked for from `from` onwards: distances fall until it and rise behind it. */
function nearest(stretches: readonly Span[], from: number, atMs: number): number {
  let best = from;
  while (distanceMs(stretches[best + 1], atMs) < distanceMs(stretches[best], atMs)) best++;
  return best;
}

function distanceMs(span: Span | undefined, atMs: number): number {
  return span === undefined ? Infinity : Math.max(span.startMs - atMs, atMs - span.endMs, 0);
}

/** The part of a window in which there was speech. */
function speechWithin(window: Span, stretches: readonly Span[]): Span {
  const inside = stretches.filter((span) => span.endMs > window.startMs && span.startMs < window.endMs);
  return {
    startMs: Math.max(window.startMs, inside[0]?.startMs ?? window.startMs),
    endMs: Math.min(window.endMs, inside.at(-1)?.endMs ?? window.endMs),
  };
}

function meanConfidence(words: readonly Word[]): number | null {
  const known = words.flatMap((word) => (word.confidence === null ? [] : [word.confidence]));
  return known.length === 0 || known.length < words.length ? null : known.reduce((a, b) => a + b, 0) / known.length;
}
