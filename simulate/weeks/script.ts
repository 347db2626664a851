import { AVERAGE_SKILL, type Saying, type Says } from '../options.ts';
import { between, chance, type Random } from '../random.ts';
import { personOf } from './crew.ts';

/** What the script asks of an operator: the criteria of scorecards/shop-inbound.yaml that words decide. */
export const POINTS = [
  ...(['greeting', 'company', 'own_name', 'need', 'full_information', 'objection_price'] as const),
  ...([
    'payment_delivery',
    'disposing_to_buy',
    'order_read_back',
    'anything_else',
    'goodbye',
    'forbidden_phrases',
  ] as const),
];
export type Point = (typeof POINTS)[number];

/** Of the customers so many say that it is cheaper elsewhere. */
const OBJECTS = 0.4;
/** Who never keeps to the script is rude in so many of the conversations. */
const RUDE = 0.2;

/** A part of the conversation: what the operator says who does what the script asks, and who does not. */
type Part =
  | { readonly customer: string; readonly only?: 'objects' }
  | { readonly point: Point; readonly done: string; readonly left: string };

type Talk = readonly Part[];

const EN: Talk = [
  { point: 'greeting', done: 'Good afternoon.', left: 'Yes, please.' },
  { point: 'company', done: 'Amber House.', left: '' },
  { point: 'own_name', done: 'My name is {name}.', left: '' },
  { customer: 'I would like to order the oak bedside table.' },
  { point: 'need', done: 'Which colour would you like, the dark one or the bright one?', left: 'One moment.' },
  { customer: 'The dark one.' },
  { point: 'full_information', done: 'It is in stock and costs sixty two euros.', left: 'Yes, there it is.' },
  { customer: 'I saw it cheaper elsewhere.', only: 'objects' },
  { point: 'objection_price', done: 'Ours is handmade and has a guarantee of three years.', left: 'I see.' },
  { customer: 'And how do I get it?' },
  { point: 'payment_delivery', done: 'We deliver tomorrow, and you pay by card.', left: 'That is no trouble.' },
  { point: 'forbidden_phrases', done: '', left: 'The rest is not my problem.' },
  { point: 'disposing_to_buy', done: 'Shall I place the order for you?', left: 'It is up to you.' },
  { customer: 'Yes, I will take it.' },
  { point: 'order_read_back', done: 'Let me repeat the order, one dark bedside table.', left: 'Good.' },
  { point: 'anything_else', done: 'Is there anything else?', left: 'All right.' },
  { customer: 'No, that was all.' },
  { point: 'goodbye', done: 'Thank you for calling, goodbye.', left: 'Fine.' },
];

const RU: Talk = [
  { point: 'greeting', done: 'Добрый день.', left: 'Да, слушаю.' },
  { point: 'company', done: 'Янтарный дом.', left: '' },
  { point: 'own_name', done: 'Меня зовут {name}.', left: '' },
  { customer: 'Я хотел бы заказать дубовую тумбочку.' },
  { point: 'need', done: 'Какой цвет вас интересует, тёмный или светлый?', left: 'Минуту.' },
  { customer: 'Тёмный.' },
  { point: 'full_information', done: 'Она есть в наличии и стоит шестьдесят два евро.', left: 'Да, вот она.' },
  { customer: 'Я видел такую в другом магазине дешевле.', only: 'objects' },
  { point: 'objection_price', done: 'У нашей ручная работа и гарантия три года.', left: 'Понятно.' },
  { customer: 'И как её получить?' },
  { point: 'payment_delivery', done: 'Доставим завтра, оплатить можно картой.', left: 'Это несложно.' },
  { point: 'forbidden_phrases', done: '', left: 'Остальное не мои проблемы.' },
  { point: 'disposing_to_buy', done: 'Оформить вам заказ?', left: 'Подумайте.' },
  { customer: 'Да, беру её.' },
  { point: 'order_read_back', done: 'Повторю заказ, тёмная тумбочка.', left: 'Хорошо.' },
  { point: 'anything_else', done: 'Остались ли у вас вопросы?', left: 'Ясно.' },
  { customer: 'Нет, это всё.' },
  { point: 'goodbye', done: 'Спасибо за звонок, до свидания.', left: 'Ну всё.' },
];

const TALKS = { en: EN, ru: RU } as const;

export type ScriptedTalk = {
  /** Points that applied, and whether they were done. */
  readonly points: ReadonlyMap<Point, boolean>;
  readonly said: readonly { readonly speaker: Saying['speaker']; readonly text: string }[];
};

/** What is said, decided point by point: the better the operator, the fewer are left out. */
function scriptedTalk(operatorId: string, language: 'en' | 'ru', random: Random): ScriptedTalk {
  const person = personOf(operatorId);
  const { adherence } = person ?? AVERAGE_SKILL;
  const objects = chance(random, OBJECTS);
  const points = new Map<Point, boolean>();
  const said = TALKS[language].flatMap((part): ScriptedTalk['said'] => {
    if ('customer' in part)
      return part.only === 'objects' && !objects ? [] : [{ speaker: 'customer', text: part.customer }];
    if (part.point === 'objection_price' && !objects) return [];
    const done = chance(random, part.point === 'forbidden_phrases' ? 1 - RUDE * (1 - adherence) : adherence);
    points.set(part.point, done);
    const text = (done ? part.done : part.left).replace('{name}', person?.called[language] ?? '');
    return text === '' ? [] : [{ speaker: 'operator', text }];
  });
  return { points, said };
}

/** A comfortable pace, of which people differ. */
const WORD_MS = 430;
const SHORTEST_MS = 600;
/** A breath between two turns at most. */
const LONGEST_GAP_MS = 9_000;

/** A scripted talk spread over the time that the operator talked; in a short one all of them hurry. */
export function saidInScript(
  { operatorId, talkMs }: Parameters<Says>[0],
  language: string,
  random: Random,
): { readonly points: ScriptedTalk['points']; readonly sayings: readonly Saying[] } {
  const { points, said } = scriptedTalk(operatorId, language === 'ru' ? 'ru' : 'en', random);
  const wordMs = WORD_MS * between(random, 0.85, 1.15);
  const lengths = said.map(({ text }) => Math.max(SHORTEST_MS, text.split(' ').length * wordMs));
  const speechMs = lengths.reduce((sum, ms) => sum + ms, 0);
  const scale = Math.min(1, (0.9 * talkMs) / speechMs);
  const gapMs = Math.min(LONGEST_GAP_MS, (talkMs - scale * speechMs) / said.length);
  let fromMs = 0;
  const sayings = said.map((one, nth) => {
    const startMs = Math.round(fromMs);
    const endMs = Math.round(fromMs + scale * (lengths[nth] ?? 0));
    fromMs = endMs + gapMs;
    return { ...one, startMs, endMs };
  });
  return { points, sayings };
}

export const saysByScript: Says = (leg, language, random) => saidInScript(leg, language, random).sayings;
