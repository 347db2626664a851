import type { TurnShown } from '../../contract/call.ts';

/** A run of a turn's text: a word with its time, or what stands between words (times null). Offsets are UTF-16. */
export type Piece = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly startMs: number | null;
  readonly endMs: number | null;
};
export type Range = { readonly from: number; readonly to: number };

/** A turn's text in pieces, so that each word can be marked and played. Words that are not in the text stand alone. */
export function piecesOf({ text, words }: Pick<TurnShown, 'text' | 'words'>): readonly Piece[] {
  if (words.length === 0) return [{ text, from: 0, to: text.length, startMs: null, endMs: null }];
  return piecesIn(text, words) ?? piecesIn(words.map((word) => word.text).join(' '), words) ?? [];
}

/** Null when a word is not where it should be in the text. */
function piecesIn(text: string, words: TurnShown['words']): readonly Piece[] | null {
  const pieces: Piece[] = [];
  let at = 0;
  for (const word of words) {
    const from = text.indexOf(word.text, at);
    if (from < 0) return null;
    if (from > at) pieces.push(between(text, at, from));
    at = from + word.text.length;
    pieces.push({ text: word.text, from, to: at, startMs: word.startMs, endMs: word.endMs });
  }
  if (at < text.length) pieces.push(between(text, at, text.length));
  return pieces;
}

function between(text: string, from: number, to: number): Piece {
  return { text: text.slice(from, to), from, to, startMs: null, endMs: null };
}

/** Which word is being said; −1 before the first. The last one stays until the next begins. */
export function pieceAt(pieces: readonly Piece[], ms: number): number {
  return pieces.findLastIndex(({ startMs }) => startMs !== null && startMs <= ms);
}

/** Whether a piece is said within a time; what stands between two words of it is in it as well. */
export function isWithin(pieces: readonly Piece[], nth: number, startMs: number, endMs: number): boolean {
  const piece = pieces[nth];
  if (piece === undefined) return false;
  if (piece.startMs !== null && piece.endMs !== null) return piece.startMs < endMs && piece.endMs > startMs;
  return isWord(pieces[nth - 1], startMs, endMs) && isWord(pieces[nth + 1], startMs, endMs);
}

function isWord(piece: Piece | undefined, startMs: number, endMs: number): boolean {
  return (
    piece !== undefined &&
    piece.startMs !== null &&
    piece.endMs !== null &&
    piece.startMs < endMs &&
    piece.endMs > startMs
  );
}

/** Where a text holds what is looked for, big and small letters alike. */
export function rangesOf(text: string, wanted: string): readonly Range[] {
  const [all, small] = [text.toLowerCase(), wanted.trim().toLowerCase()];
  // Letters whose small form is longer would shift every offset after them.
  if (small === '' || all.length !== text.length) return [];
  const ranges: Range[] = [];
  for (let at = all.indexOf(small); at >= 0; at = all.indexOf(small, at + small.length))
    ranges.push({ from: at, to: at + small.length });
  return ranges;
}

/** Cuts pieces where a range begins or ends, so that a part of a word can be marked. */
export function cut(
  pieces: readonly Piece[],
  ranges: readonly Range[],
): readonly (Piece & { readonly found: boolean })[] {
  return pieces.flatMap((piece) => {
    const edges = ranges.flatMap(({ from, to }) => [from, to]).filter((at) => at > piece.from && at < piece.to);
    const bounds = [piece.from, ...edges, piece.to];
    return bounds.slice(1).map((to, nth) => {
      const from = bounds[nth] ?? piece.from;
      const found = ranges.some((range) => range.from <= from && to <= range.to);
      return { ...piece, text: piece.text.slice(from - piece.from, to - piece.from), from, to, found };
    });
  });
}
