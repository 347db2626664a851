import type { PhraseEdge, PhraseNode } from '../phrase.ts';
import type { ToneWord } from './clause.ts';
import type { AroundWords, Entry, Start, Starts } from './lexicon.ts';

/** Where a wording stands in an utterance: its first and last word. */
export type Found<What> = {
  readonly entry: Entry<What>;
  readonly from: number;
  readonly to: number;
  /** How many of its own words it holds: the longer wording wins over the shorter one it covers. */
  readonly length: number;
};

/**
 * The wordings of a list in an utterance, none over another, in their order. Words agree by stem, short ones, numbers,
 * negations and wordings marked exact by form; slips of a recogniser are not forgiven, for one letter turns a mood.
 */
export function wordingsIn<What>(
  words: readonly ToneWord[],
  starts: Starts<What>,
  around: AroundWords,
): readonly Found<What>[] {
  const all = words.flatMap((word, from) =>
    startingWith(word, starts).flatMap(({ entry, phrase, node }): readonly Found<What>[] => {
      const end = follow({ words, around, exact: entry.exact, nodes: phrase.nodes }, node, { at: from, length: 1 });
      return end === null ? [] : [{ entry, from, to: end.at, length: end.length }];
    }),
  );
  const longestFirst = all.sort(
    (a, b) => b.length - a.length || b.entry.strength - a.entry.strength || a.from - b.from,
  );
  const kept: Found<What>[] = [];
  for (const one of longestFirst) if (kept.every((other) => one.to < other.from || one.from > other.to)) kept.push(one);
  return kept.sort((a, b) => a.from - b.from);
}

function startingWith<What>({ key, stem }: ToneWord, { byKey, byStem }: Starts<What>): readonly Start<What>[] {
  const [byForm, byItsStem] = [byKey.get(key) ?? [], stem === null ? [] : (byStem.get(stem) ?? [])];
  return byItsStem.length === 0 ? byForm : [...new Set([...byForm, ...byItsStem])];
}

type Search = {
  readonly words: readonly ToneWord[];
  readonly around: AroundWords;
  readonly exact: boolean;
  readonly nodes: readonly PhraseNode[];
};
type Reached = { readonly at: number; readonly length: number };

/** The longest way from a matched word to an end of the phrase; null when there is none. */
function follow(search: Search, node: PhraseNode, reached: Reached): Reached | null {
  let best: Reached | null = node.final ? reached : null;
  for (const edge of node.next) {
    const next = search.nodes[edge.to];
    if (next === undefined) continue;
    for (const at of placesAlong(search, edge, next, reached.at)) {
      const end = follow(search, next, { at, length: reached.length + 1 });
      if (end !== null && end.length > (best?.length ?? 0)) best = end;
    }
  }
  return best;
}

/** Places for the next word: over no negation and no contrast, over a mark only where the author wrote `...`. */
function placesAlong({ words, around, exact }: Search, edge: PhraseEdge, next: PhraseNode, from: number): number[] {
  const places: number[] = [];
  for (let at = from + 1; at <= from + 1 + edge.gap; at += 1) {
    const word = words[at];
    if (word === undefined || (at > from + 1 && word.apart && !edge.wide)) break;
    const alike = word.key === next.key || (!exact && !next.exact && word.stem === next.stem);
    if (alike) places.push(at);
    if (around.negations.has(word.key) || around.contrasts.has(word.key)) break;
  }
  return places;
}
