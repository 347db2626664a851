import type { Word } from '../ingest/transcript.ts';
import type { Span } from './turns.ts';

/** How far a cut between two stretches may move to the end of a sentence: recognisers misplace words by 0.1–0.5 s. */
const MOVE_WORDS = 4;
const MOVE_MS = 1_500;
const SENTENCE_END = /[.?!…]["»”)]?$/u;

/**
 * Which stretch of speech each word belongs to. By time the nearest, never going back, because the order of words is
 * certain where their times are not; then a cut within a sentence moves to the sentence's end when that is a few words
 * away: people pause between sentences.
 */
export function stretchOfWords(words: readonly Word[], stretches: readonly Span[]): number[] {
  let at = 0;
  const owners = words.map((word) => {
    at = nearest(stretches, at, (word.startMs + word.endMs) / 2);
    return at;
  });
  for (const cut of cutsIn(owners)) moveCut(words, owners, cut);
  return owners;
}

/** Places at which a word belongs to another stretch than the one before. */
function cutsIn(owners: readonly number[]): number[] {
  return owners.flatMap((owner, at) => (at > 0 && owner !== owners[at - 1] ? [at] : []));
}

function moveCut(words: readonly Word[], owners: number[], cut: number): void {
  const [before, after] = [owners[cut - 1], owners[cut]];
  if (before === undefined || after === undefined) return;
  const to = sentenceEndNear(words, cut, (at) => {
    const owner = owners[at];
    return owner === before || owner === after;
  });
  for (let at = to; at < cut; at++) owners[at] = after;
  for (let at = cut; at < to; at++) owners[at] = before;
}

/** The nearest place after the end of a sentence that leaves words on both sides; the cut itself when there is none. */
function sentenceEndNear(words: readonly Word[], cut: number, isNeighbour: (at: number) => boolean): number {
  const cutMs = words[cut]?.startMs ?? 0;
  for (let steps = 0; steps <= MOVE_WORDS; steps++) {
    for (const to of [cut - steps, cut + steps]) {
      const [last, first] = [words[to - 1], words[to]];
      if (last === undefined || first === undefined || !isNeighbour(to - 1) || !isNeighbour(to)) continue;
      if (SENTENCE_END.test(last.text.trim()) && Math.abs(first.startMs - cutMs) <= MOVE_MS) return to;
    }
  }
  return cut;
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
