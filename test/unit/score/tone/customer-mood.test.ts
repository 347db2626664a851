import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { customerMoods, moodTrend } from '../../../../score/tone/customer-mood.ts';
import { LEXICONS, moodIn, toneConversation, TONE_LANGUAGES, type Line } from '../../../harness/tone.ts';

const Sentences = z.object({
  positive: z.array(z.string()),
  negative: z.array(z.string()),
  neutral: z.array(z.string()),
  denied: z.array(z.tuple([z.string(), z.string(), z.enum(['positive', 'negative'])])),
});

/** Of the utterances that have a mood: how many speak, how many of those are right and opposite; neutral ones kept; pairs. */
type Reached = {
  readonly speaks: number;
  readonly right: number;
  readonly opposite: number;
  readonly neutralKept: number;
  readonly pairs: number;
};

const asWritten = (text: string): string => text;
/** As a recogniser without punctuation gives it. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'’ -]/gu, '')
    .trim();

function measured(file: string, language: string, form: (text: string) => string): Reached {
  const sentences = Sentences.parse(parse(readFileSync(`test/fixtures/tone/${file}.yaml`, 'utf8')));
  const signOf = (text: string): number => Math.sign(moodIn(language, form(text))?.valence ?? 0);
  const told = [...sentences.positive.map((text) => signOf(text)), ...sentences.negative.map((text) => -signOf(text))];
  const pairs = sentences.denied.filter(([plain, denial, sign]) => {
    const own = sign === 'positive' ? 1 : -1;
    return signOf(plain) === own && (own === 1 ? signOf(denial) === -1 : signOf(denial) !== -1);
  });
  return {
    speaks: told.filter((sign) => sign !== 0).length,
    right: told.filter((sign) => sign === 1).length,
    opposite: told.filter((sign) => sign === -1).length,
    neutralKept: sentences.neutral.filter((text) => signOf(text) === 0).length,
    pairs: pairs.length,
  };
}

/** What was reached is the floor: it may only get better. */
function expectAtLeast(found: Reached, floor: Reached): void {
  expect(found.right).toBeGreaterThanOrEqual(floor.right);
  expect(found.opposite).toBeLessThanOrEqual(floor.opposite);
  expect(found.neutralKept).toBeGreaterThanOrEqual(floor.neutralKept);
  expect(found.pairs).toBeGreaterThanOrEqual(floor.pairs);
}

describe.each(TONE_LANGUAGES)('sentences of customers in %s', (language) => {
  it.each([
    { form: asWritten, name: 'as written' },
    { form: bare, name: 'without case and punctuation' },
  ])('of 40 with a mood, 20 without and 10 pairs of denial, read $name, all are told', ({ form }) => {
    expectAtLeast(measured(language, language, form), {
      speaks: 40,
      right: 40,
      opposite: 0,
      neutralKept: 20,
      pairs: 10,
    });
  });
});

describe('idioms and events that no list was written for: 24 with a mood, 16 without, 5 pairs', () => {
  it.each([
    { language: 'ru', floor: { speaks: 4, right: 4, opposite: 0, neutralKept: 15, pairs: 5 } },
    { language: 'uk', floor: { speaks: 5, right: 5, opposite: 0, neutralKept: 15, pairs: 5 } },
    { language: 'bg', floor: { speaks: 4, right: 4, opposite: 0, neutralKept: 15, pairs: 4 } },
    { language: 'pl', floor: { speaks: 4, right: 4, opposite: 0, neutralKept: 15, pairs: 3 } },
    { language: 'en', floor: { speaks: 4, right: 3, opposite: 1, neutralKept: 13, pairs: 3 } },
  ])(
    'in $language are mostly passed over in silence, and hardly ever taken for their opposite',
    ({ language, floor }) => {
      expectAtLeast(measured(`held-${language}`, language, asWritten), floor);
    },
  );
});

describe('a mood', () => {
  it('is turned by one negation and not by two', () => {
    expect(moodIn('ru', 'я не доволен')?.valence).toBeLessThan(0);
    expect(moodIn('ru', 'не могу не похвалить мастера')?.valence).toBeGreaterThan(0);
    expect(moodIn('en', 'I am not unhappy with it')?.valence).toBeGreaterThan(0);
  });

  it('is stronger with a word of intensity and weaker with one that takes back', () => {
    const [plain, strong, weak] = ['I am annoyed', 'I am very annoyed', 'I am slightly annoyed'].map(
      (text) => moodIn('en', text)?.valence ?? 0,
    );
    expect(strong).toBeLessThan(plain ?? 0);
    expect(weak).toBeGreaterThan(plain ?? 0);
  });

  it('is that after the "but"', () => {
    expect(moodIn('pl', 'Obsługa świetna, ale jestem rozczarowana jakością')?.valence).toBeLessThan(0);
    expect(moodIn('bg', 'Закъсняха, но съм много доволна')?.valence).toBeGreaterThan(0);
  });

  it('is none under a condition, after a refusal, in a bare thanks', () => {
    for (const text of ['если будет плохо, я позвоню', 'нет, спасибо', 'спасибо, до свидания'])
      expect(moodIn('ru', text)).toBeNull();
  });

  it('is none in a question, unless the word is strong', () => {
    expect(moodIn('en', 'Is it a good one, or is it broken?')).toBeNull();
    expect(moodIn('pl', 'Ile można czekać?')?.valence).toBeLessThan(0);
  });

  it('is not the praise that another is quoted with', () => {
    expect(moodIn('en', 'You said that everything is perfect')).toBeNull();
  });

  it('is heard in Russian and Ukrainian mixed within an utterance, whatever the recogniser calls it', () => {
    expect(moodIn('ru', 'дякую вам дуже, все чудово')?.valence).toBeGreaterThan(0);
    expect(moodIn('uk', 'мне всё очень понравилось')?.valence).toBeGreaterThan(0);
    expect(moodIn('uk', 'мені треба чайник')).toBeNull();
  });

  it('quotes what it rests on, verbatim and where it was said', () => {
    const text = 'Ну, честно говоря, Я ОЧЕНЬ НЕДОВОЛЬНА.';
    const [evidence] = moodIn('ru', text)?.evidence ?? [];
    expect(evidence).toMatchObject({ quote: 'НЕДОВОЛЬНА', wording: 'ru.dissatisfied' });
    expect(evidence?.startMs).toBe(Math.round((1_500 * text.indexOf('НЕДОВОЛЬНА')) / text.length));
  });
});

describe('the trend of the customer over a call', () => {
  const trendOf = (...lines: readonly Line[]): ReturnType<typeof moodTrend> => {
    const conversation = toneConversation('en', lines);
    return moodTrend(conversation, customerMoods(conversation, LEXICONS));
  };

  it('is the mean of the last third of the utterances less that of the first', () => {
    expect(
      trendOf(
        ['customer', 'I am angry.'],
        ['operator', 'I am sorry.'],
        ['customer', 'It is number four.'],
        ['customer', 'I am happy with it.'],
      ),
    ).toEqual({ start: -0.9, end: 0.7, change: 1.6, n: 2 });
  });

  it('is unknown when one of the thirds does not speak, and with fewer than three utterances', () => {
    expect(trendOf(['customer', 'I am angry.'], ['customer', 'Number four.'], ['customer', 'Yes.'])).toEqual({
      start: -0.9,
      end: null,
      change: null,
      n: 1,
    });
    expect(trendOf(['customer', 'I am angry.'], ['customer', 'I am happy.']).change).toBeNull();
  });
});
