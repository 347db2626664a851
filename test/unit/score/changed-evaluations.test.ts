import { describe, expect, it } from 'vitest';
import { changedEvaluations } from '../../../score/changed-evaluations.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import { evaluationOf } from '../../harness/scored-calls.ts';

const evaluation = (own: Partial<Evaluation>): Evaluation =>
  evaluationOf('c1', 80, { operatorId: 'emma', revision: '10', inputHash: 'a', ...own });

describe('what the score line writes', () => {
  it('is nothing when input and revision are those of the row that is there', () => {
    expect(changedEvaluations([evaluation({})], [evaluation({})], '10')).toEqual([]);
  });

  it('is a new row when the input changed', () => {
    const scored = evaluation({ inputHash: 'b', revision: '11' });
    expect(changedEvaluations([evaluation({})], [scored], '11')).toEqual([scored]);
  });

  it('is the same row under the new revision when the call moved on and the input did not', () => {
    const scored = evaluation({ revision: '11' });
    expect(changedEvaluations([evaluation({})], [scored], '11')).toEqual([scored]);
  });

  it('compares revisions as numbers, not as text', () => {
    const scored = evaluation({ revision: '9' });
    expect(changedEvaluations([evaluation({ revision: '10' })], [scored], '9')).toEqual([]);
  });

  it('withdraws the evaluation of an operator who is no longer on the call, once', () => {
    const martin = evaluation({ operatorId: 'martin', revision: '11' });
    const withdrawn = { ...evaluation({}), revision: '11', withdrawn: true };
    expect(changedEvaluations([evaluation({})], [martin], '11')).toEqual([martin, withdrawn]);
    expect(changedEvaluations([martin, withdrawn], [martin], '11')).toEqual([]);
  });

  it('brings a withdrawn evaluation back when its operator is on the call again', () => {
    const withdrawn = evaluation({ withdrawn: true });
    expect(changedEvaluations([withdrawn], [evaluation({})], '10')).toEqual([evaluation({})]);
  });

  it('withdraws what another scorecard says when the call is judged by a new one, as after a corrected queue', () => {
    const service = evaluation({ scorecardId: 'service', revision: '11' });
    const withdrawn = { ...evaluation({}), revision: '11', withdrawn: true };
    expect(changedEvaluations([evaluation({})], [service], '11')).toEqual([service, withdrawn]);
  });

  it('keeps what an older version of the scorecard says, which is history', () => {
    const second = evaluation({ scorecardVersion: 2, revision: '11' });
    expect(changedEvaluations([evaluation({})], [second], '11')).toEqual([second]);
  });
});
