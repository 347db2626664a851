import { describe, expect, it } from 'vitest';
import { inSentence } from '../../../cli/sentence.ts';

describe('a quote', () => {
  const text = 'Well, hello. That is not my problem, because he left. Goodbye!';

  it('is shown in its sentence, in brackets', () => {
    expect(inSentence('not my problem,', text)).toBe('“That is [not my problem,] because he left.”');
  });

  it('that is the whole sentence stands alone', () => {
    expect(inSentence('Goodbye!', text)).toBe('“Goodbye!”');
    expect(inSentence('Goodbye', 'Goodbye!')).toBe('“Goodbye”');
  });

  it('at the beginning or the end of what was said keeps to its own sentence', () => {
    expect(inSentence('hello.', text)).toBe('“Well, [hello.]”');
    expect(inSentence('That', text)).toBe('“[That] is not my problem, because he left.”');
  });

  it('that is not in the text is shown as it is', () => {
    expect(inSentence('something else', text)).toBe('“something else”');
  });

  it('is found in Cyrillic as well', () => {
    expect(inSentence('меня зовут', 'Здравствуйте! Вы в магазине, меня зовут Анна.')).toBe(
      '“Вы в магазине, [меня зовут] Анна.”',
    );
  });
});
