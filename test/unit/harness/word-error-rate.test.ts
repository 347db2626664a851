import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spokenWords, totalErrors, wordErrors } from '../../harness/word-error-rate.ts';

describe('word error rate', () => {
  test('is zero when everything was heard', () => {
    expect(wordErrors('Good morning, Amber House.', 'good morning Amber House')).toEqual({
      errors: 0,
      words: 4,
      rate: 0,
    });
  });

  test('counts a word exchanged, a word left out and a word put in as one error each', () => {
    expect(wordErrors('May I ask where it stands', 'May I ask when it stands').errors).toBe(1);
    expect(wordErrors('May I ask where it stands', 'May ask where it stands').errors).toBe(1);
    expect(wordErrors('May I ask where it stands', 'May I ask you where it stands').errors).toBe(1);
    expect(wordErrors('a b c d', 'b c x d e')).toEqual({ errors: 3, words: 4, rate: 0.75 });
  });

  test('is one when nothing was heard and above one when more was invented than said', () => {
    expect(wordErrors('That is all', '').rate).toBe(1);
    expect(wordErrors('Yes', 'Next slide please').rate).toBe(3);
  });

  test('has no value when nothing was said, and still counts what was invented', () => {
    expect(wordErrors('', 'Thank you')).toEqual({ errors: 2, words: 0, rate: null });
  });

  test('hears a lost negation as an error', () => {
    expect(wordErrors('That is not my problem', 'That is my problem').errors).toBe(1);
  });

  test('sums errors and words over calls instead of averaging rates', () => {
    const parts = [
      { errors: 1, words: 2, rate: 0.5 },
      { errors: 0, words: 98, rate: 0 },
    ];
    expect(totalErrors(parts)).toEqual({ errors: 1, words: 100, rate: 0.01 });
    expect(totalErrors([]).rate).toBeNull();
  });

  test.each([
    ['eighty-nine euros', '€89'],
    ['one hundred and twenty euros', '120 euros'],
    ['two hundred five', '205'],
    ['twenty euros', '20 €'],
    ["I'm sure that's it", 'I am sure that is it'],
    ["I'd like to, but it doesn't work", 'I would like to, but it does not work'],
    ['We can not. Good bye!', "We can't, goodbye"],
    ['two-year warranty', 'two year warranty'],
    ['Пришлём ещё', 'пришлем еще'],
  ])('takes %s and %s for the same words', (said, heard) => {
    expect(spokenWords(said)).toEqual(spokenWords(heard));
  });

  test('keeps numbers apart that were said apart', () => {
    expect(spokenWords('five six twenty')).toEqual(['5', '6', '20']);
    expect(spokenWords('eighty ten')).toEqual(['80', '10']);
  });

  const text = fc.array(fc.constantFrom('lamp', 'table', 'not', 'the', 'order'), { maxLength: 12 });

  test('never exceeds the longer text and never falls below the difference in length', () => {
    fc.assert(
      fc.property(text, text, (said, heard) => {
        const { errors } = wordErrors(said.join(' '), heard.join(' '));
        expect(errors).toBeLessThanOrEqual(Math.max(said.length, heard.length));
        expect(errors).toBeGreaterThanOrEqual(Math.abs(said.length - heard.length));
      }),
    );
  });

  test('counts the same errors in both directions', () => {
    fc.assert(
      fc.property(text, text, (said, heard) => {
        expect(wordErrors(said.join(' '), heard.join(' ')).errors).toBe(
          wordErrors(heard.join(' '), said.join(' ')).errors,
        );
      }),
    );
  });
});
