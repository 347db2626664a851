import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Utterance, Word } from '../../../ingest/transcript.ts';
import type { Sound } from '../../../transcribe/phantom.ts';
import type { Span } from '../../../transcribe/turns.ts';
import { windowsOf } from '../../../transcribe/turns.ts';
import { inTimeOrder, utterancesOf } from '../../../transcribe/utterances.ts';

function word(text: string, startMs: number, endMs = startMs + 200): Word {
  return { text, startMs, endMs, confidence: null };
}

function sound(window: Span, words: readonly Word[], of: Partial<Sound> = {}): Sound {
  return { window, text: words.map(({ text }) => text).join(' '), words, timedOut: false, doubts: [], ...of };
}

function heardFrom(spans: readonly Span[], sounds: readonly Sound[]): Utterance[] {
  return utterancesOf({ recordingId: 'r1', speaker: 'operator', language: 'en', spans, sounds });
}

const brief = (utterances: readonly Utterance[]): unknown[] =>
  utterances.map(({ startMs, endMs, text }) => [startMs, endMs, text]);

describe('words become utterances', () => {
  it('a pause of 0.7 s that the voice detector heard ends an utterance, a shorter one does not', () => {
    const spans = [
      { startMs: 1_000, endMs: 2_000 },
      { startMs: 2_699, endMs: 3_000 },
      { startMs: 3_700, endMs: 5_000 },
    ];
    const words = [
      word('Good', 1_050),
      word('morning', 1_500),
      word('sir.', 2_700),
      word('How', 3_720),
      word('nice.', 4_100),
    ];
    expect(brief(heardFrom(spans, [sound({ startMs: 800, endMs: 5_200 }, words)]))).toEqual([
      [1_000, 3_000, 'Good morning sir.'],
      [3_700, 5_000, 'How nice.'],
    ]);
  });

  it('an id tells recording, speaker and start', () => {
    const [utterance] = heardFrom(
      [{ startMs: 1_000, endMs: 2_000 }],
      [sound({ startMs: 800, endMs: 2_200 }, [word('Hello.', 1_100)])],
    );
    expect(utterance?.utteranceId).toBe('r1:o:1000');
  });

  it('a cut within a sentence moves to its end, because word times err and people pause between sentences', () => {
    const spans = [
      { startMs: 0, endMs: 2_000 },
      { startMs: 3_000, endMs: 5_000 },
    ];
    const words = [
      word('It', 100),
      word('is', 400),
      word('free.', 900),
      word('Would', 1_600),
      word('you', 1_900),
      word('like', 3_100),
      word('it?', 3_600),
    ];
    const utterances = heardFrom(spans, [sound({ startMs: 0, endMs: 5_200 }, words)]);
    expect(brief(utterances)).toEqual([
      [0, 2_000, 'It is free.'],
      [3_000, 5_000, 'Would you like it?'],
    ]);
    expect(utterances[1]?.words[0]).toEqual(word('Would', 3_000, 3_000));
  });

  it('a sentence with a pause in its middle is cut at the pause', () => {
    const spans = [
      { startMs: 0, endMs: 1_000 },
      { startMs: 3_000, endMs: 4_000 },
    ];
    const words = [word('and', 100), word('the', 500), word('price', 3_100), word('is', 3_400), word('ten', 3_600)];
    expect(brief(heardFrom(spans, [sound({ startMs: 0, endMs: 4_000 }, words)]))).toEqual([
      [0, 1_000, 'and the'],
      [3_000, 4_000, 'price is ten'],
    ]);
  });

  it('a monologue over several windows is one utterance', () => {
    const spans = [{ startMs: 0, endMs: 40_000 }];
    const sounds = windowsOf(spans, 40_000).map((window) => sound(window, [word('so', window.startMs + 100)]));
    expect(brief(heardFrom(spans, sounds))).toEqual([[0, 40_000, 'so so']]);
  });

  it('a window that timed out is an utterance without text, where the speech was', () => {
    const timedOut = sound({ startMs: 800, endMs: 2_200 }, [], { timedOut: true, doubts: ['timed_out'] });
    expect(heardFrom([{ startMs: 1_000, endMs: 2_000 }], [timedOut])).toMatchObject([
      { startMs: 1_000, endMs: 2_000, text: '', words: [], doubts: ['timed_out'] },
    ]);
  });

  it('a window in which nothing was said gives nothing', () => {
    expect(heardFrom([{ startMs: 1_000, endMs: 2_000 }], [sound({ startMs: 800, endMs: 2_200 }, [])])).toEqual([]);
  });

  it('an engine without word times gives one utterance a window', () => {
    const textOnly = sound({ startMs: 800, endMs: 4_200 }, [], { text: 'Good morning.' });
    expect(brief(heardFrom([{ startMs: 1_000, endMs: 4_000 }], [textOnly]))).toEqual([[1_000, 4_000, 'Good morning.']]);
  });

  it('whatever times an engine gives: every word once and in order, inside its utterance; no overlap; ids differ', () => {
    const someSpans = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 50, max: 40_000 })), {
        minLength: 1,
        maxLength: 15,
      })
      .map((pairs) => {
        const spans: Span[] = [];
        for (const [gapMs, lengthMs] of pairs) {
          const startMs = (spans.at(-1)?.endMs ?? 0) + gapMs;
          spans.push({ startMs, endMs: startMs + lengthMs });
        }
        return spans;
      });
    const someWords = fc.array(
      fc.tuple(
        fc.integer({ min: -500, max: 30_000 }),
        fc.integer({ min: -100, max: 3_000 }),
        fc.constantFrom('', '.', '?'),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(someSpans, fc.array(someWords, { minLength: 1, maxLength: 5 }), (spans, wordLists) => {
        let count = 0;
        const sounds = windowsOf(spans, (spans.at(-1)?.endMs ?? 0) + 50).map((window, nth) => {
          const list = wordLists[nth % wordLists.length] ?? [];
          const words = list.map(([at, length, end]) =>
            word(`w${count++}${end}`, window.startMs + at, window.startMs + at + length),
          );
          return sound(window, words);
        });
        const utterances = heardFrom(spans, sounds);
        const said = utterances.flatMap(({ words }) => words.map(({ text }) => text));
        expect(said).toEqual(sounds.flatMap(({ words }) => words.map(({ text }) => text)));
        expect(new Set(utterances.map(({ utteranceId }) => utteranceId)).size).toBe(utterances.length);
        utterances.forEach((utterance, nth) => {
          expect(utterance.startMs).toBeGreaterThanOrEqual(utterances[nth - 1]?.endMs ?? 0);
          let from = utterance.startMs;
          for (const { startMs, endMs } of utterance.words) {
            expect(startMs).toBeGreaterThanOrEqual(from);
            expect(endMs).toBeGreaterThanOrEqual(startMs);
            from = endMs;
          }
          expect(from).toBeLessThanOrEqual(utterance.endMs);
        });
      }),
    );
  });

  it('utterances of both speakers stand in the order in which they began', () => {
    const spans = [{ startMs: 1_000, endMs: 2_000 }];
    const [operator] = heardFrom(spans, [sound({ startMs: 800, endMs: 2_200 }, [word('Hello.', 1_100)])]);
    if (operator === undefined) throw new Error('nothing heard');
    const customer: Utterance = { ...operator, utteranceId: 'r1:c:500', speaker: 'customer', startMs: 500 };
    expect(inTimeOrder([operator, customer]).map(({ utteranceId }) => utteranceId)).toEqual(['r1:c:500', 'r1:o:1000']);
  });
});
