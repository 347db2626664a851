import { describe, expect, it } from 'vitest';
import { answerTo, GOOD_EN, GOOD_RU, judged, transcript, type Line } from './conversations.ts';

function withLine(lines: readonly Line[], at: number, text: string): readonly Line[] {
  return lines.map(([who, from, to, old]): Line => [who, from, to, from === at ? text : old]);
}

/** What a recogniser makes of the words, in whose turn, and the criterion that must survive it. */
const HEARD_EN: readonly (readonly [string, number, string])[] = [
  ['company', 1, 'Good morning, Ambar House, my name is Clara. How can I help you?'],
  ['company', 1, 'Good morning amber house my name is clara how can i help you'],
  ['company', 1, 'Good morning, Amber um House, my name is Clara. How can I help?'],
  ['own_name', 1, 'Good morning, Amber House, my names Clara. How can I help you?'],
  ['greeting', 1, 'Good mornings Amber House my name is Clara. How can I help you?'],
  ['objection_price', 23, 'Our silver has a two year warrenty, it is well made and lasts.'],
  ['objection_price', 23, 'Our silver has garantee for two years, it is well made and lasts.'],
  ['payment_delivery', 34, 'You can pay with your cards, it is with you in a while. Shall I place the order for you?'],
  ['disposing_to_buy', 34, 'Pay by card, delivery takes two days. Would you like me to place that order?'],
  ['anything_else', 44, 'Done. Is their anything um else I can do for you?'],
  ['goodbye', 51, 'Well that was it, goodby then.'],
];

const HEARD_RU: readonly (readonly [string, number, string])[] = [
  ['greeting', 1, 'Здравствуте магазин янтарный дом меня зовут клара чем могу помочь'],
  ['greeting', 1, 'Приведствую, магазин «Янтарный дом», меня зовут Клара.'],
  ['company', 1, 'Здравствуйте, магазин Интарный дом, меня зовут Клара.'],
  ['company', 1, 'Здравствуйте, магазина янтарного дом, меня зовут Клара.'],
  ['own_name', 1, 'Здравствуйте, магазин «Янтарный дом», меня завут Клара.'],
  ['objection_price', 23, 'Мы даем горантию два года, и это надолго.'],
  ['full_information', 11, 'Какой размер вам? Кольцо стоило три тысячи рублями.'],
  ['payment_delivery', 34, 'Оплатите картою, и всё. Оформляем заказ?'],
  ['disposing_to_buy', 34, 'Оплатить можно картой. Оформлям заказы?'],
  ['anything_else', 44, 'Готово. Остались у вас вопрос?'],
  ['goodbye', 51, 'Спосибо за звонок.'],
];

describe.each([
  ['en', GOOD_EN, HEARD_EN],
  ['ru', GOOD_RU, HEARD_RU],
] as const)('slips of a recogniser (%s)', (language, lines, heard) => {
  it.each(heard)('%s is still found in the turn at second %d: %s', (criterionId, at, text) => {
    const answer = answerTo(judged([transcript(withLine(lines, at, text), language)]), criterionId);
    expect(answer.verdict).toBe('yes');
    expect(answer.evidence.map((one) => text.includes(one.quote))).toEqual(answer.evidence.map(() => true));
  });

  it('a slip lowers the confidence of the answer, a clean hearing leaves it at 1', () => {
    const slip = language === 'en' ? 'Good day, Ambar House.' : 'Здравствуйте, янтаный дом.';
    const clean = answerTo(judged([transcript(lines, language)]), 'company');
    const slipped = answerTo(judged([transcript(withLine(lines, 1, slip), language)]), 'company');
    expect(clean.confidence).toBe(1);
    expect(slipped).toMatchObject({ verdict: 'yes' });
    expect(slipped.confidence).toBeLessThan(1);
    expect(slipped.confidence).toBeGreaterThan(0.7);
  });
});

describe('a phrase across two turns of one speaker', () => {
  const split = (gapS: number): readonly Line[] => [
    ['O', 1, 2, 'Good morning, this is Amber'],
    ['O', 2 + gapS, 4 + gapS, 'House, and how are you today, dear customer?'],
  ];

  it('is found when they are no more than a second and a half apart, with evidence in both', () => {
    const answer = answerTo(judged([transcript(split(1.5), 'en')]), 'company');
    expect(answer.verdict).toBe('yes');
    expect(answer.evidence.map((one) => [one.utteranceId, one.quote])).toEqual([
      ['u1', 'Amber'],
      ['u2', 'House,'],
    ]);
  });

  it('is not found when they are further apart', () => {
    expect(answerTo(judged([transcript(split(1.6), 'en')]), 'company').verdict).toBe('no');
  });
});
