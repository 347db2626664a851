import type { Window } from './engine.ts';

/** A stretch in ms. */
export type Span = { readonly startMs: number; readonly endMs: number };

/**
 * How speech becomes windows for a recogniser. Lengths in ms.
 * joinGapMs: spans this near are heard together; short turns heard alone make a recogniser invent text.
 * maxTurnMs: the recogniser hears 30 s at most, and a little less leaves room for the padding.
 * padMs: the voice detector cuts first and last sounds; the recogniser needs them.
 */
export type TurnOptions = { readonly joinGapMs: number; readonly maxTurnMs: number; readonly padMs: number };

export const DEFAULT_TURNS: TurnOptions = { joinGapMs: 3_000, maxTurnMs: 27_000, padMs: 200 };

/**
 * The windows of one channel, ordered and apart from each other, that hold all its speech. Spans must be ordered and
 * must not overlap. A window is at most maxTurnMs + 2 × padMs long; a longer span is cut into equal parts.
 */
export function windowsOf(spans: readonly Span[], durationMs: number, options: TurnOptions = DEFAULT_TURNS): Window[] {
  const turns = joinNear(
    spans.flatMap((span) => cutLong(span, options.maxTurnMs)),
    options,
  );
  return turns.map((turn, nth) => pad(turn, turns[nth - 1], turns[nth + 1], durationMs, options.padMs));
}

function cutLong(span: Span, maxTurnMs: number): Span[] {
  const length = span.endMs - span.startMs;
  const parts = Math.max(1, Math.ceil(length / maxTurnMs));
  const cut = (nth: number): number => span.startMs + Math.round((length * nth) / parts);
  return Array.from({ length: parts }, (_, nth) => ({ startMs: cut(nth), endMs: cut(nth + 1) }));
}

function joinNear(spans: readonly Span[], options: TurnOptions): Span[] {
  const turns: Span[] = [];
  for (const span of spans) {
    const last = turns.at(-1);
    const near = last !== undefined && span.startMs - last.endMs <= options.joinGapMs;
    if (near && span.endMs - last.startMs <= options.maxTurnMs) {
      turns[turns.length - 1] = { startMs: last.startMs, endMs: span.endMs };
    } else {
      turns.push(span);
    }
  }
  return turns;
}

/** Neighbours share the gap between them half and half, so that no sound is heard twice. */
function pad(turn: Span, before: Span | undefined, after: Span | undefined, durationMs: number, padMs: number): Window {
  const from = before === undefined ? 0 : Math.ceil((before.endMs + turn.startMs) / 2);
  const to = after === undefined ? durationMs : Math.floor((turn.endMs + after.startMs) / 2);
  return {
    startMs: Math.min(turn.startMs, Math.max(from, turn.startMs - padMs)),
    endMs: Math.max(turn.endMs, Math.min(to, turn.endMs + padMs)),
  };
}
