import { describe, expect, it } from 'vitest';
import { judgementOf } from '../../../review/call/judgement.ts';
import { answerOf, evaluationOf } from '../../harness/scored-calls.ts';

describe('a judgement as pages show it', () => {
  it('shows no searched window beyond the end of the operator’s part', () => {
    const searched = { speaker: 'operator', startMs: 66_000, utterances: 1 } as const;
    const answers = [157_000, 70_000].map((endMs) => ({
      ...answerOf('offer', 'no'),
      searched: { ...searched, endMs },
    }));
    const shown = judgementOf(evaluationOf('c1', 50, { answers, startMs: 0, endMs: 74_000 }), true, () => '');
    expect(shown.answers.map((answer) => answer.searched?.endMs)).toEqual([74_000, 70_000]);
  });

  it('counts what was judged and what applies', () => {
    const answers = (['yes', 'no', 'na', 'unclear'] as const).map((verdict) => answerOf(verdict, verdict));
    const { judged, applicable } = judgementOf(evaluationOf('c1', 50, { answers }), true, () => '');
    expect([judged, applicable]).toEqual([2, 3]);
  });
});
