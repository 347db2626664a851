import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../ingest/project.ts';
import { similarity } from '../../../score/similarity.ts';
import { stemOf } from '../../../score/stems.ts';
import { keyOf, tokensOf } from '../../../score/words.ts';

const LETTERS = 'абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґabcdefghijklmnopqrstuvwxyząćęłńóśźż';
const ENDINGS = ['ен', 'ият', 'ото', 'ите', 'ове', 'ами', 'ться', 'ющий', 'ні', 'ość', 'ami', 'ing', 'ness', ''];
const word = fc
  .tuple(fc.array(fc.constantFrom(...LETTERS.split('')), { minLength: 1, maxLength: 12 }), fc.constantFrom(...ENDINGS))
  .map(([letters, ending]) => letters.join('') + ending);

function alike(language: string, a: string, b: string): number {
  const [wanted, heard] = [keyOf(a), keyOf(b)];
  return similarity({ key: wanted, stem: stemOf(wanted, language) }, { key: heard, stem: stemOf(heard, language) });
}

describe('stemming', () => {
  it('never throws and never leaves a word without letters, in any language, on any word', () => {
    fc.assert(
      fc.property(word, fc.constantFrom(...LANGUAGES, 'de', ''), (any, language) => {
        expect(stemOf(any, language).length).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });

  it('survives the Bulgarian words on which the stemmer itself fails', () => {
    expect(stemOf('доволен', 'bg').length).toBeGreaterThan(0);
    expect(stemOf('страхотен', 'bg').length).toBeGreaterThan(0);
  });

  it.each([
    ['en', 'order', 'orders'],
    ['ru', 'заказ', 'заказы'],
    ['uk', 'замовлення', 'замовленням'],
    ['bg', 'поръчка', 'поръчката'],
    ['pl', 'zamówienie', 'zamówienia'],
  ])('joins the forms of a word (%s: %s, %s)', (language, a, b) => {
    expect(alike(language, a, b)).toBeGreaterThan(0.8);
  });
});

describe('what is never taken for one another', () => {
  it.each([
    ['ru', 'доволен', 'недоволен'],
    ['en', 'available', 'unavailable'],
    ['en', 'sixty', 'sixteen'],
    ['en', 'fifty', 'fifth'],
    ['ru', 'пятьдесят', 'шестьдесят'],
    ['en', '1500', '1600'],
    ['en', 'not', 'now'],
    ['ru', 'не', 'на'],
    ['en', "don't", 'done'],
    ['ru', 'наличии', 'наличными'],
  ])('%s: %s, %s', (language, a, b) => {
    expect(alike(language, a, b)).toBe(0);
    expect(alike(language, b, a)).toBe(0);
  });
});

describe('words', () => {
  it('are compared without case, marks, apostrophes and the dots of ё', () => {
    expect(tokensOf('Ещё раз: don’t — п’ять, €99!').map((token) => token.key)).toEqual([
      'еще',
      'раз',
      'dont',
      'пять',
      '€',
      '99',
    ]);
  });

  it('stand where the text has them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        for (const { key, start, end } of tokensOf(text)) expect(keyOf(text.slice(start, end))).toBe(key);
      }),
    );
  });
});
