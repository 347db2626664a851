import { describe, expect, it } from 'vitest';
import { answerTo, call, GOOD_EN, GOOD_RU, judged, transcript, verdicts, type Line } from './conversations.ts';

const WELL_DONE = {
  greeting: 'yes',
  company: 'yes',
  own_name: 'yes',
  need: 'yes',
  full_information: 'yes',
  payment_delivery: 'yes',
  price_question: 'yes',
  delivery_question: 'na',
  objection_price: 'yes',
  disposing_to_buy: 'yes',
  order_read_back: 'na',
  complaint_understanding: 'na',
  complaint_way_out: 'na',
  wrong_number_polite: 'na',
  wrong_number_fast: 'na',
  anything_else: 'yes',
  goodbye: 'yes',
  forbidden_phrases: 'yes',
  interruptions: 'yes',
  dead_air: 'yes',
  pace: 'yes',
  first_response: 'na',
};

/** The conversation with some of its lines said otherwise, by the second they begin at. */
function changed(lines: readonly Line[], by: Readonly<Record<number, string>>): readonly Line[] {
  return lines.map((line) => {
    const [who, from, to, text] = line;
    return [who, from, to, by[from] ?? text] as const;
  });
}

/** One fault each: what is said instead, and the only answers that change. */
const FAULTS_EN: readonly (readonly [string, Readonly<Record<number, string>>, Readonly<Record<string, string>>])[] = [
  ['no greeting', { 1: 'Amber House, my name is Clara. How can I help you?' }, { greeting: 'no' }],
  ['no company', { 1: 'Good morning, my name is Clara. How can I help you?' }, { company: 'no' }],
  ['no name', { 1: 'Good morning, Amber House. How can I help you?' }, { own_name: 'no' }],
  [
    'no question',
    { 1: 'Good morning, Amber House, my name is Clara.', 11: 'The short one costs eighty nine euros, it is in stock.' },
    { need: 'no' },
  ],
  [
    'no facts',
    { 11: 'Which length would you prefer? They are very pretty.' },
    { full_information: 'no', price_question: 'no' },
  ],
  ['no payment', { 34: 'Easily. Shall I place the order for you?' }, { payment_delivery: 'no' }],
  ['objection left', { 23: 'I really do not know about that.' }, { objection_price: 'no' }],
  ['warranty denied', { 23: 'There is no warranty on this one.' }, { objection_price: 'no' }],
  ['no objection', { 18: 'That sounds nice.' }, { objection_price: 'na' }],
  ['no offer', { 34: 'You can pay by card, and delivery takes two days.' }, { disposing_to_buy: 'no' }],
  ['nothing else asked', { 44: 'Done, you will get a message.' }, { anything_else: 'no' }],
  ['no goodbye', { 51: 'Right then.' }, { goodbye: 'no' }],
  ['rude', { 44: 'Well, that is not my problem. Anything else?' }, { forbidden_phrases: 'no' }],
  [
    'not about an order',
    {
      6: 'Hello, my parcel is broken.',
      18: 'It fell.',
      31: 'I see.',
    },
    {
      full_information: 'na',
      payment_delivery: 'na',
      price_question: 'na',
      disposing_to_buy: 'na',
      objection_price: 'na',
    },
  ],
];

const FAULTS_RU: typeof FAULTS_EN = [
  ['без приветствия', { 1: 'Магазин «Янтарный дом», меня зовут Клара. Чем могу помочь?' }, { greeting: 'no' }],
  ['без компании', { 1: 'Здравствуйте, меня зовут Клара. Чем могу помочь?' }, { company: 'no' }],
  ['без имени', { 1: 'Здравствуйте, магазин «Янтарный дом». Чем могу помочь?' }, { own_name: 'no' }],
  [
    'без вопроса',
    { 1: 'Здравствуйте, магазин «Янтарный дом», меня зовут Клара.', 11: 'Кольцо стоит три тысячи рублей.' },
    { need: 'no' },
  ],
  [
    'без сведений',
    { 11: 'Какой размер вас интересует? Они очень красивые.' },
    { full_information: 'no', price_question: 'no' },
  ],
  ['без оплаты', { 34: 'Легко. Оформляем заказ?' }, { payment_delivery: 'no' }],
  ['возражение без ответа', { 23: 'Ну, не знаю, что вам сказать.' }, { objection_price: 'no' }],
  ['нет гарантии', { 23: 'На это кольцо нет гарантии.' }, { objection_price: 'no' }],
  ['без возражения', { 18: 'Звучит неплохо.' }, { objection_price: 'na' }],
  ['не предлагает', { 34: 'Оплатить можно картой, доставим за два дня.' }, { disposing_to_buy: 'no' }],
  ['не спрашивает', { 44: 'Готово, придёт сообщение.' }, { anything_else: 'no' }],
  ['не прощается', { 51: 'Ну вот.' }, { goodbye: 'no' }],
  ['грубость', { 44: 'Я же вам сказала. Остались ли у вас вопросы?' }, { forbidden_phrases: 'no' }],
];

describe('a good conversation', () => {
  it.each([
    ['en', GOOD_EN],
    ['ru', GOOD_RU],
  ] as const)('meets every criterion and scores 100 (%s)', (language, lines) => {
    const evaluation = judged([transcript(lines, language)]);
    expect(verdicts(evaluation)).toEqual(WELL_DONE);
    expect(evaluation).toMatchObject({ score: 100, rawScore: 100, coverage: 1, autoFail: false, provisional: false });
  });

  it('proves each yes with the words, verbatim, their speaker and their time', () => {
    const evaluation = judged([transcript(GOOD_EN, 'en')]);
    const [proof] = answerTo(evaluation, 'objection_price').evidence;
    expect(proof).toMatchObject({ utteranceId: 'u5', speaker: 'operator', quote: 'warranty,' });
    expect(proof?.startMs).toBeGreaterThanOrEqual(23_000);
    expect(proof?.endMs).toBeLessThanOrEqual(30_000);
  });
});

describe.each([
  ['en', GOOD_EN, FAULTS_EN],
  ['ru', GOOD_RU, FAULTS_RU],
] as const)('one fault in a conversation (%s)', (language, lines, faults) => {
  it.each(faults)('%s changes its own answers and no other', (_, by, expected) => {
    const evaluation = judged([transcript(changed(lines, by), language)]);
    expect(verdicts(evaluation)).toEqual({ ...WELL_DONE, ...expected });
  });
});

describe('a critical criterion', () => {
  it('takes the whole score and keeps the raw one', () => {
    const rude = changed(GOOD_EN, { 44: 'Please calm down. Is there anything else?' });
    const evaluation = judged([transcript(rude, 'en')]);
    expect(evaluation.autoFail).toBe(true);
    expect(evaluation.score).toBe(0);
    expect(evaluation.rawScore).toBeCloseTo((100 * 87) / 91, 9);
    expect(answerTo(evaluation, 'forbidden_phrases').evidence[0]?.quote).toBe('Please calm down.');
  });

  it('is not failed by what the customer says', () => {
    const angry = changed(GOOD_EN, { 31: 'Calm down yourself, that is not my problem. How would I get it?' });
    expect(judged([transcript(angry, 'en')]).score).toBe(100);
  });

  it.each([
    'That is not a problem at all.',
    'No problem, my colleague will call.',
    'I am not sure what my problem here is.',
    'It is not that, my last problem was solved.',
  ])('is not failed by the harmless "%s"', (harmless) => {
    const lines = changed(GOOD_EN, { 44: `${harmless} Anything else?` });
    expect(answerTo(judged([transcript(lines, 'en')]), 'forbidden_phrases').verdict).toBe('yes');
  });
});

describe('where something is said', () => {
  it('names the company too late: no, with the late words as evidence', () => {
    const late = changed(GOOD_EN, { 1: 'Good morning, my name is Clara.', 34: 'Here at Amber House you pay by card.' });
    const answer = answerTo(judged([transcript(late, 'en')]), 'company');
    expect(answer).toMatchObject({ verdict: 'no', reason: { code: 'SAID_OUTSIDE_WINDOW' } });
    expect(answer.evidence[0]?.quote).toBe('Amber House');
  });

  it('says which stretch was searched when nothing was found', () => {
    const silent = changed(GOOD_EN, { 1: 'Amber House, my name is Clara. How can I help you?' });
    const answer = answerTo(judged([transcript(silent, 'en')]), 'greeting');
    expect(answer.searched).toEqual({ speaker: 'operator', startMs: 1000, endMs: 16_000, utterances: 2 });
  });

  it('an answer to the objection after more than 40 seconds is none', () => {
    const late: readonly Line[] = GOOD_EN.map(([who, from, to, text]) =>
      from > 22 ? [who, from + 45, to + 45, text] : [who, from, to, text],
    );
    expect(answerTo(judged([transcript(late, 'en')]), 'objection_price').verdict).toBe('no');
  });

  it('what the customer says never counts for the operator', () => {
    const swapped = changed(GOOD_EN, { 1: 'Clara.', 6: 'Good morning, is this Amber House? How much is a necklace?' });
    const evaluation = judged([transcript(swapped, 'en')]);
    expect(answerTo(evaluation, 'greeting').verdict).toBe('no');
    expect(answerTo(evaluation, 'company').verdict).toBe('no');
  });
});

describe('a poor transcript', () => {
  const silent = changed(GOOD_EN, { 1: 'Clara.' });

  it.each([
    ['a turn was not recognised in time', { doubts: ['timed_out'] as const, text: '' }, 'RECOGNITION_TIMED_OUT'],
    ['the recogniser repeated itself', { doubts: ['repeated'] as const, text: 'and and and' }, 'REPEATED_TEXT'],
  ])('leaves an absence unclear when %s', (_, extra, code) => {
    const poor = transcript(silent, 'en');
    const utterances = poor.utterances.map((one, nth) => (nth === 0 ? { ...one, ...extra } : one));
    const speech = code === 'REPEATED_TEXT' ? poor.speech.slice(1) : poor.speech;
    const alone = utterances.filter((one) => one.startMs < 5000 || one.startMs > 16_000);
    const answer = answerTo(
      judged([{ ...poor, utterances: alone, speech: speech.filter((s) => s.startMs < 5000 || s.startMs > 16_000) }]),
      'greeting',
    );
    expect(answer).toMatchObject({ verdict: 'unclear', share: null, reason: { code } });
  });

  it('leaves an absence unclear when far fewer words were heard than were spoken', () => {
    const answer = answerTo(judged([transcript(changed(GOOD_EN, { 1: 'Clara.', 11: 'Which?' }), 'en')]), 'greeting');
    expect(answer).toMatchObject({ verdict: 'unclear', reason: { code: 'TOO_FEW_WORDS_HEARD' } });
  });

  it('leaves an absence unclear when the recogniser was unsure', () => {
    const lines = changed(GOOD_EN, { 1: 'Could morning clamber horse mine aim is Clara how can eye help you' });
    const poor = transcript(lines, 'en');
    const unsure = { ...poor, utterances: poor.utterances.map((one) => ({ ...one, confidence: 0.3 })) };
    expect(answerTo(judged([unsure]), 'company')).toMatchObject({
      verdict: 'unclear',
      reason: { code: 'LOW_CONFIDENCE' },
    });
  });

  it('does not excuse an operator who kept silent', () => {
    const mute = GOOD_EN.filter(([, from]) => from !== 1 && from !== 11);
    expect(answerTo(judged([transcript(mute, 'en')]), 'greeting').verdict).toBe('no');
  });

  it('gives no score at all below the floor of coverage', () => {
    const empty = transcript(GOOD_EN, 'en', { utterances: [] });
    const evaluation = judged([empty]);
    expect(evaluation.score).toBeNull();
    expect(evaluation.coverage).toBeLessThan(0.6);
    expect(answerTo(evaluation, 'need')).toMatchObject({ verdict: 'unclear', reason: { code: 'TRANSCRIPT_EMPTY' } });
  });

  it('in a language the scorecard lacks leaves the words unclear and scores nothing', () => {
    const german: readonly Line[] = [['O', 1, 5, 'Guten Tag, womit kann ich Ihnen heute bitte weiterhelfen?']];
    const evaluation = judged([transcript(german, 'de')]);
    expect(answerTo(evaluation, 'greeting')).toMatchObject({
      verdict: 'unclear',
      reason: { code: 'LANGUAGE_NOT_COVERED', params: { language: 'de' } },
    });
    expect(evaluation.score).toBeNull();
  });
});

describe('one channel for both voices', () => {
  const mono = (lines: readonly Line[]): ReturnType<typeof transcript> =>
    transcript(
      lines.map(([, from, to, text]) => ['?', from, to, text] as const),
      'en',
      { speakersSeparated: false },
    );

  it('meets what must be said, with evidence and a mark', () => {
    const answer = answerTo(judged([mono(GOOD_EN)]), 'company');
    expect(answer).toMatchObject({ verdict: 'yes', reason: { code: 'SAID_BY_UNKNOWN_SPEAKER' } });
    expect(answer.evidence[0]).toMatchObject({ speaker: 'unknown', quote: 'Amber House,' });
  });

  it('leaves an absence and the forbidden words unclear, and only speaker-bound measures N/A', () => {
    const evaluation = judged([mono(changed(GOOD_EN, { 1: 'Clara is speaking to you this morning, what is it?' }))]);
    expect(answerTo(evaluation, 'company')).toMatchObject({ verdict: 'unclear', reason: { code: 'SPEAKER_UNKNOWN' } });
    expect(answerTo(evaluation, 'forbidden_phrases').verdict).toBe('unclear');
    expect(answerTo(evaluation, 'interruptions').verdict).toBe('na');
    expect(answerTo(evaluation, 'pace').verdict).toBe('na');
    expect(answerTo(evaluation, 'dead_air').verdict).toBe('yes');
  });

  it('does not fail an operator for forbidden words that the customer may have said', () => {
    const evaluation = judged([mono(changed(GOOD_EN, { 31: 'What do you want from me?' }))]);
    const answer = answerTo(evaluation, 'forbidden_phrases');
    expect(answer.verdict).toBe('unclear');
    expect(answer.evidence[0]?.quote).toBe('What do you want from me?');
    expect(evaluation.autoFail).toBe(false);
  });
});

describe('a chat', () => {
  const CHAT: readonly Line[] = [
    ['C', 0, 0, 'Здравствуйте! Есть у вас янтарные бусы? Сколько стоят?'],
    ['O', 40, 40, 'Здравствуйте! Магазин «Янтарный дом», меня зовут Клара.'],
    ['O', 70, 70, 'Какая длина вас интересует? Бусы стоят 2500 ₽, есть в наличии.'],
    ['C', 130, 130, 'Короткие. Как оплатить?'],
    ['O', 160, 160, 'Оплатить можно картой. Оформляем заказ?'],
    ['C', 200, 200, 'Да'],
    ['O', 220, 220, 'Готово! Остались ли у вас вопросы?'],
    ['C', 240, 240, 'Нет'],
    ['O', 250, 250, 'Спасибо за обращение, хорошего дня!'],
  ];
  const chat = call({ channel: 'chat' });
  const written = (lines: readonly Line[]): ReturnType<typeof transcript> =>
    transcript(lines, 'ru', { engine: 'written', speech: [] });

  it('is judged by messages, with the response times in place of the voice', () => {
    const evaluation = judged([written(CHAT)], chat);
    expect(verdicts(evaluation)).toEqual({
      ...WELL_DONE,
      delivery_question: 'yes',
      objection_price: 'na',
      interruptions: 'na',
      dead_air: 'na',
      pace: 'na',
      first_response: 'yes',
    });
    expect(evaluation.score).toBe(100);
    expect(evaluation.measures).toMatchObject({ firstResponseMs: 40_000, longestResponseMs: 40_000 });
  });

  it('fails the first response after more than a minute, with the number', () => {
    const slow = CHAT.map(([who, from, to, text]): Line => [who, from && from + 50, to && to + 50, text]);
    expect(answerTo(judged([written(slow)], chat), 'first_response')).toMatchObject({
      verdict: 'no',
      measured: 90_000,
      reason: { code: 'ABOVE_LIMIT', params: { measure: 'firstResponseMs', value: 90_000, limit: 60_000 } },
    });
  });
});
