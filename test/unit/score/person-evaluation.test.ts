import { describe, expect, it } from 'vitest';
import { sameAnswers } from '../../../score/agreement.ts';
import { byCounting, countingOf } from '../../../score/counting.ts';
import { personEvaluation } from '../../../score/person-evaluation.ts';
import { parseScorecard } from '../../../score/scorecard.ts';
import { answerOf, evaluationOf } from '../../harness/scored-calls.ts';

const YAML = `id: small
version: 3
titles: { en: Small }
languages: [en]
coverageFloor: 0.5
sections:
  - id: all
    titles: { en: All }
    criteria:
      - { id: greeting, titles: { en: Greets }, weight: 30, speaker: operator, says: { en: [hello] } }
      - { id: offer, titles: { en: Offers }, weight: 10, speaker: operator, says: { en: [offer] } }
      - { id: rude, titles: { en: Rude }, weight: 10, critical: true, speaker: operator, neverSays: { en: [fool] } }
`;
const parsed = parseScorecard(YAML, 'small.yaml');
if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
const OF = {
  machine: evaluationOf('c', 50, { inputHash: 'heard', revision: '7' }),
  scorecard: parsed.value,
  scorecardHash: 'h',
};
const HELENA = { evaluator: 'supervisor', rater: 'helena', mode: 'verify' } as const;
const given = (criterionId: string, verdict: 'yes' | 'no' | 'na', comment = '') => ({
  criterionId,
  verdict,
  comment,
  evidence: [],
});

describe("a person's evaluation", () => {
  it('has the number that the same formula gives for the answers', () => {
    const answers = [given('greeting', 'yes'), given('offer', 'no', 'not a word'), given('rude', 'yes')];
    const made = personEvaluation(OF, { answers, comment: 'Good' }, HELENA, 1_000);
    expect(made).toMatchObject({
      score: 80,
      coverage: 1,
      autoFail: false,
      ...{ evaluator: 'supervisor', rater: 'helena' },
      revision: '1000',
      scorecardVersion: 3,
    });
    expect(made.answers[1]).toMatchObject({ verdict: 'no', share: 0, weight: 10, method: 'human' });
    expect(made.answers[1]?.reason).toEqual({ code: 'BY_PERSON', params: { comment: 'not a word' } });
    expect(made.madeWith).toMatchObject({ scorecard: 'h', heard: 'heard', mode: 'verify', comment: 'Good' });
  });

  it('leaves open what was left open, and withholds the number below the floor', () => {
    const made = personEvaluation(OF, { answers: [given('offer', 'yes')], comment: '' }, HELENA, 1);
    expect(made).toMatchObject({ score: null, coverage: 0.2 });
    expect(made.answers[0]).toMatchObject({ verdict: 'unclear', share: null, reason: { code: 'LEFT_OPEN' } });
  });

  it('fails by a critical criterion, and keeps what it would have been', () => {
    const answers = [given('greeting', 'yes'), given('offer', 'yes'), given('rude', 'no')];
    expect(personEvaluation(OF, { answers, comment: '' }, HELENA, 1)).toMatchObject({
      score: 0,
      rawScore: 80,
      autoFail: true,
    });
  });
});

describe('"7 of 9 the same"', () => {
  it('counts answers that both judged, and leaves out what one of them left open', () => {
    const own = [
      answerOf('a', 'yes'),
      answerOf('b', 'no'),
      answerOf('c', 'na'),
      answerOf('d', 'yes'),
      answerOf('e', 'unclear'),
    ];
    const machine = [
      answerOf('a', 'yes'),
      answerOf('b', 'yes'),
      answerOf('c', 'na'),
      answerOf('d', 'pending'),
      answerOf('e', 'yes'),
    ];
    expect(sameAnswers(own, machine)).toEqual({ same: 2, of: 3 });
    expect(sameAnswers([], machine)).toEqual({ same: 0, of: 0 });
  });
});

describe('the evaluation that counts', () => {
  const machine = evaluationOf('c', 1);
  const supervisor = evaluationOf('c', 2, { evaluator: 'supervisor', rater: 'h', revision: '1700000000000' });
  const later = { ...supervisor, rater: 'g', score: 3, revision: '1700000000001' };
  const dispute = evaluationOf('c', 4, { evaluator: 'dispute', revision: '5' });
  const agreed = evaluationOf('c', 5, { evaluator: 'agreed', revision: '1' });
  const self = evaluationOf('c', 6, { evaluator: 'self', rater: 'anna', revision: '1800000000000' });
  const others = evaluationOf('c', 7, { evaluator: 'agreed', operatorId: 'boris' });
  const whatIf = evaluationOf('c', 8, { evaluator: 'agreed', run: 'trial' });
  const withdrawn = evaluationOf('c', 9, { evaluator: 'agreed', withdrawn: true });

  it.each([
    [[machine, self, whatIf, withdrawn, others], 1],
    [[machine, self, supervisor], 2],
    [[later, machine, supervisor], 3],
    [[supervisor, dispute, later], 4],
    [[dispute, agreed, machine], 5],
  ])('is that of the highest rank, then the newest (case %#)', (evaluations, score) => {
    expect(countingOf(evaluations, 'anna')?.score).toBe(score);
    expect(countingOf(evaluations.toReversed(), 'anna')?.score).toBe(score);
  });

  it('is none where nobody but oneself has judged', () => {
    expect(countingOf([self], 'anna')).toBeNull();
    expect(byCounting([self, machine])).toEqual([machine]);
  });
});
