import type { Tried } from '../../contract/scorecards.ts';

/** A stretch of a sentence and the phrases that it meets. */
export type Piece = { readonly from: number; readonly text: string; readonly phrases: readonly string[] };

/** The sentence cut where matches begin and end, in order and without loss; matches may overlap. Offsets in UTF-16 units. */
export function piecesOf(sentence: string, matches: Tried['matches']): readonly Piece[] {
  const inside = (at: number): boolean => at > 0 && at < sentence.length;
  const cuts = new Set([0, ...matches.flatMap(({ from, to }) => [from, to]).filter(inside)]);
  const starts = [...cuts].toSorted((a, b) => a - b);
  return starts.map((from, nth) => {
    const to = starts[nth + 1] ?? sentence.length;
    const met = matches.filter((match) => match.from < to && match.to > from);
    return { from, text: sentence.slice(from, to), phrases: met.map(({ phrase }) => phrase) };
  });
}
