import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../ingest/project.ts';
import { measureText, measureTitle } from '../../../score/measure-titles.ts';
import { REASONS } from '../../../score/reason-sentences.ts';
import { describeReason, reason } from '../../../score/reasons.ts';

const placeholders = (sentence: string): readonly string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
const letters = (sentence: string): string => sentence.replace(/\{\w+\}/g, '');

describe('a reason of an answer', () => {
  it.each(Object.entries(REASONS))('%s has a sentence with the same parameters in every language', (_, sentences) => {
    expect(Object.keys(sentences).sort()).toEqual([...LANGUAGES].sort());
    for (const language of LANGUAGES) {
      expect(placeholders(sentences[language])).toEqual(placeholders(sentences.en));
      expect(sentences[language]).toMatch(/\.$/);
    }
  });

  it('is written in the letters of its language', () => {
    for (const { ru, uk, bg, en, pl } of Object.values(REASONS)) {
      expect(letters(ru + uk + bg)).not.toMatch(/[a-z]/i);
      expect(letters(ru)).not.toMatch(/[іїєґ]/i);
      expect(letters(uk + bg)).not.toMatch(/[ыэё]/i);
      expect(letters(en + pl)).not.toMatch(/\p{Script=Cyrillic}/u);
    }
  });

  it('tells a measure with its unit in the language of the reader', () => {
    const long = reason('ABOVE_LIMIT', { measure: 'longestSilenceMs', value: 19_040, limit: 15_500 });
    expect(describeReason(long)).toBe('Longest silence: 19 s, above 15.5 s.');
    expect(describeReason(long, 'ru')).toBe('Самая долгая пауза: 19 с, больше нормы (15,5 с).');
    expect(describeReason(long, 'pl')).toBe('Najdłuższa cisza: 19 s, powyżej normy (15,5 s).');
    const fast = reason('WITHIN_LIMITS', { measure: 'operatorWordsPerMinute', value: 131.6 });
    expect(describeReason(fast, 'bg')).toBe('Темп на речта на оператора: 132 думи/мин, в допустимите граници.');
    expect([measureTitle('operatorTalkShare', 'uk'), measureText('operatorTalkShare', 0.614, 'uk')]).toEqual([
      'Частка мовлення оператора',
      '61 %',
    ]);
  });

  it('puts codes into words and lengths into seconds', () => {
    expect(describeReason(reason('CHANNEL_NOT_JUDGED', { channel: 'chat' }), 'pl')).toBe(
      'Nie dotyczy tego kanału: czat.',
    );
    expect(describeReason(reason('LANGUAGE_NOT_JUDGED', { language: 'pl' }), 'ru')).toMatch(/: польский\.$/);
    expect(describeReason(reason('TOO_FEW_WORDS_HEARD', { speechMs: 30_000, words: 4 }))).toBe(
      'Too few words were recognised for 30 s of speech: 4.',
    );
  });

  it('of a newer row stands for itself, and a parameter that is missing is told as missing', () => {
    expect(describeReason({ code: 'FROM_TOMORROW', params: {} }, 'bg')).toBe('FROM_TOMORROW');
    expect(describeReason(reason('VOCABULARY_MISSING'), 'en')).toBe('The project names no "?" in its vocabulary.');
  });
});
