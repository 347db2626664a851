import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TURNS, windowsOf } from '../../../transcribe/turns.ts';
import type { Span } from '../../../transcribe/turns.ts';

/** Spans in order and apart, made of the gap before each and its length. */
const someSpans = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 30, max: 70_000 })), { maxLength: 40 })
  .map((pairs) => {
    const spans: Span[] = [];
    for (const [gapMs, lengthMs] of pairs) {
      const startMs = (spans.at(-1)?.endMs ?? 0) + gapMs;
      spans.push({ startMs, endMs: startMs + lengthMs });
    }
    return spans;
  });
const lengthOf = (span: Span): number => span.endMs - span.startMs;
const endOf = (spans: readonly Span[]): number => (spans.at(-1)?.endMs ?? 0) + 100;

describe('speech is put into windows for the recogniser', () => {
  it('every moment of speech lies in a window', () => {
    fc.assert(
      fc.property(someSpans, (spans) => {
        const windows = windowsOf(spans, endOf(spans));
        for (const span of spans) {
          const heard = windows.map((w) =>
            Math.max(0, Math.min(w.endMs, span.endMs) - Math.max(w.startMs, span.startMs)),
          );
          expect(heard.reduce((a, b) => a + b, 0)).toBe(lengthOf(span));
        }
      }),
    );
  });

  it('windows are in order, apart, within the recording, and at most 27.4 s long', () => {
    fc.assert(
      fc.property(someSpans, (spans) => {
        const windows = windowsOf(spans, endOf(spans));
        windows.forEach((window, nth) => {
          expect(window.startMs).toBeGreaterThanOrEqual(windows[nth - 1]?.endMs ?? 0);
          expect(window.endMs).toBeLessThanOrEqual(endOf(spans));
          expect(lengthOf(window)).toBeGreaterThan(0);
          expect(lengthOf(window)).toBeLessThanOrEqual(DEFAULT_TURNS.maxTurnMs + 2 * DEFAULT_TURNS.padMs);
        });
      }),
    );
  });

  it('spans up to 3 s apart are heard together', () => {
    const spans = [
      { startMs: 1_000, endMs: 2_000 },
      { startMs: 5_000, endMs: 6_000 },
    ];
    expect(windowsOf(spans, 10_000)).toEqual([{ startMs: 800, endMs: 6_200 }]);
  });

  it('spans further apart are heard alone', () => {
    const spans = [
      { startMs: 1_000, endMs: 2_000 },
      { startMs: 5_001, endMs: 6_000 },
    ];
    expect(windowsOf(spans, 10_000)).toEqual([
      { startMs: 800, endMs: 2_200 },
      { startMs: 4_801, endMs: 6_200 },
    ]);
  });

  it('a turn ends before it would be longer than 27 s', () => {
    const spans = [
      { startMs: 0, endMs: 15_000 },
      { startMs: 15_100, endMs: 27_100 },
    ];
    expect(windowsOf(spans, 28_000)).toEqual([
      { startMs: 0, endMs: 15_050 },
      { startMs: 15_050, endMs: 27_300 },
    ]);
  });

  it('a monologue is cut into equal parts', () => {
    expect(windowsOf([{ startMs: 1_000, endMs: 61_000 }], 62_000).map(lengthOf)).toEqual([20_200, 20_000, 20_200]);
  });

  it('no speech gives no window', () => {
    expect(windowsOf([], 60_000)).toEqual([]);
  });
});
