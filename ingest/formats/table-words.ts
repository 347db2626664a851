import type { Direction } from '../call.ts';
import type { ColumnTitles } from './table-columns.ts';

/**
 * Titles that exports of calls use in English, Russian and Ukrainian, and the fields' names of APIs. No provider publishes
 * the titles of its cabinet's exports; these are words of the trade, and what is not among them is declared.
 */
export const COMMON_TITLES: ColumnTitles = {
  callId: [
    ...['callId', 'call id', 'uniqueid', 'linkedid', 'generalCallID', 'pbx_call_id', 'session id', 'id'],
    ...['id звонка', 'id вызова', 'id сессии', 'идентификатор звонка', 'id дзвінка', 'ідентифікатор дзвінка'],
  ],
  startedAt: [
    ...['startedAt', 'start time', 'started at', 'date and time', 'datetime', 'calldate', 'callstart', 'call start'],
    ...['дата и время', 'дата и время звонка', 'время начала', 'начало', 'дата і час', 'дата та час', 'час початку'],
  ],
  date: ['date', 'call date', 'дата', 'дата звонка', 'дата дзвінка'],
  time: ['time', 'call time', 'время', 'время звонка', 'час', 'час дзвінка'],
  endedAt: ['endedAt', 'end time', 'finish time', 'время окончания', 'час завершення'],
  direction: [
    ...['direction', 'call type', 'type', 'направление', 'направление звонка', 'тип', 'тип звонка', 'тип вызова'],
    ...['напрямок', 'напрям', 'тип дзвінка'],
  ],
  customer: [
    ...['customer', 'client', 'contact phone number', 'customer number', 'номер клиента', 'клиент', 'номер абонента'],
    ...['номер клієнта', 'клієнт'],
  ],
  caller: ['caller', 'from', 'src', 'clid', 'откуда', 'кто звонил', 'звонящий', 'звідки', 'хто телефонував'],
  called: ['called', 'to', 'dst', 'destination', 'куда', 'кому звонили', 'куди', 'кому телефонували'],
  operator: [
    ...[
      'operator',
      'agent',
      'employee',
      'manager',
      'extension',
      'оператор',
      'сотрудник',
      'менеджер',
      'внутренний номер',
    ],
    ...['співробітник', 'внутрішній номер'],
  ],
  queue: ['queue', 'department', 'group', 'очередь', 'отдел', 'группа', 'черга', 'відділ', 'група'],
  waitSeconds: [
    ...['waitSeconds', 'wait', 'wait time', 'waiting time', 'waittime', 'waitsec', 'wait duration', 'ожидание'],
    ...['время ожидания', 'длительность ожидания', 'очікування', 'час очікування'],
  ],
  talkSeconds: [
    ...['talkSeconds', 'talk', 'talk time', 'talk duration', 'billsec', 'время разговора', 'длительность разговора'],
    ...['разговор', 'час розмови', 'тривалість розмови', 'розмова'],
  ],
  totalSeconds: [
    ...['totalSeconds', 'duration', 'total duration', 'call duration', 'длительность', 'длительность звонка'],
    ...['общая длительность', 'тривалість', 'тривалість дзвінка', 'загальна тривалість'],
  ],
  disposition: ['disposition', 'status', 'result', 'статус', 'результат', 'статус звонка', 'статус дзвінка'],
  recording: [
    'recording',
    'record',
    'recording url',
    'запись',
    'запись разговора',
    'ссылка на запись',
    'запис',
    'запис розмови',
  ],
  campaign: ['campaign', 'utm_campaign', 'campaign name', 'кампания', 'рекламная кампания', 'кампанія'],
};

const DIRECTIONS: readonly { readonly words: RegExp; readonly is: Direction }[] = [
  { words: /^(?:in|inbound|incoming|0|вход|вхід|вхідн|входящ|przych|callback|обратный)/i, is: 'inbound' },
  { words: /^(?:out|outbound|outgoing|1$|исход|вихід|изход|wych)/i, is: 'outbound' },
  { words: /^(?:int|local|внутр|вътр|wewn)/i, is: 'internal' },
];

/** A direction in the words of an export; null = none of them. */
export function directionOf(told: string): Direction | null {
  const word = told.trim();
  // "internal" begins as "in" does.
  if (DIRECTIONS.at(-1)?.words.test(word) === true) return 'internal';
  return DIRECTIONS.find(({ words }) => words.test(word))?.is ?? null;
}

/** How a call ended in the words of an export, the first that fits. */
export const DISPOSITIONS: readonly {
  readonly words: RegExp;
  readonly is: 'answered' | 'busy' | 'failed' | 'no_answer';
}[] = [
  {
    words: /no[\s_-]?answer|not answered|unanswered|missed|lost|cancel|abandon|пропущ|потерян|не ?отве|без ответа/i,
    is: 'no_answer',
  },
  { words: /втрачен|без відповіді|не ?відпові|скасован|сброс|отмен|nieodebr/i, is: 'no_answer' },
  { words: /busy|занят|зайнят|заето|zajęt/i, is: 'busy' },
  { words: /fail|congestion|chanunavail|error|ошибк|помилк|неусп/i, is: 'failed' },
  {
    words: /answer|success|proper|repeated|transfer|отвечен|принят|успешн|відповід|прийнят|успішн|odebr/i,
    is: 'answered',
  },
];
