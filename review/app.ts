import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import { reasonOf } from '../errors.ts';
import { codeOf } from '../ingest/recordings/fetch-limits.ts';
import type { Account } from '../store/app/accounts.ts';
import { blindParts } from '../store/app/assignments.ts';
import { addAudit } from '../store/app/audit.ts';
import { accountOfSession } from '../store/app/sessions.ts';
import type { Asked, Handler } from './asked.ts';
import type { ReviewDeps } from './deps.ts';
import type { PageFiles } from './page-files.ts';
import { Refused } from './refused.ts';
import { drawReviews } from './reviews/draw-reviews.ts';
import { RIGHTS, type Right, type RouteName } from './rights.ts';
import { isFromOwnPages, isOwnHost } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionToken } from './session-cookie.ts';
import { viewerOf, type Viewer } from './viewer.ts';

export type AppParts = {
  readonly deps: ReviewDeps;
  /** Every route of rights.ts, and no other. */
  readonly handlers: Readonly<Record<RouteName, Handler>>;
  readonly pages: PageFiles;
  /** Hosts that the app answers to, with port. */
  readonly hosts: () => readonly string[];
};

/** The review app as a function of a request: rights first, then the handler, and a clear answer to all that goes wrong. */
export function reviewApp(parts: AppParts): (request: Request, place: string) => Promise<Response> {
  const app = new Hono<{ Bindings: { readonly place: string; readonly nonce: string } }>();
  for (const name of Object.keys(RIGHTS) as RouteName[]) {
    const right: Right = RIGHTS[name];
    const handler = parts.handlers[name];
    app.on(right.method, right.path, (context) =>
      answerOf(parts.deps, () => handled(parts, right, handler, context.req.raw, context.env.place, context)),
    );
  }
  // Of whoever watches over the process: it says nothing but that it answers.
  app.get('/healthz', () => new Response('ok\n', { headers: { 'content-type': 'text/plain; charset=utf-8' } }));
  app.all('/api/*', () => refusal(new Refused('NOT_FOUND')));
  app.get('*', (context) => parts.pages(new URL(context.req.url).pathname, context.env.nonce));
  app.all('*', () => refusal(new Refused('NOT_FOUND')));
  return async (request, place) => {
    const nonce = randomBytes(16).toString('base64');
    const response = isOwnHost(request.headers, parts.hosts())
      ? await app.fetch(request, { place, nonce })
      : refusal(new Refused('REQUEST_FORGED'));
    for (const [header, value] of Object.entries(securityHeaders(nonce))) response.headers.set(header, value);
    return response;
  };
}

async function handled(
  parts: AppParts,
  right: Right,
  handler: Handler,
  request: Request,
  place: string,
  context: Context,
): Promise<unknown> {
  const { deps } = parts;
  if (right.method !== 'GET' && !isFromOwnPages(request.headers, parts.hosts())) throw new Refused('REQUEST_FORGED');
  const token = sessionToken(request.headers, deps.baseUrl.startsWith('https:'));
  const account = token === '' ? null : accountOfSession(deps.db, deps.now(), token);
  const reach = right.reach[account?.role ?? 'nobody'];
  if (reach === null) throw unreached(deps, right, account, request);
  // Before an operator sees anything of their calls: what is drawn for self-review must not have been seen judged.
  const drawn = account !== null && reach === 'own' ? await drawReviews(deps, account) : account;
  let viewer: Viewer | null = null;
  const asked: Asked = {
    account: drawn,
    viewer: () => {
      if (drawn === null) throw new Refused('SESSION_OVER');
      viewer ??= viewerOf(drawn, reach, blindParts(deps.db, drawn), deps.known);
      return viewer;
    },
    params: context.req.param(),
    query: new URL(request.url).searchParams,
    request,
    body: (schema) => bodyOf(request, schema),
    place,
  };
  return handler(asked);
}

/** Whoever is signed in and asks for more than their role has is written down. What names a thing does not tell whether it is there. */
function unreached({ db, now }: ReviewDeps, right: Right, account: Account | null, request: Request): Refused {
  if (account === null) return new Refused('SESSION_OVER');
  addAudit(db, now(), {
    accountId: account.accountId,
    action: 'foreign_asked',
    details: { method: right.method, path: right.path },
  });
  void request.body?.cancel();
  return new Refused(right.path.includes(':') ? 'NOT_FOUND' : 'NOT_ALLOWED');
}

const MAX_BODY_BYTES = 1_000_000;

async function bodyOf<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  if (!(request.headers.get('content-type') ?? '').startsWith('application/json'))
    throw new Refused('REQUEST_INVALID', { field: 'content-type' });
  const parsed = schema.safeParse(jsonOf(await textOf(request)));
  if (parsed.success) return parsed.data;
  throw new Refused('REQUEST_INVALID', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
}

async function textOf(request: Request): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? MAX_BODY_BYTES + 1);
  // Pages always say how long a body is; what does not is not theirs.
  if (!(announced <= MAX_BODY_BYTES)) throw new Refused('REQUEST_INVALID', { field: 'size' });
  return request.text();
}

/** Halves of letters, which JSON can say and no store can keep, become signs of replacement. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
  } catch {
    throw new Refused('REQUEST_INVALID', { field: 'json' });
  }
}

async function answerOf(deps: ReviewDeps, work: () => Promise<unknown>): Promise<Response> {
  try {
    const answer = await work();
    return answer instanceof Response ? answer : json(answer, 200);
  } catch (error) {
    return refusal(refusedBy(deps, error));
  }
}

/** The store's faults are told as such; what nobody foresaw is logged once, here, without the words of the request. */
function refusedBy({ log }: ReviewDeps, error: unknown): Refused {
  if (error instanceof Refused) return error;
  const { code } = reasonOf(error);
  if (code === 'STORE_AWAY') return new Refused('STORE_AWAY');
  // Its sender went away in the middle: nobody reads the answer, and a log that strangers can fill is read by nobody.
  if (codeOf(error) === 'ECONNRESET') return new Refused('REQUEST_INVALID', { field: 'body' });
  log.error(
    { code, stack: error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4).join('\n') : '' },
    'request failed',
  );
  return new Refused('UNEXPECTED', { code });
}

function refusal(refused: Refused): Response {
  return json({ code: refused.code, params: refused.params, ...refused.also }, refused.status);
}

/** Nothing of it is kept by a browser or on the way. */
function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body ?? null), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
