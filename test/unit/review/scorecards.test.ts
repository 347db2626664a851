import { describe, expect, it } from 'vitest';
import { Refused } from '../../../review/refused.ts';
import { scorecardOpened, scorecardShown, type ReadScorecard } from '../../../review/scorecards/scorecard-shown.ts';
import { SENTENCE_MAX, trySentence } from '../../../review/scorecards/try-sentence.ts';
import { scorecardHash } from '../../../score/scorecard.ts';
import { HEARD_PROJECT } from '../../harness/hearing.ts';
import { scorecardFrom, shopScorecard, shopText, VOCABULARY } from '../score/conversations.ts';

const YAML = `
id: card
version: 3
titles: { en: Card }
languages: [en, ru]
coverageFloor: 0.5
phrases:
  bye:
    en: [goodbye, (see|hear) you ... soon]
    ru: [до свидания]
sections:
  - id: talk
    titles: { en: Talk }
    criteria:
      - id: greeting
        titles: { en: Greets }
        help: { en: Say hello first. }
        weight: 6
        when: { firstSeconds: 15, firstMessages: 1 }
        na: { unlessCustomerSays: { en: [hello there], ru: [алло] } }
        says:
          en: [good (morning|evening), '{company}', hello]
          ru: [здравствуйте]
      - id: leave
        titles: { en: Takes leave }
        bonus: 4
        when: { after: { customerSays: bye }, withinSeconds: 10 }
        says: bye
  - id: manners
    titles: { en: Manners }
    criteria:
      - id: rude
        titles: { en: Not rude }
        weight: 2
        critical: true
        neverSays: { en: [your problem], ru: [ваши проблемы] }
      - id: promise
        titles: { en: Keeps it }
        weight: 1
        speaker: customer
        when: { after: { criterion: greeting }, withinSeconds: 20 }
        says: { en: [thank you], ru: [спасибо] }
      - id: pace
        titles: { en: Pace }
        penalty: 5
        measure: { name: operatorWordsPerMinute, atMost: 180 }
`;
const CARD: ReadScorecard = { scorecard: scorecardFrom(YAML), hash: scorecardHash(YAML), yaml: YAML };
const SHOP: ReadScorecard = { scorecard: shopScorecard(), hash: scorecardHash(shopText()), yaml: shopText() };

describe('a scorecard as it is shown', () => {
  it('tells what is asked and what it is worth, section by section', () => {
    const { sections, ...whole } = scorecardShown(CARD.scorecard, CARD.hash);
    expect(whole).toEqual({
      scorecardId: 'card',
      version: 3,
      hash: CARD.hash,
      titles: { en: 'Card' },
      languages: ['en', 'ru'],
      coverageFloor: 0.5,
    });
    const shown = sections.map(({ sectionId, criteria }) => [
      sectionId,
      criteria.map(({ criterionId, worth, weight, kind, critical }) => [criterionId, worth, weight, kind, critical]),
    ]);
    expect(shown).toEqual([
      [
        'talk',
        [
          ['greeting', 'weight', 6, 'says', false],
          ['leave', 'bonus', 4, 'says', false],
        ],
      ],
      [
        'manners',
        [
          ['rude', 'weight', 2, 'neverSays', true],
          ['promise', 'weight', 1, 'says', false],
          ['pace', 'penalty', 5, 'measure', false],
        ],
      ],
    ]);
    expect(sections[0]?.criteria[0]?.help).toEqual({ en: 'Say hello first.' });
  });

  it('opens to its phrases as they are written, by language, and to where they belong', () => {
    const projects = [
      { ...HEARD_PROJECT, id: 'one', scorecards: [{ scorecard: 'card', directions: [], channels: [], queues: [] }] },
      { ...HEARD_PROJECT, id: 'two' },
    ];
    const opened = scorecardOpened(CARD, projects);
    expect([opened.projects, opened.yaml]).toEqual([['one'], YAML]);
    const bye = { en: ['goodbye', '(see|hear) you ... soon'], ru: ['до свидания'] };
    const none = { phrases: {}, triggers: {}, measure: null };
    expect(opened.criteria).toEqual([
      {
        ...none,
        criterionId: 'greeting',
        when: { kind: 'first', seconds: 15, messages: 1, criterionId: '' },
        phrases: { en: ['good (morning|evening)', '{company}', 'hello'], ru: ['здравствуйте'] },
      },
      {
        ...none,
        criterionId: 'leave',
        when: { kind: 'afterCustomer', seconds: 10, messages: 3, criterionId: '' },
        phrases: bye,
        triggers: bye,
      },
      {
        ...none,
        criterionId: 'rude',
        when: { kind: 'anytime', seconds: null, messages: null, criterionId: '' },
        phrases: { en: ['your problem'], ru: ['ваши проблемы'] },
      },
      {
        ...none,
        criterionId: 'promise',
        when: { kind: 'afterCriterion', seconds: 20, messages: 3, criterionId: 'greeting' },
        phrases: { en: ['thank you'], ru: ['спасибо'] },
      },
      {
        ...none,
        criterionId: 'pace',
        when: { kind: 'anytime', seconds: null, messages: null, criterionId: '' },
        measure: { name: 'operatorWordsPerMinute', atLeast: null, atMost: 180 },
      },
    ]);
  });

  it('the shop scorecard opens with a rule for each criterion', () => {
    const { criteria } = scorecardOpened(SHOP, []);
    expect(criteria.map(({ criterionId }) => criterionId)).toEqual(SHOP.scorecard.criteria.map(({ id }) => id));
    expect(criteria.every(({ phrases, measure }) => measure !== null || (phrases.en ?? []).length > 0)).toBe(true);
  });
});

type Try = Partial<Parameters<typeof trySentence>[0]>;

function tried(criterionId: string, sentence: string, of: Try = {}): ReturnType<typeof trySentence> {
  const project = { vocabulary: VOCABULARY };
  return trySentence({ read: CARD, project, criterionId, language: 'en', sentence, ...of });
}

/** The words of the sentence that met a phrase, and the phrase. */
function met(criterionId: string, sentence: string, of: Try = {}): unknown {
  const { verdict, reason, matches } = tried(criterionId, sentence, of);
  return [verdict, reason.code, matches.map(({ from, to, phrase }) => [sentence.slice(from, to), phrase])];
}

describe('a sentence is tried on a criterion by the rules that score calls', () => {
  it('says which words meet which phrase, wherever in a call and whatever it follows', () => {
    expect(met('greeting', 'Hello! Good, good evening, this is Amber House.')).toEqual([
      'yes',
      'SAID',
      [
        ['Hello', 'hello'],
        ['Good, good evening', 'good (morning|evening)'],
        ['good evening', 'good (morning|evening)'],
        ['Amber House', '{company}'],
      ],
    ]);
    expect(met('leave', 'We hear you again very soon')).toEqual([
      'yes',
      'SAID',
      [['hear you again very soon', '(see|hear) you ... soon']],
    ]);
    expect(met('leave', 'Ну, до свидания', { language: 'ru' })).toEqual([
      'yes',
      'SAID',
      [['до свидания', 'до свидания']],
    ]);
  });

  it('says no where nothing is met', () => {
    expect(met('greeting', 'Yes, please?')).toEqual(['no', 'NOT_SAID', []]);
    expect(met('greeting', '')).toEqual(['unclear', 'TRANSCRIPT_EMPTY', []]);
  });

  it('turns round for what must never be said', () => {
    expect(met('rude', 'That is your problem.')).toEqual(['no', 'FORBIDDEN_SAID', [['your problem', 'your problem']]]);
    expect(met('rude', 'I see what the problem is.')).toEqual(['yes', 'FORBIDDEN_NOT_SAID', []]);
  });

  it("takes the customer's words where they are judged", () => {
    expect(met('promise', 'Well, thank you')).toEqual(['yes', 'SAID', [['thank you', 'thank you']]]);
  });

  it('in the language that is chosen, of those that the scorecard has', () => {
    expect(met('greeting', 'hello', { language: 'ru' })).toEqual(['no', 'NOT_SAID', []]);
    expect(met('greeting', 'hello', { language: 'pl' })).toEqual(['unclear', 'LANGUAGE_NOT_COVERED', []]);
  });

  it('with the vocabulary of the project', () => {
    const project = { vocabulary: { company: ['Blue Door'] } };
    expect(met('greeting', 'Blue Door', { project })).toEqual(['yes', 'SAID', [['Blue Door', '{company}']]]);
    expect(met('greeting', 'Blue Door', { project: { vocabulary: {} } })).toEqual([
      'unclear',
      'VOCABULARY_MISSING',
      [],
    ]);
  });

  it('a measure is of whole calls', () => {
    expect(tried('pace', 'Any words')).toEqual({
      verdict: 'na',
      reason: { code: 'MEASURE_UNKNOWN', params: { measure: 'operatorWordsPerMinute' } },
      matches: [],
    });
  });

  it('refuses what is no criterion, and more than a sentence', () => {
    const codeOf = (criterionId: string, sentence: string): string => {
      try {
        tried(criterionId, sentence);
      } catch (error) {
        if (error instanceof Refused) return error.code;
      }
      return 'not refused';
    };
    expect(codeOf('nothing', 'Hello')).toBe('NOT_FOUND');
    expect(codeOf('greeting', 'a'.repeat(SENTENCE_MAX + 1))).toBe('REQUEST_INVALID');
    expect(codeOf('greeting', 'a'.repeat(SENTENCE_MAX))).toBe('not refused');
  });
});
