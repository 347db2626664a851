import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { piecesOf } from '../../../../review/pages/scorecards/pieces-of.ts';

const match = (from: number, to: number, phrase: string): { from: number; to: number; phrase: string } => {
  return { from, to, phrase };
};

describe('the marked words of a tried sentence', () => {
  it('cuts the sentence where a match begins and ends', () => {
    expect(piecesOf('with a warranty of two years', [match(7, 15, 'warranty')])).toEqual([
      { from: 0, text: 'with a ', phrases: [] },
      { from: 7, text: 'warranty', phrases: ['warranty'] },
      { from: 15, text: ' of two years', phrases: [] },
    ]);
  });

  it('names both phrases where two of them overlap', () => {
    const pieces = piecesOf('free delivery', [match(0, 13, 'free ... delivery'), match(5, 13, 'delivery')]);
    expect(pieces.map(({ text, phrases }) => [text, phrases.length])).toEqual([
      ['free ', 1],
      ['delivery', 2],
    ]);
  });

  it('leaves a sentence without matches in one piece', () => {
    expect(piecesOf('good day', [])).toEqual([{ from: 0, text: 'good day', phrases: [] }]);
  });

  it('loses nothing of any sentence, and marks every word of a match', () => {
    const tried = fc.string({ minLength: 1 }).chain((sentence) => {
      const place = fc.tuple(fc.nat(sentence.length), fc.nat(sentence.length));
      const matches = fc.array(place.map(([a, b]) => match(Math.min(a, b), Math.max(a, b), 'phrase')));
      return fc.record({ sentence: fc.constant(sentence), matches });
    });
    fc.assert(
      fc.property(tried, ({ sentence, matches }) => {
        const pieces = piecesOf(sentence, matches);
        expect(pieces.map(({ text }) => text).join('')).toBe(sentence);
        for (let at = 0; at < sentence.length; at++) {
          const piece = pieces.findLast(({ from }) => from <= at);
          expect(piece?.phrases.length).toBe(matches.filter(({ from, to }) => from <= at && at < to).length);
        }
      }),
    );
  });
});
