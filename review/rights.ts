import type { Role } from './contract/people.ts';

/**
 * How far a role reaches by a route. `public`: without an account. `self`: what belongs to the account. `own`: calls on which
 * the viewer was an operator. `team`: calls of operators of the viewer's teams. `project`: the numbers of the viewer's
 * projects. `all`: everything. null: not at all (404 where the route names a thing, else 403).
 */
export type Reach = 'public' | 'self' | 'own' | 'team' | 'project' | 'all' | null;
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Right = {
  readonly method: Method;
  readonly path: string;
  readonly reach: Readonly<Record<Role | 'nobody', Reach>>;
};

type Reaches = Partial<Readonly<Record<Role | 'nobody', Reach>>>;

const right = (method: Method, path: string, reach: Reaches): Right => ({
  method,
  path,
  reach: {
    nobody: null,
    operator: null,
    supervisor: null,
    client: null,
    executive: null,
    administrator: null,
    ...reach,
  },
});

const ANYBODY: Reaches = {
  nobody: 'public',
  operator: 'public',
  supervisor: 'public',
  client: 'public',
  executive: 'public',
  administrator: 'public',
};
const SIGNED_IN: Reaches = {
  operator: 'self',
  supervisor: 'self',
  client: 'self',
  executive: 'self',
  administrator: 'self',
};
/** Operators' own numbers leave blind calls out; supervisors see operators of their teams by name. */
const NUMBERS: Reaches = {
  operator: 'own',
  supervisor: 'team',
  client: 'project',
  executive: 'project',
  administrator: 'all',
};
const CALLS: Reaches = { operator: 'own', supervisor: 'team', administrator: 'all' };
const RULES: Reaches = { operator: 'project', supervisor: 'project', executive: 'project', administrator: 'all' };
const OPERATORS: Reaches = { operator: 'own' };
const SUPERVISORS: Reaches = { supervisor: 'team' };
const ADMINISTRATORS: Reaches = { administrator: 'all' };

const CALL = '/api/calls/:project/:callId';
const REVIEW = '/api/reviews/:project/:callId';
const CHECK = '/api/checks/:project/:callId/:operatorId';

/**
 * Who may do what: the one table. The server registers no route that is not here, and tests ask every route as every role
 * for what is theirs and what is not (test/integration/review/rights.test.ts).
 */
export const RIGHTS = {
  'session.open': right('POST', '/api/session', ANYBODY),
  'session.close': right('DELETE', '/api/session', SIGNED_IN),
  'link.look': right('GET', '/api/links/:token', ANYBODY),
  'link.use': right('POST', '/api/links/:token', ANYBODY),
  me: right('GET', '/api/me', SIGNED_IN),
  'me.change': right('PUT', '/api/me', SIGNED_IN),

  overview: right('GET', '/api/overview', NUMBERS),
  number: right('GET', '/api/numbers/:id', NUMBERS),

  calls: right('GET', '/api/calls', CALLS),
  'calls.count': right('GET', '/api/calls/count', CALLS),
  'calls.export': right('GET', '/api/calls.csv', CALLS),
  call: right('GET', CALL, CALLS),
  'call.contacts': right('GET', `${CALL}/contacts`, CALLS),
  'call.audio': right('GET', `${CALL}/audio/:recordingId`, CALLS),
  'call.peaks': right('GET', `${CALL}/peaks/:recordingId`, CALLS),

  'uploads.add': right('POST', '/api/uploads', { supervisor: 'project', administrator: 'all' }),
  upload: right('GET', '/api/uploads/:uploadId', { supervisor: 'self', administrator: 'self' }),

  reviews: right('GET', '/api/reviews', OPERATORS),
  'reviews.choose': right('POST', '/api/reviews', OPERATORS),
  review: right('GET', REVIEW, OPERATORS),
  'review.draft': right('PUT', `${REVIEW}/draft`, OPERATORS),
  'review.submit': right('POST', `${REVIEW}/submit`, OPERATORS),

  remarks: right('GET', '/api/remarks', { operator: 'own', supervisor: 'team' }),
  'remarks.add': right('POST', '/api/remarks', OPERATORS),
  'remark.answer': right('POST', '/api/remarks/:remarkId/answer', SUPERVISORS),

  checks: right('GET', '/api/checks', SUPERVISORS),
  'checks.choose': right('POST', '/api/checks', SUPERVISORS),
  check: right('GET', CHECK, SUPERVISORS),
  'check.draft': right('PUT', `${CHECK}/draft`, SUPERVISORS),
  'check.submit': right('POST', `${CHECK}/submit`, SUPERVISORS),

  scorecards: right('GET', '/api/scorecards', RULES),
  scorecard: right('GET', '/api/scorecards/:scorecardId', RULES),
  'scorecard.try': right('POST', '/api/scorecards/:scorecardId/try', RULES),

  people: right('GET', '/api/people', ADMINISTRATORS),
  'people.add': right('POST', '/api/people', ADMINISTRATORS),
  'person.change': right('PUT', '/api/people/:accountId', ADMINISTRATORS),
  'person.link': right('POST', '/api/people/:accountId/link', ADMINISTRATORS),
  audit: right('GET', '/api/audit', ADMINISTRATORS),
} as const satisfies Readonly<Record<string, Right>>;

export type RouteName = keyof typeof RIGHTS;

/** The routes a role can use at all. */
export function routesOf(role: Role): readonly RouteName[] {
  return (Object.keys(RIGHTS) as RouteName[]).filter((name) => RIGHTS[name].reach[role] !== null);
}
