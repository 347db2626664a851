import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inContext } from '../../../../review/pages/call/context.ts';
import { cut, isWithin, pieceAt, piecesOf, rangesOf } from '../../../../review/pages/call/pieces.ts';

const word = (text: string, startMs: number, endMs: number): { text: string; startMs: number; endMs: number } => {
  return { text, startMs, endMs };
};
const TEXT = 'Good day, Amber House. Good day?';
const WORDS = [
  word('Good', 0, 200),
  word('day,', 200, 500),
  word('Amber', 600, 900),
  word('House.', 900, 1_300),
  word('Good', 2_000, 2_200),
  word('day?', 2_200, 2_500),
];
const pieces = piecesOf({ text: TEXT, words: WORDS });
const written = (of: readonly { readonly text: string }[]): string => of.map(({ text }) => text).join('');

describe('the words of a turn', () => {
  it('stand in its text with what lies between them, each with its own time', () => {
    expect(written(pieces)).toBe(TEXT);
    expect(pieces.filter(({ startMs }) => startMs !== null).map(({ text }) => text)).toEqual(WORDS.map((w) => w.text));
    expect(pieces.find(({ startMs }) => startMs === 2_000)).toMatchObject({ text: 'Good', from: 23 });
  });

  it('stand alone where the text is not made of them, and a text without words is one piece', () => {
    expect(written(piecesOf({ text: 'redacted', words: [word('my', 0, 1), word('card', 1, 2)] }))).toBe('my card');
    expect(piecesOf({ text: 'Hello!', words: [] })).toMatchObject([{ text: 'Hello!', startMs: null }]);
  });

  it('are said one after the other; the last one stays through a pause', () => {
    expect([-1, 100, 550, 1_500, 9_000].map((ms) => pieces[pieceAt(pieces, ms)]?.text)).toEqual([
      ...[undefined, 'Good', 'day,', 'House.', 'day?'],
    ]);
  });

  it('are marked over the time of an evidence, with the space between two of them and not around them', () => {
    expect(written(pieces.filter((_, nth) => isWithin(pieces, nth, 600, 1_300)))).toBe('Amber House.');
  });
});

describe('looking for words in the transcript', () => {
  it('finds every place, big and small letters alike, in any alphabet', () => {
    expect(rangesOf(TEXT, ' GOOD day')).toEqual([
      { from: 0, to: 8 },
      { from: 23, to: 31 },
    ]);
    expect(rangesOf('Янтарный дом', 'ДОМ')).toEqual([{ from: 9, to: 12 }]);
    expect(rangesOf(TEXT, '  ')).toEqual([]);
  });

  it('marks a part of a word without losing a letter', () => {
    const parts = cut(pieces, rangesOf(TEXT, 'ber Ho'));
    expect(written(parts)).toBe(TEXT);
    expect(written(parts.filter(({ found }) => found))).toBe('ber Ho');
    expect(parts.find(({ text }) => text === 'ber')).toMatchObject({ startMs: 600, endMs: 900 });
  });

  it('keeps the text whole whatever is looked for', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), fc.string({ maxLength: 4 }), (texts, wanted) => {
        const text = texts.join(' ');
        const shown = piecesOf({ text, words: texts.map((one, nth) => word(one, nth, nth + 1)) });
        expect(written(cut(shown, rangesOf(text, wanted)))).toBe(text);
      }),
    );
  });
});

describe('a quote', () => {
  it('is shown in its sentence, without the sentences around it', () => {
    expect(inContext('by card', 'Hello. You can pay by card or in cash. Anything else?')).toEqual({
      ...{ before: 'You can pay ', quote: 'by card', after: ' or in cash' },
    });
    expect(inContext('Good day?', TEXT)).toEqual({ before: '', quote: 'Good day?', after: '' });
  });

  it('stands alone where the text does not hold it, and a long sentence is cut at a word', () => {
    expect(inContext('never said', TEXT)).toEqual({ before: '', quote: 'never said', after: '' });
    const { before } = inContext('end', `${'word '.repeat(40)}end`);
    expect(before).toMatch(/^… word/);
    expect(before.length).toBeLessThan(100);
  });
});
