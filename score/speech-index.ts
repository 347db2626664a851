import type { Speaker } from '../ingest/transcript.ts';
import type { Conversation, Turn } from './conversation.ts';
import { isDenial, isHesitation, isNegation } from './exact-words.ts';
import type { Stemmed } from './similarity.ts';
import { stemOf } from './stems.ts';
import { tokensOf, type Token } from './words.ts';

/** Turns of one speaker at most this far apart are one flow of words, in which a phrase may run on. */
export const FLOW_GAP_MS = 1_500;

/** A word that was spoken: what it is compared by, where it stands in its turn's text, when it was said (ms). */
export type SpokenWord = {
  readonly turn: Turn;
  readonly token: Token;
  /** Number of the word in the index's list of distinct words. */
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly negation: boolean;
  /** True when the word before denies what follows ("no warranty"). */
  readonly denied: boolean;
  /** True when the speaker's flow begins anew here. */
  readonly opensFlow: boolean;
};

/** A distinct word of one language. */
export type DistinctWord = Stemmed & { readonly language: string };

/** All words of one speaker in order, hesitations left out. `places`: where each distinct word stands. */
export type Stream = {
  readonly speaker: Speaker;
  readonly words: readonly SpokenWord[];
  readonly places: ReadonlyMap<number, readonly number[]>;
};
export type SpeechIndex = {
  readonly distinct: readonly DistinctWord[];
  /** Numbers of the distinct words by "language key" and by "language first-letter-of-the-stem". */
  readonly idsByKey: ReadonlyMap<string, number>;
  readonly idsByOnset: ReadonlyMap<string, readonly number[]>;
  readonly streams: readonly Stream[];
};

/**
 * Indexes a conversation once for all phrases: linear in its length. `languages` are the scorecard's; a turn whose
 * language nobody told is taken for the first of them written in its script.
 */
export function indexSpeech(conversation: Conversation, languages: readonly string[]): SpeechIndex {
  const ids = new Map<string, number>();
  const distinct: DistinctWord[] = [];
  const idOf = (key: string, language: string): number => {
    const name = `${language} ${key}`;
    const known = ids.get(name);
    if (known !== undefined) return known;
    ids.set(name, distinct.length);
    return distinct.push({ key, stem: stemOf(key, language), language }) - 1;
  };
  const streams = (['operator', 'customer', 'unknown'] as const).map((speaker) => {
    const turns = conversation.turns.filter((turn) => turn.speaker === speaker);
    const words = turns.flatMap((turn, nth) => spokenWords(turn, turns[nth - 1], languages, idOf));
    return { speaker, words, places: placesOf(words) };
  });
  return { distinct, idsByKey: ids, idsByOnset: onsetsOf(distinct), streams };
}

function onsetsOf(distinct: readonly DistinctWord[]): ReadonlyMap<string, readonly number[]> {
  const onsets = new Map<string, number[]>();
  distinct.forEach(({ language, stem }, id) => {
    const onset = `${language} ${stem.charAt(0)}`;
    const known = onsets.get(onset);
    if (known) known.push(id);
    else onsets.set(onset, [id]);
  });
  return onsets;
}

/** The language a turn is read in: its own, else by its script. */
export function languageOf(turn: Pick<Turn, 'language' | 'text'>, languages: readonly string[]): string {
  if (turn.language !== '') return turn.language;
  const cyrillic = /\p{Script=Cyrillic}/u.test(turn.text);
  return languages.find((language) => ['ru', 'uk', 'bg'].includes(language) === cyrillic) ?? '';
}

function spokenWords(
  turn: Turn,
  before: Turn | undefined,
  languages: readonly string[],
  idOf: (key: string, language: string) => number,
): readonly SpokenWord[] {
  const language = languageOf(turn, languages);
  const tokens = tokensOf(turn.text);
  const times = timesOf(turn, tokens);
  const apart = before === undefined || turn.startMs - before.endMs > FLOW_GAP_MS;
  const words: SpokenWord[] = [];
  tokens.forEach((token, nth) => {
    if (isHesitation(token.key)) return;
    words.push({
      turn,
      token,
      id: idOf(token.key, language),
      startMs: times[nth]?.startMs ?? turn.startMs,
      endMs: times[nth]?.endMs ?? turn.endMs,
      negation: isNegation(token.key),
      denied: isDeniedBy(tokens[nth - 1], token, turn.text),
      opensFlow: words.length === 0 && apart,
    });
  });
  return words;
}

/** "no warranty", but not "no, the warranty …": the denial stands right before, without a mark between. */
function isDeniedBy(before: Token | undefined, token: Token, text: string): boolean {
  return before !== undefined && isDenial(before.key) && text.slice(before.end, token.start).trim() === '';
}

type Times = { readonly startMs: number; readonly endMs: number };

/** Times of the text's words: those of the recogniser when its words stand in the text, else by their place in it. */
function timesOf(turn: Turn, tokens: readonly Token[]): readonly Times[] {
  const msPerLetter = (turn.endMs - turn.startMs) / Math.max(1, turn.text.length);
  return (
    heardTimes(turn, tokens) ??
    tokens.map((token) => ({
      startMs: Math.round(turn.startMs + token.start * msPerLetter),
      endMs: Math.round(turn.startMs + token.end * msPerLetter),
    }))
  );
}

/** Lays the recognised words over the text from left to right; null when one of them is not there. */
function heardTimes({ text, words }: Turn, tokens: readonly Token[]): readonly Times[] | null {
  const times: Times[] = [];
  let from = 0;
  for (const word of words) {
    const spelling = word.text.trim();
    const at = text.indexOf(spelling, from);
    if (at < 0) return null;
    from = at + spelling.length;
    for (let token = tokens[times.length]; token && token.start < from; token = tokens[times.length]) times.push(word);
  }
  return times.length === tokens.length ? times : null;
}

function placesOf(words: readonly SpokenWord[]): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  words.forEach((word, place) => {
    const known = places.get(word.id);
    if (known) known.push(place);
    else places.set(word.id, [place]);
  });
  return places;
}
