import { describe, expect, it } from 'vitest';
import { RIGHTS, type RouteName } from '../../../review/rights.ts';
import type { AnswerReason } from '../../../score/evaluation.ts';
import type { ToneFinding } from '../../../score/tone/tone.ts';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { addAssignment } from '../../../store/app/assignments.ts';
import {
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
import { toneOf } from '../../harness/scored-calls.ts';

/**
 * Blindness as an adversary has it: two worlds that differ in nothing but how one call was judged. Whoever must not know it
 * asks everything there is to ask, in every order and with every filter, and must get the same bytes in both.
 */

type Judged = {
  readonly score: number;
  readonly bySupervisor: number | null;
  readonly rude: boolean;
};
const GOOD: Judged = { score: 100, bySupervisor: null, rude: false };
const BAD: Judged = { score: 0, bySupervisor: 20, rude: true };

async function worldWith({ score, bySupervisor, rude }: Judged): Promise<ReviewWorld> {
  const world = await openWorld();
  const { store } = world;
  await storeCalls(store, (target) => (target === 'own' ? score : 50));
  const second = { ...CALLS.own, callId: 'of-anna-open' };
  await store.insertCalls((await store.readCalls([CALLS.own])).map((call) => ({ ...call, callId: second.callId })));
  await store.insertEvaluations([machineOn(CALLS.own, 50, { callId: second.callId })]);
  const reason: AnswerReason = { code: 'BY_PERSON', params: { comment: 'seen' } };
  if (bySupervisor !== null) {
    const by = { evaluator: 'supervisor', rater: 'sofia', revision: String(NOW) } as const;
    const machine = machineOn(CALLS.own, bySupervisor, by);
    await store.insertEvaluations([{ ...machine, answers: machine.answers.map((one) => ({ ...one, reason })) }]);
  }
  await store.insertTones([
    toneOf(CALLS.own.callId, '2', { operators: [toneFor(rude)], findings: rude ? [finding] : [] }),
  ]);
  drawIsPast(world, WHO.operator);
  return world;
}

const toneFor = (rude: boolean) => ({
  ...{ operatorId: 'anna', language: 'en', operatorUtterances: 3, customerUtterances: 3 },
  ...{ moodStart: 0, moodEnd: rude ? -1 : 1, moodChange: rude ? -1 : 1, moodN: 4 },
});
const finding: ToneFinding = {
  ...{ kind: 'rudeness', utteranceId: 'u', recordingId: 'r', operatorId: 'anna', quote: 'fool', startMs: 1, endMs: 2 },
  ...{ wording: 'fool', intensity: 1, method: 'words', confidence: null },
};

function makeBlind({ deps }: ReviewWorld, login: string, kind: 'review' | 'check'): void {
  const accountId = accountOfLogin(deps.db, login)?.accountId ?? '';
  const assignment = { accountId, kind, mode: 'blind', chosen: 'drawn', callStartedMs: NOW, drawnMs: NOW } as const;
  addAssignment(deps.db, { ...assignment, ...CALLS.own });
}

const OWN = `${CALLS.own.project}/${CALLS.own.callId}`;
const FILTERS = [
  '',
  ...['newest', 'oldest', 'worst', 'best', 'longest', 'shortest'].map((sort) => `sort=${sort}`),
  ...[0, 1, 20, 50, 99, 100].flatMap((score) => [`minScore=${String(score)}`, `maxScore=${String(score)}`]),
  ...['failed=offer', 'failed=greeting', 'operator=anna', 'operator=anna&maxScore=100', 'operator=anna&sort=worst'],
  ...['queue=sales', 'direction=inbound', 'words=e', 'failed=offer&minScore=0&sort=best'],
];
const LISTS = ['/api/calls', '/api/calls/count', '/api/calls.csv'];
const NUMBERS = ['quality', 'aht', 'target-calls', 'occupancy', 'service-level', 'asa', 'missed', 'lost'];

const ASKED = [
  ...LISTS.flatMap((list) => FILTERS.map((filter) => `${list}?${filter}`)),
  ...['', '/contacts', '/audio/r', '/peaks/r'].map((part) => `/api/calls/${OWN}${part}`),
  ...['/api/calls/shop/of-anna-open', '/api/calls/shop/of-anna-open/contacts', '/api/calls/shop/of-boris/contacts'],
  ...['/api/overview?project=shop', '/api/overview?project=shop&from=2026-03-02&to=2026-03-02'],
  ...NUMBERS.map((id) => `/api/numbers/${id}?project=shop&from=2026-03-02&to=2026-03-02`),
  ...['/api/me', '/api/reviews', `/api/reviews/${OWN}`, '/api/remarks', '/api/remarks?state=answered'],
  ...['/api/checks', `/api/checks/${OWN}/anna`, '/api/scorecards', '/api/scorecards/inbound'],
  '/api/scorecards/never-was',
];

/** All that goes out, but for what is random by design or tells whose world it is. */
async function said(response: Response): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value.replace(/'nonce-[^']+'/, '')}`);
  const body = (await response.text()).replaceAll(/"(remarkId|accountId|assignmentId)":"[^"]*"/g, '');
  return [String(response.status), ...headers, body].join('\n');
}

async function everythingSaid(world: ReviewWorld, login: string): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const path of ASKED) answers.set(`GET ${path}`, await said(await world.ask(login, 'GET', path)));
  const save = {
    basedOn: 0,
    answers: [{ criterionId: 'offer', verdict: 'yes', comment: '', evidence: [] }],
    comment: 'x',
  };
  const remark = { ...CALLS.own, criterionId: 'offer', atMs: 0, text: 'Not right.' };
  for (const [method, path, body] of [
    ['PUT', `/api/reviews/${OWN}/draft`, save],
    ['PUT', `/api/checks/${OWN}/anna/draft`, save],
    ['POST', '/api/remarks', remark],
    ['POST', '/api/remarks', { ...remark, criterionId: 'never-was' }],
    ['POST', '/api/reviews', CALLS.own],
  ] as const)
    answers.set(`${method} ${path} ${JSON.stringify(body)}`, await said(await world.ask(login, method, path, body)));
  return answers;
}

function differences(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  return [...one].filter(([asked, answer]) => other.get(asked) !== answer).map(([asked]) => asked);
}

async function askedInBoth(login: string, blind: 'review' | 'check' | null) {
  const [good, bad] = [await worldWith(GOOD), await worldWith(BAD)];
  if (blind !== null) for (const world of [good, bad]) makeBlind(world, login, blind);
  return { good, bad, before: await Promise.all([everythingSaid(good, login), everythingSaid(bad, login)]) };
}

describe('an operator whose call waits for their own review', () => {
  it('gets the same bytes whatever the call was judged to be, from every route, filter, sort, count and export', async () => {
    const { before } = await askedInBoth(WHO.operator, 'review');
    expect(differences(...before)).toEqual([]);
  });

  it('gets the same while the draw has not passed the call', async () => {
    const [good, bad] = [await worldWith(GOOD), await worldWith(BAD)];
    for (const { deps } of [good, bad]) {
      const account = accountOfLogin(deps.db, WHO.operator);
      // The clock of the draw stands where the calls began.
      deps.db.run('UPDATE accounts SET drawnToMs = :at WHERE accountId = :id', { at: 0, id: account?.accountId ?? '' });
    }
    const answers = await Promise.all([everythingSaid(good, WHO.operator), everythingSaid(bad, WHO.operator)]);
    expect(differences(...answers)).toEqual([]);
  });

  it('sees it side by side once it is submitted: the worlds differ, so the questions can tell them apart', async () => {
    const { good, bad } = await askedInBoth(WHO.operator, 'review');
    const answers = await Promise.all(
      [good, bad].map(async (world) => {
        const submit = { basedOn: 1, answers: [], comment: '', scorecardHash: SCORECARD_HASH };
        const result = await world.ask(WHO.operator, 'POST', `/api/reviews/${OWN}/submit`, submit);
        expect(result.status).toBe(200);
        return everythingSaid(world, WHO.operator);
      }),
    );
    const [one, other] = answers;
    if (one === undefined || other === undefined) throw new Error('no answers');
    const told = differences(one, other);
    for (const route of [`GET /api/calls/${OWN}`, `GET /api/reviews/${OWN}`, 'GET /api/calls?', 'GET /api/calls.csv?'])
      expect(told).toContain(route);
    for (const filter of ['sort=worst', 'minScore=99', 'failed=offer'])
      expect(told).toContain(`GET /api/calls?${filter}`);
    expect(told).toContain('GET /api/calls/count?minScore=99');
    expect(told.some((asked) => asked.startsWith('GET /api/numbers/quality'))).toBe(true);
    expect(told.some((asked) => asked.startsWith('GET /api/overview'))).toBe(true);
  });
});

describe('a supervisor with a blind check', () => {
  it('gets the same bytes about the call whatever the machine said, until they have saved', async () => {
    const { before } = await askedInBoth(WHO.supervisor, 'check');
    expect(differences(...before)).toEqual([]);
  });
});

it('every route that answers with anything is asked', () => {
  const asked = [...ASKED, '/api/uploads/x', '/api/links/x', '/api/people', '/api/audit'];
  const routes = (Object.keys(RIGHTS) as RouteName[]).filter((name) => RIGHTS[name].method === 'GET');
  const missing = routes.filter((name) => {
    const pattern = new RegExp(`^${RIGHTS[name].path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/?]+')}($|\\?)`);
    return !asked.some((path) => pattern.test(path));
  });
  expect(missing).toEqual([]);
});
