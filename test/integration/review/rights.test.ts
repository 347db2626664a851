import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RIGHTS, type Reach, type RouteName } from '../../../review/rights.ts';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { addAssignment } from '../../../store/app/assignments.ts';
import { addRemark } from '../../../store/app/remarks.ts';
import { makeLink } from '../../../store/app/sessions.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import {
  CALLS,
  drawIsPast,
  NOW,
  openWorld,
  SCORECARD_HASH,
  storeCalls,
  WHO,
  type ReviewWorld,
  type Target,
} from '../../harness/review-world.ts';
import { openFileStore } from '../../harness/store.ts';

/**
 * The matrix of rights, made of the one table: every route is asked as every role, for what is its own, its team's, and
 * everybody else's. A route that is new in the table and not asked here does not compile.
 */

const TARGETS = Object.keys(CALLS) as Target[];
const ROUTES = Object.keys(RIGHTS) as RouteName[];
const ASKERS = ['nobody', 'operator', 'supervisor', 'client', 'executive', 'administrator'] as const;

/** What a route is asked for; `call`: it names a call, `project`: it names a project. */
type Asking = {
  readonly names: 'call' | 'project' | 'nothing';
  readonly ask: (target: Target, world: ReviewWorld, who: string) => { readonly path: string; readonly body?: unknown };
};

const callPath = (target: Target): string => `/api/calls/${CALLS[target].project}/${CALLS[target].callId}`;
const reviewPath = (target: Target): string => callPath(target).replace('calls', 'reviews');
const checkPath = (target: Target): string =>
  `${callPath(target).replace('calls', 'checks')}/${CALLS[target].operatorId || '-'}`;
const nothing = (path: string, body?: unknown): Asking => ({
  names: 'nothing',
  ask: () => ({ path, ...(body === undefined ? {} : { body }) }),
});
const call = (path: (target: Target) => string, body?: (target: Target) => unknown): Asking => ({
  names: 'call',
  ask: (target) => ({ path: path(target), ...(body === undefined ? {} : { body: body(target) }) }),
});
const project = (path: (project: string) => string, body?: (project: string) => unknown): Asking => ({
  names: 'project',
  ask: (target) => {
    const id = CALLS[target].project;
    return { path: path(id), ...(body === undefined ? {} : { body: body(id) }) };
  },
});
const SAVE = { basedOn: 0, answers: [], comment: '' };
const SUBMIT = { ...SAVE, scorecardHash: SCORECARD_HASH };
const PERSON = { login: 'new', name: 'New', role: 'client', projects: ['shop'], teams: [], off: false };

const ASKING: Readonly<Record<RouteName, Asking>> = {
  'session.open': nothing('/api/session', { login: 'nobody-here', password: 'wrong' }),
  'session.close': nothing('/api/session'),
  'link.look': { names: 'nothing', ask: (_, { deps }) => ({ path: `/api/links/${linkOf(deps)}` }) },
  'link.use': {
    names: 'nothing',
    ask: (_, { deps }) => ({ path: `/api/links/${linkOf(deps)}`, body: { password: 'short' } }),
  },
  me: nothing('/api/me'),
  'me.change': nothing('/api/me', { theme: 'dark' }),
  overview: project((id) => `/api/overview?project=${id}`),
  number: project((id) => `/api/numbers/quality?project=${id}`),
  calls: nothing('/api/calls'),
  'calls.count': nothing('/api/calls/count'),
  'calls.export': nothing('/api/calls.csv'),
  call: call(callPath),
  'call.contacts': call((target) => `${callPath(target)}/contacts`),
  'call.audio': call((target) => `${callPath(target)}/audio/r`),
  'call.peaks': call((target) => `${callPath(target)}/peaks/r`),
  'uploads.add': project(
    (id) => `/api/uploads?project=${id}&name=a.wav`,
    () => new Uint8Array(16),
  ),
  upload: nothing(`/api/uploads/${'0'.repeat(32)}`),
  reviews: nothing('/api/reviews'),
  'reviews.choose': call(
    () => '/api/reviews',
    (target) => keyOf(target),
  ),
  review: call(reviewPath),
  'review.draft': call(
    (target) => `${reviewPath(target)}/draft`,
    () => SAVE,
  ),
  'review.submit': call(
    (target) => `${reviewPath(target)}/submit`,
    () => SUBMIT,
  ),
  remarks: nothing('/api/remarks'),
  'remarks.add': call(
    () => '/api/remarks',
    (target) => ({ ...CALLS[target], criterionId: 'offer', atMs: 1_000, text: 'Not right, here.' }),
  ),
  'remark.answer': {
    names: 'call',
    ask: (target, { deps }, who) => {
      const writer = accountOfLogin(deps.db, CALLS[target].operatorId)?.accountId ?? '';
      const of = { ...CALLS[target], accountId: writer, criterionId: 'offer', atMs: null, text: 'Not right.' };
      const remarkId = writer === '' || target === 'missing' ? `none-for-${who}` : addRemark(deps.db, NOW, of);
      return { path: `/api/remarks/${remarkId}/answer`, body: { text: 'It is.', decision: 'kept' } };
    },
  },
  checks: nothing('/api/checks'),
  'checks.choose': call(
    () => '/api/checks',
    (target) => ({ ...CALLS[target] }),
  ),
  check: call(checkPath),
  'check.draft': call(
    (target) => `${checkPath(target)}/draft`,
    () => SAVE,
  ),
  'check.submit': call(
    (target) => `${checkPath(target)}/submit`,
    () => SUBMIT,
  ),
  scorecards: nothing('/api/scorecards'),
  scorecard: nothing('/api/scorecards/inbound'),
  'scorecard.try': project(
    () => '/api/scorecards/inbound/try',
    (id) => ({ project: id, criterionId: 'offer', language: 'en', sentence: 'I offer you a lamp.' }),
  ),
  people: nothing('/api/people'),
  'people.add': nothing('/api/people', PERSON),
  'person.change': {
    names: 'nothing',
    ask: (_, { deps }) => ({ path: `/api/people/${idOf(deps, WHO.client)}`, body: { ...PERSON, login: WHO.client } }),
  },
  'person.link': { names: 'nothing', ask: (_, { deps }) => ({ path: `/api/people/${idOf(deps, WHO.client)}/link` }) },
  audit: nothing('/api/audit'),
};

function keyOf(target: Target): { readonly project: string; readonly callId: string } {
  const { project: id, callId } = CALLS[target];
  return { project: id, callId };
}

function idOf({ db }: ReviewWorld['deps'], login: string): string {
  return accountOfLogin(db, login)?.accountId ?? '';
}

function linkOf(deps: ReviewWorld['deps']): string {
  return makeLink(deps.db, NOW, idOf(deps, WHO.client)).token;
}

/** Which calls a reach takes in. */
const REACHED: Readonly<Record<Exclude<Reach, null>, readonly Target[]>> = {
  public: TARGETS,
  self: TARGETS,
  own: ['own'],
  team: ['own', 'team', 'unowned'],
  project: ['own', 'team', 'otherTeam', 'unowned', 'missing'],
  all: ['own', 'team', 'otherTeam', 'unowned', 'otherProject'],
};

function isReached(route: RouteName, who: (typeof ASKERS)[number], target: Target): boolean {
  const reach: Reach = RIGHTS[route].reach[who];
  if (reach === null) return false;
  const { names } = ASKING[route];
  if (names === 'nothing') return true;
  if (names === 'project') return reach === 'all' || CALLS[target].project === 'shop';
  return REACHED[reach].includes(target);
}

/** Told as if it were not there, or as not theirs. */
const CLOSED = ['NOT_FOUND', 'NOT_ALLOWED', 'SESSION_OVER'];
const refusal = z.object({ code: z.string() });

async function isOpened(response: Response): Promise<boolean> {
  if (response.ok) {
    await response.body?.cancel();
    return true;
  }
  const { code } = refusal.parse(await response.json());
  return !CLOSED.includes(code);
}

/** A call that was answered has a part to be checked and reviewed; of one that nobody took there is none. */
const NEEDS_PART: readonly RouteName[] = ['remark.answer', 'checks.choose', 'check', 'check.draft', 'check.submit'];

/** Routes that write into the store: each test of one has a store of its own, all others share one and only read it. */
const STORES: readonly RouteName[] = ['review.submit', 'check.submit'];
let shared: OpenedStore | null = null;
afterAll(async () => {
  const stored = await shared?.readJudgements(Object.values(CALLS));
  await shared?.close();
  // Nobody has written into it.
  if (stored !== undefined) expect(stored.map(({ evaluator }) => evaluator)).toEqual(Array(4).fill('machine'));
});

async function sharedStore(): Promise<OpenedStore> {
  if (shared !== null) return shared;
  shared = await openFileStore();
  await storeCalls(shared);
  return shared;
}

async function preparedWorld(route: RouteName): Promise<ReviewWorld> {
  const world = await openWorld(STORES.includes(route) ? null : await sharedStore());
  if (STORES.includes(route)) await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  for (const [login, kind] of [
    [WHO.operator, 'review'],
    [WHO.supervisor, 'check'],
  ] as const)
    for (const target of TARGETS)
      addAssignment(world.deps.db, {
        ...{ accountId: idOf(world.deps, login), kind, mode: 'verify', chosen: 'self', ...CALLS[target] },
        ...{ callStartedMs: NOW, drawnMs: NOW },
      });
  return world;
}

describe('the rights', () => {
  it.each(ROUTES.flatMap((route) => ASKERS.map((who) => [route, who] as const)))(
    'of %s hold for %s',
    async (route, who) => {
      const { names, ask } = ASKING[route];
      const world = await preparedWorld(route);
      const login = who === 'nobody' ? '' : WHO[who];
      for (const target of names === 'nothing' ? (['own'] as const) : TARGETS) {
        const { path, body } = ask(target, world, login);
        const response = await world.ask(login, RIGHTS[route].method, path, body);
        const isNothingThere = NEEDS_PART.includes(route) && target === 'unowned';
        const expected = isReached(route, who, target) && !isNothingThere;
        // An upload that was never made is nobody's.
        if (route === 'upload' && expected) expect(response.status).toBe(404);
        else expect([target, await isOpened(response)]).toEqual([target, expected]);
      }
    },
  );
});
