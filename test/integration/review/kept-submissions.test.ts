import { describe, expect, it } from 'vitest';
import { EtalonError, type ErrorCode } from '../../../errors.ts';
import type { ReviewResult } from '../../../review/contract/reviews.ts';
import { loadSubmissions } from '../../../review/judging/submitting.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { addAssignment } from '../../../store/app/assignments.ts';
import { submissionsToLoad } from '../../../store/app/submissions.ts';
import {
  CALLS,
  drawIsPast,
  NOW,
  openWorld,
  SCORECARD_HASH,
  storeCalls,
  WHO,
  type ReviewWorld,
} from '../../harness/review-world.ts';

/** Sofia has two calls to check. */
async function checkingWorld(): Promise<ReviewWorld> {
  const world = await openWorld();
  await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  const accountId = accountOfLogin(world.deps.db, WHO.supervisor)?.accountId ?? '';
  for (const part of [CALLS.own, CALLS.team])
    addAssignment(world.deps.db, {
      ...{ accountId, kind: 'check', mode: 'verify', chosen: 'drawn', callStartedMs: NOW, drawnMs: NOW },
      ...part,
    });
  return world;
}

const SUBMIT = {
  scorecardHash: SCORECARD_HASH,
  basedOn: 0,
  comment: '',
  answers: [{ criterionId: 'offer', verdict: 'yes', comment: '', evidence: [] }],
};

function submitOn({ ask }: ReviewWorld, { project, callId, operatorId }: typeof CALLS.own | typeof CALLS.team) {
  return ask(WHO.supervisor, 'POST', `/api/checks/${project}/${callId}/${operatorId}/submit`, SUBMIT);
}

/** The store takes no evaluation of these calls until it is let. */
function refusing({ store }: ReviewWorld, code: ErrorCode, isRefused: (evaluation: Evaluation) => boolean): () => void {
  const insert = store.insertEvaluations.bind(store);
  store.insertEvaluations = (evaluations) => {
    if (evaluations.some(isRefused)) return Promise.reject(new EtalonError(code, { why: 'test' }));
    return insert(evaluations);
  };
  return () => {
    store.insertEvaluations = insert;
  };
}

async function ofSupervisors({ store }: ReviewWorld, call: typeof CALLS.own | typeof CALLS.team): Promise<number> {
  const { project, callId } = call;
  const rows = await store.readJudgements([{ project, callId }]);
  return rows.filter(({ evaluator }) => evaluator === 'supervisor').length;
}

describe('what was submitted while the store was away', () => {
  it('is answered as submitted, stored when the store is back, and once however often it is sent', async () => {
    const world = await checkingWorld();
    const back = refusing(world, 'STORE_AWAY', () => true);
    const answer = await submitOn(world, CALLS.own);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as Pick<ReviewResult, 'same'>).same).toEqual({ same: 0, of: 1 });
    expect((await submitOn(world, CALLS.own)).status).toBe(409);
    back();
    const before = submissionsToLoad(world.deps.db).map(({ evaluation }) => evaluation);
    await Promise.all([loadSubmissions(world.deps), loadSubmissions(world.deps)]);
    await world.store.insertEvaluations(before);
    expect(submissionsToLoad(world.deps.db)).toEqual([]);
    expect(await ofSupervisors(world, CALLS.own)).toBe(1);
  });

  it('and is refused for good, holds up nothing that was submitted after it', async () => {
    const world = await checkingWorld();
    refusing(world, 'STORE_REFUSED', ({ callId }) => callId === CALLS.own.callId);
    expect((await submitOn(world, CALLS.own)).status).toBe(200);
    expect((await submitOn(world, CALLS.team)).status).toBe(200);
    expect(await ofSupervisors(world, CALLS.team)).toBe(1);
    expect(submissionsToLoad(world.deps.db).map(({ evaluation }) => evaluation.callId)).toEqual([CALLS.own.callId]);
    await expect(loadSubmissions(world.deps)).rejects.toMatchObject({ code: 'STORE_REFUSED' });
  });
});

it('of two submissions at once one is taken', async () => {
  const world = await checkingWorld();
  const answers = await Promise.all([submitOn(world, CALLS.own), submitOn(world, CALLS.own)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await ofSupervisors(world, CALLS.own)).toBe(1);
});
