import { describe, expect, it } from 'vitest';
import { addAssignment } from '../../../store/app/assignments.ts';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { auditCheck, readAudit } from '../../../store/app/audit.ts';
import { lastSubmission } from '../../../store/app/submissions.ts';
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

const HALF_A_LETTER = '\ud800';

async function openedWorld(): Promise<ReviewWorld> {
  const world = await openWorld();
  await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  return world;
}

async function refused(answer: Promise<Response>, status: number): Promise<string> {
  const response = await answer;
  expect(response.status).toBe(status);
  return response.text();
}

describe('what somebody writes for an id', () => {
  it('breaks the chain of the audit in no way, though it is no text that can be stored', async () => {
    const { ask, deps } = await openedWorld();
    await refused(ask(WHO.operator, 'POST', '/api/reviews', { project: 'shop', callId: HALF_A_LETTER }), 404);
    await refused(ask(WHO.operator, 'POST', '/api/reviews', { project: HALF_A_LETTER, callId: 'a\u0000b' }), 404);
    expect(readAudit(deps.db, null, 10).map(({ action }) => action)).toEqual(['foreign_asked', 'foreign_asked']);
    expect(await auditCheck(deps.db)()).toBe(true);
  });

  it('fills no disk: of an endless one the audit keeps the beginning', async () => {
    const { ask, deps } = await openedWorld();
    await refused(ask(WHO.operator, 'POST', '/api/reviews', { project: 'shop', callId: 'x'.repeat(900_000) }), 404);
    const [row] = readAudit(deps.db, null, 1);
    expect(row?.callId).toMatch(/^x{1,2000}…$/);
    expect(await auditCheck(deps.db)()).toBe(true);
  });
});

describe('a cursor that no page gave', () => {
  it.each([
    ['of half a millisecond', '[null,1.5,"",""]'],
    ['of no moment', '[null,1e300,"",""]'],
    ['of an endless value', '[1e400,1,"",""]'],
    ['of too little', '[null,1]'],
    ['of no list', '{}'],
  ])('%s is refused as a filter', async (_, text) => {
    const { ask } = await openedWorld();
    for (const sort of ['newest', 'worst', 'longest']) {
      const cursor = Buffer.from(text).toString('base64url');
      const path = `/api/calls?sort=${sort}&cursor=${cursor}`;
      expect(await refused(ask(WHO.operator, 'GET', path), 400)).toMatch(/FILTER_INVALID.*cursor/);
    }
  });
});

describe('a moment', () => {
  it('of a remark is kept in whole milliseconds, as players tell fractions', async () => {
    const { ask } = await openedWorld();
    const remark = { ...CALLS.own, criterionId: '', atMs: 1_500.4, text: 'Here.' };
    const response = await ask(WHO.operator, 'POST', '/api/remarks', remark);
    expect(await response.json()).toMatchObject({ atMs: 1_500 });
    await refused(ask(WHO.operator, 'POST', '/api/remarks', { ...remark, atMs: 1e300 }), 400);
  });

  it('of evidence is stored in whole milliseconds, and none is beyond any call', async () => {
    const { ask, deps } = await openedWorld();
    const accountId = accountOfLogin(deps.db, WHO.supervisor)?.accountId ?? '';
    const kind = { accountId, kind: 'check', mode: 'verify', chosen: 'drawn' } as const;
    addAssignment(deps.db, { ...kind, ...CALLS.own, callStartedMs: NOW, drawnMs: NOW });
    const save = (startMs: number, endMs: number) => {
      const moment = { utteranceId: '', recordingId: '', speaker: 'operator', quote: '', startMs, endMs };
      const answers = [{ criterionId: 'offer', verdict: 'yes', comment: '', evidence: [moment] }];
      return { basedOn: 0, comment: '', answers, scorecardHash: SCORECARD_HASH };
    };
    const path = '/api/checks/shop/of-anna/anna/submit';
    await refused(ask(WHO.supervisor, 'POST', path, save(1, 1e300)), 400);
    const response = await ask(WHO.supervisor, 'POST', path, save(1.5, 7.2));
    expect(response.status).toBe(200);
    const given = lastSubmission(deps.db, 1)?.evaluation.answers.flatMap(({ evidence }) => evidence);
    expect(given).toMatchObject([{ startMs: 2, endMs: 7 }]);
  });
});
