import type { Language } from '../ingest/project.ts';
import type { ConversationMeasures } from './evaluation.ts';
import type { Sentences } from './reason-sentences.ts';

export type Measure = keyof ConversationMeasures;
type Unit = 'ms' | 'share' | 'count' | 'words/min';
type Named = { readonly unit: Unit; readonly titles: Sentences };

const named = (unit: Unit, titles: Sentences): Named => ({ unit, titles });

/** How measures are named and in which unit they are kept; people read seconds and percent. */
const MEASURES: Readonly<Record<Measure, Named>> = {
  durationMs: named('ms', { en: 'Length', ru: 'Длительность', uk: 'Тривалість', bg: 'Времетраене', pl: 'Długość' }),
  operatorTalkShare: named('share', {
    en: "Operator's talk share",
    ru: 'Доля речи оператора',
    uk: 'Частка мовлення оператора',
    bg: 'Дял на речта на оператора',
    pl: 'Udział mowy operatora',
  }),
  operatorTalkMs: named('ms', {
    en: "Operator's talk",
    ru: 'Речь оператора',
    uk: 'Мовлення оператора',
    bg: 'Реч на оператора',
    pl: 'Mowa operatora',
  }),
  customerTalkMs: named('ms', {
    en: "Customer's talk",
    ru: 'Речь клиента',
    uk: 'Мовлення клієнта',
    bg: 'Реч на клиента',
    pl: 'Mowa klienta',
  }),
  silenceMs: named('ms', { en: 'Silence', ru: 'Тишина', uk: 'Тиша', bg: 'Тишина', pl: 'Cisza' }),
  longestSilenceMs: named('ms', {
    en: 'Longest silence',
    ru: 'Самая долгая пауза',
    uk: 'Найдовша пауза',
    bg: 'Най-дълга пауза',
    pl: 'Najdłuższa cisza',
  }),
  deadAirCount: named('count', {
    en: 'Dead air, times',
    ru: 'Долгие паузы, раз',
    uk: 'Довгі паузи, разів',
    bg: 'Дълги паузи, пъти',
    pl: 'Martwa cisza, razy',
  }),
  talkOverMs: named('ms', {
    en: 'Talk-over',
    ru: 'Говорят одновременно',
    uk: 'Говорять одночасно',
    bg: 'Говорят едновременно',
    pl: 'Mówienie jednocześnie',
  }),
  operatorInterruptions: named('count', {
    en: 'Interruptions by the operator',
    ru: 'Оператор перебивает, раз',
    uk: 'Оператор перебиває, разів',
    bg: 'Операторът прекъсва, пъти',
    pl: 'Operator przerywa, razy',
  }),
  operatorWordsPerMinute: named('words/min', {
    en: "Operator's pace",
    ru: 'Темп речи оператора',
    uk: 'Темп мовлення оператора',
    bg: 'Темп на речта на оператора',
    pl: 'Tempo mowy operatora',
  }),
  customerWordsPerMinute: named('words/min', {
    en: "Customer's pace",
    ru: 'Темп речи клиента',
    uk: 'Темп мовлення клієнта',
    bg: 'Темп на речта на клиента',
    pl: 'Tempo mowy klienta',
  }),
  firstResponseMs: named('ms', {
    en: 'First response',
    ru: 'Первый ответ',
    uk: 'Перша відповідь',
    bg: 'Първи отговор',
    pl: 'Pierwsza odpowiedź',
  }),
  longestResponseMs: named('ms', {
    en: 'Longest response',
    ru: 'Самый долгий ответ',
    uk: 'Найдовша відповідь',
    bg: 'Най-бавен отговор',
    pl: 'Najdłuższa odpowiedź',
  }),
};

const SECONDS: Sentences = { en: 's', ru: 'с', uk: 'с', bg: 'сек', pl: 's' };
const PACE: Sentences = { en: 'words/min', ru: 'слов/мин', uk: 'слів/хв', bg: 'думи/мин', pl: 'słów/min' };

export function isMeasure(name: string | number | undefined): name is Measure {
  return typeof name === 'string' && Object.hasOwn(MEASURES, name);
}

export function measureTitle(name: Measure, language: Language): string {
  return MEASURES[name].titles[language];
}

/** A measure as people read it: ms as seconds with a decimal, shares as percent, with the unit. */
export function measureText(name: Measure, value: number, language: Language): string {
  switch (MEASURES[name].unit) {
    case 'ms':
      return secondsText(value, language);
    case 'share':
      return `${String(Math.round(value * 100))} %`;
    case 'words/min':
      return `${String(Math.round(value))} ${PACE[language]}`;
    case 'count':
      return String(value);
  }
}

export function secondsText(ms: number, language: Language): string {
  return `${numberText(Math.round(ms / 100) / 10, language)} ${SECONDS[language]}`;
}

export function numberText(value: number, language: Language): string {
  return value.toLocaleString(language, { maximumFractionDigits: 2, useGrouping: false });
}
