import type { Speaker } from '../ingest/transcript.ts';
import type { Evidence } from './evaluation.ts';
import type { CompiledPhrase, PhraseEdge, PhraseNode } from './phrase.ts';
import { onsetsLike, similarity } from './similarity.ts';
import type { SpeechIndex, SpokenWord, Stream } from './speech-index.ts';

/** Where a phrase was found. `similarity` 0–1: the mean likeness of its words. One evidence a turn it runs through. */
export type Match = {
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: Speaker;
  readonly similarity: number;
  readonly evidence: readonly Evidence[];
};

/** How alike each distinct word of a conversation is to a wanted word; words that are not alike are left out. */
type Likeness = ReadonlyMap<number, number>;

/** Finds phrases in an index, remembering which of its words are like which wanted ones. One for each conversation. */
export type Matcher = (phrases: readonly CompiledPhrase[], speakers: readonly Speaker[]) => readonly Match[];

/**
 * A matcher over an index. Gives all places where one of the phrases is said by one of the speakers, by time; the time
 * taken grows with the number of distinct words and with the places where a phrase begins, so linearly with the text.
 */
export function matcherOf(index: SpeechIndex): Matcher {
  const byWord = new Map<string, Likeness>();
  const alike = (node: PhraseNode): Likeness => {
    const known = byWord.get(node.word);
    if (known) return known;
    const likeness = likenessOf(node, index);
    byWord.set(node.word, likeness);
    return likeness;
  };
  // A scorecard has its phrases in all languages of a project, a conversation is in one, seldom two.
  const spoken = new Set(index.distinct.map(({ language }) => language));
  return (all, speakers) => {
    const phrases = all.filter(({ language }) => spoken.has(language));
    const streams = index.streams.filter((stream) => speakers.includes(stream.speaker) && stream.words.length > 0);
    const found = streams.flatMap((stream) => phrases.flatMap((phrase) => placesOf(phrase, stream, alike)));
    return found.sort((a, b) => a.startMs - b.startMs || b.similarity - a.similarity || a.endMs - b.endMs);
  };
}

function likenessOf(node: PhraseNode, { distinct, idsByOnset, idsByKey }: SpeechIndex): Likeness {
  const same = idsByKey.get(node.word);
  if (node.exact) return same === undefined ? NONE : new Map([[same, 1]]);
  const likeness = new Map<number, number>();
  for (const onset of onsetsLike(node.stem.charAt(0)))
    for (const id of idsByOnset.get(`${node.language} ${onset}`) ?? []) {
      const word = distinct[id];
      const alike = word ? similarity(node, word) : 0;
      if (alike > 0) likeness.set(id, alike);
    }
  return likeness;
}

const NONE: Likeness = new Map();

type Alike = (node: PhraseNode) => Likeness;
type Search = { readonly phrase: CompiledPhrase; readonly words: readonly SpokenWord[]; readonly alike: Alike };

function placesOf(phrase: CompiledPhrase, stream: Stream, alike: Alike): readonly Match[] {
  const search = { phrase, words: stream.words, alike };
  const found: Match[] = [];
  // Loops, for most phrases of a scorecard begin with a word that nobody said.
  for (const first of phrase.first) {
    const node = phrase.nodes[first];
    if (!node) continue;
    for (const [id, likeness] of alike(node))
      for (const place of stream.places.get(id) ?? []) {
        if (stream.words[place]?.denied && !node.exact) continue;
        const path = follow(search, node, place, [{ place, likeness }]);
        if (path) found.push(matchOf(stream, path));
      }
  }
  return found;
}

type Step = { readonly place: number; readonly likeness: number };

/** The first way from a matched word to an end of the phrase; null when there is none. Depth: words of the phrase. */
function follow(search: Search, node: PhraseNode, place: number, path: readonly Step[]): readonly Step[] | null {
  for (const edge of node.next) {
    const next = search.phrase.nodes[edge.to];
    if (!next) continue;
    for (const step of stepsAlong(search, edge, next, place)) {
      const rest = follow(search, next, step.place, [...path, step]);
      if (rest) return rest;
    }
  }
  return node.final ? path : null;
}

const NOWHERE: readonly Step[] = [];

/** Places for the next word within the edge's gap: never over a negation, over a sentence's end only where `...` is. */
function stepsAlong(search: Search, edge: PhraseEdge, next: PhraseNode, place: number): readonly Step[] {
  const { words } = search;
  const wanted = search.alike(next);
  if (wanted.size === 0) return NOWHERE;
  const steps: Step[] = [];
  let sentenceEnded = false;
  for (let at = place + 1; at <= place + 1 + edge.gap; at += 1) {
    const before = words[at - 1];
    const word = words[at];
    if (!before || !word || word.opensFlow) break;
    const skipsBefore = at - 1 > place;
    if (skipsBefore && before.negation) break;
    sentenceEnded ||= before.token.endsSentence;
    if (skipsBefore && sentenceEnded && !edge.wide) break;
    const likeness = wanted.get(word.id);
    if (likeness !== undefined) steps.push({ place: at, likeness });
  }
  return steps;
}

function matchOf(stream: Stream, path: readonly Step[]): Match {
  const first = path[0]?.place ?? 0;
  const last = path.at(-1)?.place ?? first;
  const words = stream.words.slice(first, last + 1);
  const turns = [...new Set(words.map((word) => word.turn))];
  return {
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    speaker: stream.speaker,
    similarity: path.reduce((sum, step) => sum + step.likeness, 0) / path.length,
    evidence: turns.map((turn) => evidenceOf(words.filter((word) => word.turn === turn))),
  };
}

/** The words of one turn as they stand in its text, with the mark that follows the last one. */
function evidenceOf(words: readonly SpokenWord[]): Evidence {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) throw new RangeError('Evidence needs at least one word.');
  const { utteranceId, recordingId, speaker, text } = first.turn;
  const mark = /^[^\s\p{L}\p{N}]*/u.exec(text.slice(last.token.end))?.[0] ?? '';
  const quote = text.slice(first.token.start, last.token.end + mark.length);
  return { utteranceId, recordingId, speaker, quote, startMs: first.startMs, endMs: last.endMs };
}
