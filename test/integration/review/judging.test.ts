import { describe, expect, it } from 'vitest';
import type { CheckOpened, CheckSubmitted } from '../../../review/contract/checks.ts';
import type { DraftRefused, DraftSave, DraftSaved, DraftSubmit } from '../../../review/contract/judging.ts';
import type { Remark, Remarks } from '../../../review/contract/remarks.ts';
import type { ReviewOpened, ReviewResult, Reviews } from '../../../review/contract/reviews.ts';
import type { Refusal } from '../../../review/contract/refusal.ts';
import type { GivenVerdict } from '../../../review/pages/judging/sheet.ts';
import { scorecardHash } from '../../../score/scorecard.ts';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { addAssignment } from '../../../store/app/assignments.ts';
import {
  CALLS,
  drawIsPast,
  machineOn,
  NOW,
  openWorld,
  SCORECARD,
  SCORECARD_HASH,
  storeCalls,
  WHO,
  type ReviewWorld,
} from '../../harness/review-world.ts';

const OWN = `${CALLS.own.project}/${CALLS.own.callId}`;
const REVIEW = `/api/reviews/${OWN}`;
const CHECK = `/api/checks/${OWN}/${CALLS.own.operatorId}`;

/** What the answer holds; these tests know what they asked. */
async function said<T>(answer: Promise<Response>, status = 200): Promise<T> {
  const given = await answer;
  expect(given.status).toBe(status);
  return (await given.json()) as T;
}

const save = (basedOn: number, verdicts: Readonly<Record<string, GivenVerdict>>, comment = ''): DraftSave => ({
  basedOn,
  comment,
  answers: Object.entries(verdicts).map(([criterionId, verdict]) => ({
    criterionId,
    verdict,
    comment: '',
    evidence: [],
  })),
});

const filled = (...of: Parameters<typeof save>): DraftSubmit => ({ ...save(...of), scorecardHash: SCORECARD_HASH });

/** Anna's call waits for her, and Sofia has it to check; the machine met the greeting and missed the offer. */
async function assignedWorld(): Promise<ReviewWorld> {
  const world = await openWorld();
  await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  for (const [login, kind, mode] of [
    [WHO.operator, 'review', 'blind'],
    [WHO.supervisor, 'check', 'verify'],
  ] as const) {
    const accountId = accountOfLogin(world.deps.db, login)?.accountId ?? '';
    addAssignment(world.deps.db, {
      ...{ accountId, kind, mode, chosen: 'drawn', callStartedMs: NOW, drawnMs: NOW },
      ...CALLS.own,
    });
  }
  return world;
}

describe('a draft of a self-review', () => {
  it('is told in the queue, and comes back with the call', async () => {
    const { ask } = await assignedWorld();
    const before = await said<Reviews>(ask(WHO.operator, 'GET', '/api/reviews'));
    expect(before.waiting.map(({ draftMs }) => draftMs)).toEqual([null]);
    const saved = await said<DraftSaved>(
      ask(WHO.operator, 'PUT', `${REVIEW}/draft`, save(0, { greeting: 'yes' }, 'fine')),
    );
    const after = await said<Reviews>(ask(WHO.operator, 'GET', '/api/reviews'));
    expect(after.waiting.map(({ draftMs }) => draftMs)).toEqual([NOW]);
    const { draft } = await said<ReviewOpened>(ask(WHO.operator, 'GET', REVIEW));
    expect(draft).toEqual(saved.draft);
    expect([draft.revision, draft.comment]).toEqual([1, 'fine']);
  });

  it('is not written over by one that was based on an older one: the newer one comes back', async () => {
    const { ask } = await assignedWorld();
    await said(ask(WHO.operator, 'PUT', `${REVIEW}/draft`, save(0, { greeting: 'yes' })));
    const refused = ask(WHO.operator, 'PUT', `${REVIEW}/draft`, save(0, { greeting: 'no' }));
    const { code, newer } = await said<DraftRefused>(refused, 409);
    expect([code, newer.revision, newer.answers[0]?.verdict]).toEqual(['NEWER_DRAFT', 1, 'yes']);
    const submitted = ask(WHO.operator, 'POST', `${REVIEW}/submit`, filled(0, { greeting: 'no' }));
    expect((await said<DraftRefused>(submitted, 409)).code).toBe('NEWER_DRAFT');
  });
});

describe('a self-review that is submitted', () => {
  it('is compared with the machine, and with the supervisor once their score counts', async () => {
    const { ask } = await assignedWorld();
    const answers = filled(0, { greeting: 'yes', offer: 'yes' });
    const first = await said<ReviewResult>(ask(WHO.operator, 'POST', `${REVIEW}/submit`, answers));
    expect([first.same, first.machine?.counts, first.supervisor]).toEqual([{ same: 1, of: 2 }, true, null]);
    await said(ask(WHO.supervisor, 'POST', `${CHECK}/submit`, filled(0, { greeting: 'yes', offer: 'yes' })));
    const { result } = await said<ReviewOpened>(ask(WHO.operator, 'GET', REVIEW));
    expect([result?.same, result?.machine?.counts, result?.supervisor?.counts]).toEqual([
      { same: 2, of: 2 },
      false,
      true,
    ]);
  });

  it('is over: neither a draft nor another submission is taken', async () => {
    const { ask } = await assignedWorld();
    await said(ask(WHO.operator, 'POST', `${REVIEW}/submit`, filled(0, { greeting: 'yes' })));
    const again = ask(WHO.operator, 'PUT', `${REVIEW}/draft`, save(1, { greeting: 'no' }));
    expect((await said<DraftRefused>(again, 409)).code).toBe('ALREADY_SUBMITTED');
    const twice = ask(WHO.operator, 'POST', `${REVIEW}/submit`, filled(1, { greeting: 'no' }));
    expect((await said<DraftRefused>(twice, 409)).code).toBe('ALREADY_SUBMITTED');
  });
});

describe('a submission that was filled in by another text of the scorecard', () => {
  it('is refused, and its draft stands by the new text: answers to what is asked no more are left out', async () => {
    const { ask, store } = await assignedWorld();
    const verdicts = { greeting: 'yes', offer: 'no' } as const;
    await said(ask(WHO.operator, 'PUT', `${REVIEW}/draft`, save(0, verdicts)));
    const yaml = SCORECARD.replace('version: 1', 'version: 2').replace('id: offer', 'id: price');
    const hash = scorecardHash(yaml);
    await store.insertScorecards([{ scorecardId: 'inbound', version: 2, hash, yaml }]);
    await store.insertEvaluations([
      machineOn(CALLS.own, 50, { scorecardVersion: 2, madeWith: { scorecard: hash }, revision: '99' }),
    ]);
    const refused = await said<Refusal>(ask(WHO.operator, 'POST', `${REVIEW}/submit`, filled(1, verdicts)), 409);
    expect(refused.code).toBe('SCORECARD_CHANGED');
    const { draft, scorecard, result } = await said<ReviewOpened>(ask(WHO.operator, 'GET', REVIEW));
    expect([draft.answers.map(({ criterionId }) => criterionId), scorecard.hash, result]).toEqual([
      ['greeting'],
      hash,
      null,
    ]);
    const again = { ...filled(1, { greeting: 'yes' }), scorecardHash: hash };
    expect((await said<ReviewResult>(ask(WHO.operator, 'POST', `${REVIEW}/submit`, again))).own.scorecardVersion).toBe(
      2,
    );
  });
});

describe('a check', () => {
  it('counts at once, and is corrected from what was submitted', async () => {
    const { ask } = await assignedWorld();
    const submitted = await said<CheckSubmitted>(
      ask(WHO.supervisor, 'POST', `${CHECK}/submit`, filled(0, { greeting: 'yes', offer: 'yes' }, 'well done')),
    );
    expect([submitted.counting.score, submitted.machine?.score]).toEqual([100, 50]);
    await said(ask(WHO.supervisor, 'POST', '/api/checks', CALLS.own));
    const again = await said<CheckOpened>(ask(WHO.supervisor, 'GET', CHECK));
    expect([again.own, again.draft.comment, again.draft.answers.length]).toEqual([null, 'well done', 2]);
    const corrected = filled(again.draft.revision, { greeting: 'no', offer: 'yes' });
    const { counting } = await said<CheckSubmitted>(ask(WHO.supervisor, 'POST', `${CHECK}/submit`, corrected));
    expect(counting.score).toBe(50);
  });
});

describe('a remark', () => {
  it('reaches the supervisor with its moment, and the answer comes back', async () => {
    const { ask, deps } = await assignedWorld();
    await said(ask(WHO.operator, 'POST', `${REVIEW}/submit`, filled(0, { greeting: 'yes' })));
    const body = { ...CALLS.own, criterionId: 'offer', atMs: 12_000, text: 'I offered it later.' };
    const { remarkId } = await said<Remark>(ask(WHO.operator, 'POST', '/api/remarks', body));
    const open = await said<Remarks>(ask(WHO.supervisor, 'GET', '/api/remarks?state=open'));
    expect(open.rows.map(({ atMs, text }) => [atMs, text])).toEqual([[12_000, 'I offered it later.']]);
    const answer = { text: 'So you did.', decision: 'changed' };
    await said(ask(WHO.supervisor, 'POST', `/api/remarks/${remarkId}/answer`, answer));
    const { result } = await said<ReviewOpened>(ask(WHO.operator, 'GET', REVIEW));
    expect(result?.remarks.map((remark) => remark.answer?.text)).toEqual(['So you did.']);
    const answered = await said<Remarks>(ask(WHO.operator, 'GET', '/api/remarks?state=answered'));
    const ofAnswer = (of: Remarks): unknown => of.rows.map(({ answer }) => [answer?.decision, answer?.scoredSince]);
    expect(ofAnswer(answered)).toEqual([['changed', false]]);
    Object.assign(deps, { now: () => NOW + 60_000 });
    await said(ask(WHO.supervisor, 'POST', `${CHECK}/submit`, filled(0, { greeting: 'yes', offer: 'yes' })));
    expect(ofAnswer(await said<Remarks>(ask(WHO.operator, 'GET', '/api/remarks?state=answered')))).toEqual([
      ['changed', true],
    ]);
  });
});
