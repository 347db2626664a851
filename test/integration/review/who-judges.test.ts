import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CallOpened } from '../../../review/contract/call.ts';
import type { CallPage } from '../../../review/contract/calls.ts';
import type { CheckOpened, Checks } from '../../../review/contract/checks.ts';
import type { Remarks } from '../../../review/contract/remarks.ts';
import type { ReviewOpened, Reviews } from '../../../review/contract/reviews.ts';
import { drawReviews } from '../../../review/reviews/draw-reviews.ts';
import { accountOfLogin, changeAccount, type Account } from '../../../store/app/accounts.ts';
import { addAssignment, readAssignments, type NewAssignment } from '../../../store/app/assignments.ts';
import { readAudit } from '../../../store/app/audit.ts';
import { saveDraft } from '../../../store/app/drafts.ts';
import { addRemark } from '../../../store/app/remarks.ts';
import { openSession } from '../../../store/app/sessions.ts';
import {
  callBy,
  CALLS,
  drawIsPast,
  machineOn,
  NOW,
  openWorld,
  SCORECARD_HASH,
  storeCalls,
  WHO,
  type ReviewWorld,
} from '../../harness/review-world.ts';
import { NOON } from '../../harness/scored-calls.ts';

const OWN = 'shop/of-anna';
const SUBMIT = { basedOn: 0, comment: '', answers: [], scorecardHash: SCORECARD_HASH };
/** Sofia takes calls herself. */
const SOFIAS = { ...CALLS.own, callId: 'of-sofia', operatorId: 'sofia' } as const;

async function judgedWorld(): Promise<ReviewWorld> {
  const world = await openWorld();
  await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  return world;
}

function accountNamed({ deps }: ReviewWorld, login: string): Account {
  const account = accountOfLogin(deps.db, login);
  if (account === null) throw new Error(`nobody is called ${login}`);
  return account;
}

function give(world: ReviewWorld, login: string, of: Partial<NewAssignment>): void {
  const { accountId } = accountNamed(world, login);
  addAssignment(world.deps.db, {
    ...{ accountId, kind: 'review', mode: 'blind', chosen: 'drawn', callStartedMs: NOW, drawnMs: NOW },
    ...CALLS.own,
    ...of,
  });
}

async function said<T>(answer: Promise<Response>, status = 200): Promise<T> {
  const given = await answer;
  expect(given.status).toBe(status);
  return (await given.json()) as T;
}

async function codeOf(answer: Promise<Response>): Promise<string> {
  return z.object({ code: z.string() }).parse(await (await answer).json()).code;
}

function remarkBy(
  { deps }: ReviewWorld,
  { accountId }: Account,
  part: { project: string; callId: string; operatorId: string },
): string {
  return addRemark(deps.db, NOW, { ...part, accountId, criterionId: 'offer', atMs: null, text: 'I did offer it.' });
}

describe('a supervisor who takes calls', () => {
  async function withSofiasCall(): Promise<ReviewWorld> {
    const world = await judgedWorld();
    await world.store.insertCalls([callBy(SOFIAS)]);
    await world.store.insertEvaluations([machineOn(CALLS.own, 50, SOFIAS)]);
    return world;
  }

  it('opens their own call, and neither chooses it for a check nor is given it', async () => {
    const { ask } = await withSofiasCall();
    const { can, parts } = await said<CallOpened>(ask('sofia', 'GET', '/api/calls/shop/of-sofia'));
    expect([can.check, parts.map(({ operatorId }) => operatorId)]).toEqual([false, ['sofia']]);
    expect(await codeOf(ask('sofia', 'POST', '/api/checks', SOFIAS))).toBe('NOT_FOUND');
    const { waiting } = await said<Checks>(ask('sofia', 'GET', '/api/checks'));
    expect(waiting.map(({ operatorId }) => operatorId).sort()).toEqual(['anna', 'boris']);
  });

  it('does not answer a remark of their own', async () => {
    const world = await withSofiasCall();
    const remarkId = remarkBy(world, accountNamed(world, 'sofia'), SOFIAS);
    const answer = world.ask('sofia', 'POST', `/api/remarks/${remarkId}/answer`, {
      text: 'So it is.',
      decision: 'changed',
    });
    expect(await codeOf(answer)).toBe('NOT_FOUND');
  });
});

describe('an operator who becomes a supervisor', () => {
  it('sees the calls that waited for their review like any other: nobody could ever open them', async () => {
    const world = await judgedWorld();
    give(world, WHO.operator, {});
    const before = await said<CallPage>(world.ask(WHO.operator, 'GET', '/api/calls'));
    expect(before.rows.map(({ blind, scores }) => [blind, scores.length])).toEqual([[true, 0]]);
    const anna = accountNamed(world, WHO.operator);
    changeAccount(world.deps.db, anna.accountId, { ...anna, role: 'supervisor' });
    // The session of the old role is over.
    expect((await world.ask(WHO.operator, 'GET', '/api/calls')).status).toBe(401);
    const fresh = await openedAs(world, 'anna');
    expect(fresh.rows.find(({ callId }) => callId === 'of-anna')).toMatchObject({
      blind: false,
      scores: [{ score: 50 }],
    });
  });

  async function openedAs({ deps, ask }: ReviewWorld, login: string): Promise<CallPage> {
    const cookie = `etalon=${openSession(deps.db, NOW, accountOfLogin(deps.db, login) ?? { accountId: '' })}`;
    return said<CallPage>(ask('', 'GET', '/api/calls', undefined, { cookie }));
  }
});

describe('a blind check', () => {
  it('shows its supervisor no remark on that part, which would tell what the machine said, until they have saved', async () => {
    const world = await judgedWorld();
    give(world, WHO.supervisor, { kind: 'check' });
    const remarkId = remarkBy(world, accountNamed(world, WHO.operator), CALLS.own);
    const open = () => said<Remarks>(world.ask(WHO.supervisor, 'GET', '/api/remarks'));
    const answer = { text: 'Indeed.', decision: 'changed' };
    expect((await open()).rows).toEqual([]);
    expect(await codeOf(world.ask(WHO.supervisor, 'POST', `/api/remarks/${remarkId}/answer`, answer))).toBe(
      'NOT_FOUND',
    );
    await said(world.ask(WHO.supervisor, 'POST', `/api/checks/${OWN}/anna/submit`, SUBMIT));
    expect((await open()).rows.map((remark) => remark.remarkId)).toEqual([remarkId]);
    await said(world.ask(WHO.supervisor, 'POST', `/api/remarks/${remarkId}/answer`, answer));
  });

  it('is never drawn of a call whose scores were in sight at the check of somebody else on it', async () => {
    const world = await judgedWorld();
    give(world, WHO.supervisor, { kind: 'check', mode: 'verify', ...CALLS.team });
    await said<CheckOpened>(world.ask(WHO.supervisor, 'GET', '/api/checks/shop/of-boris/boris'));
    const { accountId } = accountNamed(world, WHO.supervisor);
    const opened = z.object({ callId: z.string() });
    expect(
      world.deps.db.all('SELECT callId FROM openings WHERE accountId = :accountId', opened, { accountId }),
    ).toEqual([{ callId: 'of-boris' }]);
    const [row] = readAudit(world.deps.db, null, 1);
    expect(row).toMatchObject({ action: 'call_opened', callId: 'of-boris', accountId });
  });
});

describe('a self-review', () => {
  const blindness = async (prepare: (world: ReviewWorld) => unknown): Promise<unknown> => {
    const world = await judgedWorld();
    await prepare(world);
    await said(world.ask(WHO.operator, 'POST', `/api/reviews/${OWN}/submit`, SUBMIT));
    const [row] = readAudit(world.deps.db, null, 1);
    return JSON.parse(row?.details ?? '{}');
  };

  it('that was drawn before anything was shown is written down as blind', async () => {
    expect(
      await blindness((world) => {
        give(world, WHO.operator, {});
      }),
    ).toMatchObject({ chosen: 'drawn', mode: 'blind' });
  });

  it('of a call that was chosen when its score stood in the list already is not', async () => {
    const chosen = await blindness((world) => said(world.ask(WHO.operator, 'POST', '/api/reviews', CALLS.own)));
    expect(chosen).toMatchObject({ chosen: 'self', mode: 'seen' });
  });

  it('of a call that was chosen before the draw had passed it is blind, and chosen', async () => {
    const chosen = await blindness(async (world) => {
      const { accountId } = accountNamed(world, WHO.operator);
      world.deps.db.run('UPDATE accounts SET drawnToMs = :at WHERE accountId = :accountId', { at: NOON, accountId });
      // So that no draw is made within the next minutes.
      Object.assign(world.deps, { now: () => NOON + 3_600_000 });
      await said(world.ask(WHO.operator, 'POST', '/api/reviews', CALLS.own));
    });
    expect(chosen).toMatchObject({ chosen: 'self', mode: 'blind' });
  });

  it('stays readable when the machine has taken its evaluation back', async () => {
    const world = await judgedWorld();
    give(world, WHO.operator, {});
    await said(world.ask(WHO.operator, 'POST', `/api/reviews/${OWN}/submit`, SUBMIT));
    await world.store.insertEvaluations([machineOn(CALLS.own, 50, { withdrawn: true, revision: '99' })]);
    const { result, scorecard } = await said<ReviewOpened>(world.ask(WHO.operator, 'GET', `/api/reviews/${OWN}`));
    expect([result?.own.evaluator, result?.machine, scorecard.scorecardId]).toEqual(['self', null, 'inbound']);
    expect(result?.same).toEqual({ same: 0, of: 0 });
  });

  it('drops answers of a draft to criteria that the scorecard has no more: nobody could send it', async () => {
    const world = await judgedWorld();
    give(world, WHO.operator, {});
    const [assignment] = readAssignments(world.deps.db, accountNamed(world, 'anna').accountId, 'review', 1).open;
    const answers = ['offer', 'gone'].map((criterionId) => ({
      criterionId,
      verdict: 'yes',
      comment: '',
      evidence: [],
    }));
    const body = JSON.stringify({ answers, comment: 'kept' });
    saveDraft(world.deps.db, NOW, { assignmentId: assignment?.assignmentId ?? 0, basedOn: 0, body });
    const { draft } = await said<ReviewOpened>(world.ask(WHO.operator, 'GET', `/api/reviews/${OWN}`));
    expect([draft.comment, draft.answers.map(({ criterionId }) => criterionId)]).toEqual(['kept', ['offer']]);
  });
});

describe('a call that turned out to be part of another', () => {
  it('is opened by its old id by nobody, and waits in no queue', async () => {
    const world = await judgedWorld();
    give(world, WHO.operator, {});
    give(world, WHO.supervisor, { kind: 'check' });
    await world.store.insertCalls([{ ...callBy(CALLS.own), mergedInto: 'of-boris', version: '9' }]);
    for (const [who, path] of [
      [WHO.operator, `/api/calls/${OWN}`],
      [WHO.supervisor, `/api/calls/${OWN}`],
      [WHO.administrator, `/api/calls/${OWN}/audio/r`],
      [WHO.operator, `/api/reviews/${OWN}`],
      [WHO.supervisor, `/api/checks/${OWN}/anna`],
    ] as const)
      expect(await codeOf(world.ask(who, 'GET', path))).toBe('NOT_FOUND');
    const { waiting } = await said<Reviews>(world.ask(WHO.operator, 'GET', '/api/reviews'));
    const checks = await said<Checks>(world.ask(WHO.supervisor, 'GET', '/api/checks'));
    expect([...waiting, ...checks.waiting].filter(({ callId }) => callId === 'of-anna')).toEqual([]);
  });
});

it('a call that turned out to be of somebody else leaves the queue of whom it was given to', async () => {
  const world = await judgedWorld();
  give(world, WHO.operator, {});
  give(world, WHO.supervisor, { kind: 'check' });
  await world.store.insertCalls([{ ...callBy({ ...CALLS.own, operatorId: 'boris' }), version: '9' }]);
  const { waiting } = await said<Reviews>(world.ask(WHO.operator, 'GET', '/api/reviews'));
  const checks = await said<Checks>(world.ask(WHO.supervisor, 'GET', '/api/checks'));
  expect([...waiting, ...checks.waiting].filter(({ operatorId }) => operatorId === 'anna')).toEqual([]);
});

it('checks of an operator who changed teams leave room for others', async () => {
  const world = await judgedWorld();
  for (let nth = 0; nth < 10; nth += 1)
    give(world, WHO.supervisor, { kind: 'check', ...CALLS.otherTeam, callId: `vera-${String(nth)}` });
  const { waiting } = await said<Checks>(world.ask(WHO.supervisor, 'GET', '/api/checks'));
  expect(waiting.map(({ operatorId }) => operatorId).sort()).toEqual(['anna', 'boris']);
});

describe('the draw for self-review', () => {
  const begunAt = async (world: ReviewWorld, startedAt: number): Promise<void> => {
    const late = { ...CALLS.own, callId: 'later' };
    await world.store.insertCalls([{ ...callBy(late), startedAt, endedAt: startedAt + 60_000 }]);
    await world.store.insertEvaluations([machineOn(CALLS.own, 0, { callId: 'later' })]);
  };
  const laterOne = async ({ ask }: ReviewWorld): Promise<unknown> => {
    const { rows } = await said<CallPage>(ask(WHO.operator, 'GET', '/api/calls'));
    return rows.find(({ callId }) => callId === 'later');
  };

  it('goes on when a clock that ran a year ahead is put right: later calls are hidden until it has passed them', async () => {
    const world = await judgedWorld();
    const { accountId } = accountNamed(world, WHO.operator);
    const at = NOW + 365 * 86_400_000;
    world.deps.db.run('UPDATE accounts SET drawnToMs = :at WHERE accountId = :accountId', { at, accountId });
    expect((await world.ask(WHO.operator, 'GET', '/api/calls')).status).toBe(200);
    await begunAt(world, NOW + 60_000);
    Object.assign(world.deps, { now: () => NOW + 120_000 });
    expect(await laterOne(world)).toMatchObject({ blind: true, scores: [] });
  });

  it('is made once of two requests at once: what the first has shown the second does not draw', async () => {
    const world = await judgedWorld();
    const { accountId } = accountNamed(world, WHO.operator);
    world.deps.db.run('UPDATE accounts SET drawnToMs = 0 WHERE accountId = :accountId', { accountId });
    const asked = accountNamed(world, WHO.operator);
    const clock = { ms: NOW };
    Object.assign(world.deps, { now: () => clock.ms });
    await drawReviews(world.deps, asked);
    const first = accountNamed(world, WHO.operator).drawnToMs;
    // The second request read its account before the first had drawn.
    clock.ms += 1;
    await drawReviews(world.deps, asked);
    expect(accountNamed(world, WHO.operator).drawnToMs).toBe(first);
  });
});
