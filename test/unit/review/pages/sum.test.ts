import { describe, expect, it } from 'vitest';
import type { ScorecardShown } from '../../../../review/contract/scorecards.ts';
import { isFailed, placesOf, toneOf } from '../../../../review/pages/call/marks.ts';
import { sumOf } from '../../../../review/pages/call/sum.ts';
import type { Answer, Verdict } from '../../../../score/evaluation.ts';
import { scoreOf } from '../../../../score/score.ts';

type Worth = ScorecardShown['sections'][number]['criteria'][number]['worth'];
type Given = {
  readonly verdict: Verdict;
  readonly weight: number;
  readonly worth?: Worth;
  readonly share?: number;
  readonly critical?: boolean;
};

const shareOf = ({ verdict, share }: Given): number | null =>
  share ?? (verdict === 'yes' ? 1 : verdict === 'no' ? 0 : null);

function answerOf(given: Given, nth: number): Answer {
  const { verdict, weight, worth = 'weight', critical = false } = given;
  return {
    ...{ sectionId: 's', criterionId: `c${String(nth)}`, verdict, share: shareOf(given), critical },
    weight: worth === 'weight' ? weight : 0,
    ...{ method: 'rule', confidence: null, reason: { code: 'SAID', params: {} } },
    ...{ evidence: [], searched: null, measured: null },
  };
}

function scorecardOf(given: readonly Given[]): ScorecardShown {
  const criteria = given.map(({ weight, worth = 'weight', critical = false }, nth) => {
    const shown = { criterionId: `c${String(nth)}`, titles: {}, help: {}, weight, worth, critical };
    return { ...shown, kind: 'says' as const, speaker: 'operator' as const };
  });
  return {
    ...{ scorecardId: 'shop', version: 1, hash: '', titles: {}, languages: [], coverageFloor: 0.6 },
    sections: [{ sectionId: 's', titles: {}, criteria }],
  };
}

/** What the page adds up, and what scoring itself made of the same answers. */
function both(given: readonly Given[]): { sum: ReturnType<typeof sumOf>; score: ReturnType<typeof scoreOf> } {
  const answers = given.map(answerOf);
  const scorecard = scorecardOf(given);
  const criteria = scorecard.sections.flatMap((section) => section.criteria);
  const score = scoreOf(
    {
      coverageFloor: scorecard.coverageFloor,
      criteria: criteria.map(({ criterionId, worth, weight, critical }) => ({
        ...{ id: criterionId, sectionId: 's', titles: {}, help: {}, worth: { kind: worth, points: weight }, critical },
        ...{ speaker: 'operator', when: { kind: 'anytime' }, judging: { kind: 'says', phrases: {} } },
        applies: {
          ...{ customerSays: null, anyoneSays: null, outIfCustomerSays: null, outIfAnyoneSays: null },
          ...{ channels: null, directions: null, languages: null, separatedSpeakers: false },
        },
      })),
    },
    answers,
  );
  return { sum: sumOf(scorecard, { answers, coverage: score.coverage }), score };
}

describe('how a score came about', () => {
  it('adds up to the score: weight × share over the judged weight, then bonus and penalty', () => {
    const { sum, score } = both([
      { verdict: 'yes', weight: 10 },
      { verdict: 'points', weight: 6, share: 0.5 },
      { verdict: 'no', weight: 4 },
      { verdict: 'na', weight: 50 },
      { verdict: 'unclear', weight: 5 },
      { verdict: 'yes', weight: 3, worth: 'bonus' },
      { verdict: 'no', weight: 8, worth: 'penalty' },
    ]);
    expect([sum.weight, sum.earned, sum.mean]).toEqual([20, 13, 65]);
    expect(sum.extras).toEqual([
      { criterionId: 'c5', points: 3 },
      { criterionId: 'c6', points: -8 },
    ]);
    expect(sum.raw).toBe(60);
    expect([score.rawScore, score.coverage]).toEqual([60, 0.8]);
    expect(sum.belowFloor).toBe(false);
  });

  it('stays within 0 and 100', () => {
    expect(
      both([
        { verdict: 'yes', weight: 5 },
        { verdict: 'yes', weight: 9, worth: 'bonus' },
      ]).sum.raw,
    ).toBe(100);
    expect(
      both([
        { verdict: 'no', weight: 5 },
        { verdict: 'no', weight: 9, worth: 'penalty' },
      ]).sum.raw,
    ).toBe(0);
  });

  it('names the critical criterion that made it 0, and tells what it would have been', () => {
    const { sum, score } = both([
      { verdict: 'yes', weight: 9 },
      { verdict: 'no', weight: 1, critical: true },
    ]);
    expect([sum.critical, sum.raw, score.score]).toEqual([['c1'], 90, 0]);
  });

  it('tells when too little was judged, and when nothing was', () => {
    const { sum, score } = both([
      { verdict: 'yes', weight: 5 },
      { verdict: 'unclear', weight: 5 },
    ]);
    expect([sum.belowFloor, score.score]).toEqual([true, null]);
    expect(both([{ verdict: 'na', weight: 5 }]).sum).toMatchObject({ mean: null, raw: null, belowFloor: false });
  });
});

describe('an answer on the page', () => {
  it('is a failure when points were lost, also a part of them', () => {
    expect(isFailed(answerOf({ verdict: 'points', weight: 6, share: 0.5 }, 0))).toBe(true);
    expect(isFailed(answerOf({ verdict: 'points', weight: 6, share: 1 }, 0))).toBe(false);
    expect(toneOf(answerOf({ verdict: 'unclear', weight: 6 }, 0))).toBe('unclear');
  });

  it('is heard in its evidence, and without one where it was looked for in vain', () => {
    const searched = { speaker: 'operator' as const, startMs: 0, endMs: 15_000, utterances: 3 };
    const missed = { ...answerOf({ verdict: 'no', weight: 6 }, 0), searched };
    const quote = {
      utteranceId: 'u',
      recordingId: 'r',
      speaker: 'customer' as const,
      quote: 'why',
      startMs: 5,
      endMs: 9,
    };
    expect(placesOf(missed)).toEqual([searched]);
    expect(placesOf({ ...missed, evidence: [quote] })).toEqual([quote]);
  });
});
