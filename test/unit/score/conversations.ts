import { readFileSync } from 'node:fs';
import type { Call } from '../../../ingest/call.ts';
import type { Speaker, Transcript, Utterance } from '../../../ingest/transcript.ts';
import { evaluatorOf, type Evaluate } from '../../../score/evaluate.ts';
import type { Answer, Evaluation } from '../../../score/evaluation.ts';
import { parseScorecard, scorecardHash, type Scorecard } from '../../../score/scorecard.ts';

/** A line of a hand-written conversation: who, from which second to which, what. */
export type Line = readonly ['O' | 'C' | '?', number, number, string];

const SPEAKERS: Readonly<Record<Line[0], Speaker>> = { O: 'operator', C: 'customer', '?': 'unknown' };
const START = Date.UTC(2026, 2, 2, 9, 0, 0);

export const VOCABULARY = {
  company: [
    'Amber House',
    'Янтарный дом',
    'Бурштиновий дім',
    'Бурштинового дому',
    'Кехлибарен дом',
    'Bursztynowy Dom',
    'Bursztynowego Domu',
  ],
};

export function utterance([who, from, to, text]: Line, nth: number, language: string): Utterance {
  return {
    utteranceId: `u${String(nth + 1)}`,
    speaker: SPEAKERS[who],
    operatorId: '',
    language,
    startMs: from * 1000,
    endMs: to * 1000,
    text,
    words: [],
    confidence: null,
    doubts: [],
  };
}

export function transcript(lines: readonly Line[], language: string, extra: Partial<Transcript> = {}): Transcript {
  const utterances = lines.map((line, nth) => utterance(line, nth, language));
  return {
    schemaVersion: 1,
    project: 'amber',
    callId: 'c1',
    recordingId: 'r1',
    engine: 'hand',
    model: 'none',
    options: '{}',
    optionsHash: 'o',
    version: '1',
    audioSha256: 'a',
    language,
    durationMs: Math.max(0, ...utterances.map((one) => one.endMs)),
    speakersSeparated: true,
    complete: true,
    speech: utterances.map(({ speaker, startMs, endMs }) => ({ speaker, startMs, endMs })),
    utterances,
    ...extra,
  };
}

export function call(extra: Partial<Call> = {}): Call {
  return {
    schemaVersion: 1,
    project: 'amber',
    callId: 'c1',
    version: '7',
    direction: 'inbound',
    channel: 'voice',
    startedAt: START,
    startedAtSource: 'record',
    answeredAt: START,
    endedAt: null,
    ivrMs: null,
    disposition: 'ANSWERED',
    hangupBy: '',
    customerKey: '',
    language: '',
    campaign: '',
    attributes: {},
    parentCallId: '',
    mergedInto: '',
    queueEntries: [],
    legs: [],
    recordings: [],
    sources: ['record'],
    marks: [],
    ...extra,
  };
}

const SHOP_FILE = new URL('../../../scorecards/shop-inbound.yaml', import.meta.url);

export function shopText(): string {
  return readFileSync(SHOP_FILE, 'utf8');
}

export function shopScorecard(): Scorecard {
  return scorecardFrom(shopText());
}

export function scorecardFrom(yaml: string): Scorecard {
  const parsed = parseScorecard(yaml, 'card.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

const SHOP = shopScorecard();
const byTheShop = evaluatorBy(SHOP);

function evaluatorBy(scorecard: Scorecard): Evaluate {
  return evaluatorOf({ scorecard, scorecardHash: scorecardHash(shopText()), project: { vocabulary: VOCABULARY } });
}

/** Evaluates transcripts by the shop's scorecard; one operator. */
export function judged(transcripts: readonly Transcript[], of: Call = call(), scorecard = SHOP): Evaluation {
  const evaluations = (scorecard === SHOP ? byTheShop : evaluatorBy(scorecard))(of, transcripts);
  const [only] = evaluations;
  if (!only || evaluations.length !== 1) throw new Error(`${String(evaluations.length)} evaluations`);
  return only;
}

export function answerTo(evaluation: Evaluation, criterionId: string): Answer {
  const found = evaluation.answers.find((answer) => answer.criterionId === criterionId);
  if (!found) throw new Error(`no answer to ${criterionId}`);
  return found;
}

/** All verdicts, for comparing a whole conversation at once. */
export function verdicts(evaluation: Evaluation): Readonly<Record<string, string>> {
  return Object.fromEntries(evaluation.answers.map((answer) => [answer.criterionId, answer.verdict]));
}

/** A call in which everything is done well. */
export const GOOD_EN: readonly Line[] = [
  ['O', 1, 5, 'Good morning, Amber House, my name is Clara. How can I help you?'],
  ['C', 6, 10, 'Hello, I am looking for a silver necklace. How much does it cost?'],
  ['O', 11, 17, 'Which length would you prefer? The short one costs eighty nine euros and it is in stock.'],
  ['C', 18, 22, 'I saw one for sixty in another shop. Why is it cheaper elsewhere?'],
  ['O', 23, 30, 'Our silver comes with a two year warranty, and cleaning is free for life.'],
  ['C', 31, 33, 'I see. How would I get it?'],
  ['O', 34, 41, 'You can pay by card, and delivery takes two days. Shall I place the order for you?'],
  ['C', 42, 43, 'Yes, please do.'],
  ['O', 44, 48, 'Done. Is there anything else I can do for you?'],
  ['C', 49, 50, 'No, that is all.'],
  ['O', 51, 54, 'Thank you for calling, goodbye.'],
];

export const GOOD_RU: readonly Line[] = [
  ['O', 1, 4, 'Здравствуйте, магазин «Янтарный дом», меня зовут Клара. Чем могу помочь?'],
  ['C', 6, 10, 'Добрый день, я ищу серебряное кольцо. Сколько оно стоит?'],
  ['O', 11, 15, 'Какой размер вас интересует? Кольцо стоит три тысячи рублей и есть в наличии.'],
  ['C', 18, 22, 'А почему у вас дороже? Я в другом магазине видела дешевле.'],
  ['O', 23, 27, 'Мы даём гарантию два года, и чистка бесплатная.'],
  ['C', 31, 33, 'Понятно. А как его получить?'],
  ['O', 34, 38, 'Оплатить можно картой, доставим за два дня. Оформляем заказ?'],
  ['C', 42, 43, 'Да, давайте.'],
  ['O', 44, 46, 'Готово. Остались ли у вас вопросы?'],
  ['C', 49, 50, 'Нет, это всё.'],
  ['O', 51, 53, 'Спасибо за звонок, всего доброго!'],
];
