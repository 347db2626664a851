import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Verdict } from '../../../score/evaluation.ts';
import { scoreOf } from '../../../score/score.ts';
import { call, GOOD_EN, GOOD_RU, judged, scorecardFrom, transcript, type Line } from './conversations.ts';

const phrase = fc.constantFrom(...[...GOOD_EN, ...GOOD_RU].map(([, , , text]) => text), 'Calm down.', 'um', '', '…?');
const line: fc.Arbitrary<Line> = fc
  .tuple(fc.constantFrom('O', 'C', '?'), fc.nat(120), fc.nat(8), phrase)
  .map(([who, from, length, text]): Line => [who, from, from + length, text]);
const lines = fc.array(line, { maxLength: 25 });
const language = fc.constantFrom('en', 'ru', 'pl', '');
const channel = fc.constantFrom('voice' as const, 'chat' as const);

describe('an evaluation of any conversation', () => {
  it('does not depend on the order in which utterances came in', () => {
    fc.assert(
      fc.property(lines, language, channel, fc.boolean(), (spoken, lang, via, separated) => {
        const whole = transcript(spoken, lang, { speakersSeparated: separated });
        const turned = { ...whole, utterances: whole.utterances.toReversed(), speech: whole.speech.toReversed() };
        const of = call({ channel: via });
        expect(judged([turned], of)).toEqual(judged([whole], of));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps scores within 0 and 100, coverage within 0 and 1, and every quote verbatim', () => {
    fc.assert(
      fc.property(lines, language, channel, (spoken, lang, via) => {
        const evaluation = judged([transcript(spoken, lang)], call({ channel: via }));
        for (const score of [evaluation.score, evaluation.rawScore]) expect(score ?? 50).toSatisfy(within(0, 100));
        expect(evaluation.coverage ?? 0).toSatisfy(within(0, 1));
        for (const { evidence } of evaluation.answers)
          for (const { utteranceId, quote } of evidence) {
            const source = spoken[Number(utteranceId.slice(1)) - 1]?.[3] ?? '';
            expect(quote).not.toBe('');
            expect(source).toContain(quote);
          }
      }),
      { numRuns: 60 },
    );
  });
});

const CARD = scorecardFrom(`
id: card
version: 1
titles: { en: Card }
languages: [en]
coverageFloor: 0.6
sections:
  - id: only
    titles: { en: Only }
    criteria:
      - { id: plain, titles: { en: Plain }, weight: 3, says: { en: [plain] } }
      - { id: extra, titles: { en: Extra }, bonus: 5, says: { en: [extra] } }
      - { id: minus, titles: { en: Minus }, penalty: 7, neverSays: { en: [minus] } }
`);

function answer(criterionId: string, verdict: Verdict, weight: number, extra: Partial<Answer> = {}): Answer {
  return {
    sectionId: 'only',
    criterionId,
    verdict,
    share: verdict === 'yes' ? 1 : verdict === 'no' ? 0 : null,
    weight,
    critical: false,
    method: 'rule',
    confidence: null,
    reason: { code: 'SAID', params: {} },
    evidence: [],
    searched: null,
    measured: null,
    ...extra,
  };
}

function within(low: number, high: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= low && value <= high;
}

const anyAnswer = fc
  .tuple(fc.constantFrom<Verdict[]>('yes', 'no', 'na', 'unclear', 'pending'), fc.integer({ min: 1, max: 40 }))
  .map(([verdict, weight]) => answer('plain', verdict, weight));

describe('the score formula', () => {
  it('100 · Σ w·s / Σ w over the judged criteria, graded answers included', () => {
    const graded = answer('plain', 'points', 30, { share: 0.5 });
    expect(scoreOf(CARD, [answer('plain', 'yes', 50), answer('plain', 'no', 20), graded])).toEqual({
      score: 65,
      rawScore: 65,
      autoFail: false,
      provisional: false,
      coverage: 1,
    });
  });

  it('a criterion that does not apply changes nothing, whatever its weight', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { maxLength: 12 }), fc.integer({ min: 1, max: 1000 }), (answers, weight) => {
        expect(scoreOf(CARD, [...answers, answer('plain', 'na', weight)])).toEqual(scoreOf(CARD, answers));
      }),
    );
  });

  it('an unclear answer leaves the score and lowers the coverage, down to no score below the floor', () => {
    const judgedAnswers = [answer('plain', 'yes', 40), answer('plain', 'no', 20)];
    expect(scoreOf(CARD, [...judgedAnswers, answer('plain', 'unclear', 40)])).toMatchObject({
      score: (100 * 40) / 60,
      coverage: 0.6,
    });
    expect(scoreOf(CARD, [...judgedAnswers, answer('plain', 'unclear', 41)])).toMatchObject({ score: null });
  });

  it('nothing applicable gives no score and no coverage', () => {
    expect(scoreOf(CARD, [answer('plain', 'na', 5)])).toMatchObject({ score: null, rawScore: null, coverage: null });
  });

  it('a pending answer makes the score provisional', () => {
    const pending = scoreOf(CARD, [answer('plain', 'yes', 9), answer('plain', 'pending', 1)]);
    expect(pending).toMatchObject({ score: 100, provisional: true, coverage: 0.9 });
  });

  it('a failed critical criterion makes it 0 and keeps the raw score; an unclear one does not', () => {
    const rest = answer('plain', 'yes', 9);
    const critical = { critical: true };
    expect(scoreOf(CARD, [rest, answer('plain', 'no', 1, critical)])).toMatchObject({
      score: 0,
      rawScore: 90,
      autoFail: true,
    });
    expect(scoreOf(CARD, [rest, answer('plain', 'unclear', 1, critical)])).toMatchObject({
      score: 100,
      autoFail: false,
    });
  });

  it('a critical failure stands even where too little was judged for a score', () => {
    const answers = [answer('plain', 'no', 1, { critical: true }), answer('plain', 'unclear', 9)];
    expect(scoreOf(CARD, answers)).toMatchObject({ score: 0, rawScore: null, autoFail: true });
  });

  it('bonus and penalty are added after the mean, and the result is clamped', () => {
    const half = [answer('plain', 'yes', 1), answer('plain', 'no', 1)];
    expect(scoreOf(CARD, [...half, answer('extra', 'yes', 0)]).score).toBe(55);
    expect(scoreOf(CARD, [...half, answer('extra', 'no', 0), answer('minus', 'no', 0)]).score).toBe(43);
    expect(scoreOf(CARD, [answer('plain', 'yes', 1), answer('extra', 'yes', 0)]).score).toBe(100);
    expect(scoreOf(CARD, [answer('plain', 'no', 1), answer('minus', 'no', 0)]).score).toBe(0);
  });
});
