/**
 * Fifty people at work, in a process that does nothing else. Reads one order from its standard input: how they ask (`app`:
 * the pages' own requests; `sql`: the same statements, by the client, over the endpoint's socket), where, and for how long.
 * Writes what each request took, in ms, and how many failed.
 *
 * A round is a list with a usual filter, its next page, and a call of it; think time before each, 5 s in the mean, the same
 * for both ways. Of `sql` only the statements count: not the reading of their rows, nor anything that the app knows.
 */
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readConfigured } from '../../configured.ts';
import { callPage } from '../../queries/call-page.ts';
import { recordingsOfCall } from '../../review/call/stored-call.ts';
import { callViewerOf, listAsked } from '../../review/calls/list-filters.ts';
import { RIGHTS } from '../../review/rights.ts';
import { viewerOf, type Viewer } from '../../review/viewer.ts';
import { randomStream } from '../../simulate/random.ts';
import { accountOfLogin } from '../../store/app/accounts.ts';
import { openAppDb } from '../../store/app/app-db.ts';
import { blindParts } from '../../store/app/assignments.ts';
import { connect } from '../../store/clickhouse.ts';
import { readers } from '../../store/readers.ts';
import type { CallKey, Query } from '../../store/store.ts';
import { REVIEW_DATABASE, REVIEW_TO_MS } from './review-data.ts';
import { signedIn, type SignedIn } from './review-users.ts';

const orderSchema = z.object({
  by: z.enum(['app', 'sql']),
  url: z.string(),
  socket: z.string(),
  work: z.string(),
  users: z.array(signedIn),
  rounds: z.number(),
  thinkMs: z.number(),
  seed: z.string(),
});
export type LoadOrder = z.infer<typeof orderSchema>;
export const loadResult = z.object({ listMs: z.array(z.number()), callMs: z.array(z.number()), errors: z.number() });
export type LoadResult = z.infer<typeof loadResult>;

type Page = { readonly calls: readonly CallKey[]; readonly more: (() => Promise<Timed<Page>>) | null };
type Timed<T> = { readonly ms: number; readonly answer: T };
/** How one person asks. */
type Asking = {
  readonly list: (filter: string) => Promise<Timed<Page>>;
  readonly call: (key: CallKey) => Promise<Timed<unknown>>;
};

const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(REVIEW_TO_MS - days * DAY_MS).toISOString().slice(0, 10);
const WEEK = `from=${dayBefore(7)}&to=${dayBefore(1)}`;
const MONTH = `from=${dayBefore(28)}&to=${dayBefore(1)}`;
/** What people look for, the usual oftener than the rest. */
const FILTERS = [
  ...['', WEEK, MONTH, `${WEEK}&queue=claims`, `${MONTH}&queue=support`, `${WEEK}&direction=outbound`],
  ...[`${MONTH}&maxScore=70`, `${WEEK}&maxScore=60`, `${WEEK}&failed=criterion3`, `${MONTH}&words=word17`],
];

async function work(order: LoadOrder): Promise<LoadResult> {
  const result = { listMs: [] as number[], callMs: [] as number[], errors: 0 };
  const { askingOf, close } = order.by === 'app' ? byApp(order) : bySql(order);
  await Promise.all(order.users.map((user) => atWork(order, user, askingOf(user), result)));
  await close();
  return result;
}

async function atWork(
  { seed, rounds, thinkMs }: LoadOrder,
  { login }: SignedIn,
  { list, call }: Asking,
  result: { readonly listMs: number[]; readonly callMs: number[]; errors: number },
): Promise<void> {
  const random = randomStream(`${seed} ${login}`);
  const timed = async <T>(into: number[], ask: () => Promise<Timed<T>>): Promise<T | null> => {
    await pause(thinkMs * (0.5 + random()));
    try {
      const { ms, answer } = await ask();
      into.push(ms);
      return answer;
    } catch (error) {
      result.errors += 1;
      process.stderr.write(`${String(error)}\n`);
      return null;
    }
  };
  for (let round = 0; round < rounds; round++) {
    const page = await timed(result.listMs, () => list(FILTERS[Math.floor(random() * FILTERS.length)] ?? ''));
    const more = page?.more ?? null;
    if (more !== null) await timed(result.listMs, more);
    const key = page?.calls[Math.floor(random() * page.calls.length)];
    if (key !== undefined) await timed(result.callMs, () => call(key));
  }
}

type Way = { readonly askingOf: (user: SignedIn) => Asking; readonly close: () => Promise<void> };

const shownPage = z.object({
  rows: z.array(z.object({ project: z.string(), callId: z.string() })),
  next: z.string().nullable(),
});

function byApp({ url }: LoadOrder): Way {
  const get = async ({ cookie }: SignedIn, path: string): Promise<Timed<unknown>> => {
    const begun = performance.now();
    const response = await fetch(`${url}${path}`, { headers: { cookie } });
    const body = await response.text();
    const ms = performance.now() - begun;
    if (!response.ok) throw new Error(`${String(response.status)} ${path}: ${body}`);
    return { ms, answer: JSON.parse(body) };
  };
  const list = async (user: SignedIn, filter: string): Promise<Timed<Page>> => {
    const { ms, answer } = await get(user, `/api/calls?${filter}`);
    const { rows, next } = shownPage.parse(answer);
    const more = next === null ? null : () => list(user, `${filter.replace(/&?cursor=.*/, '')}&cursor=${next}`);
    return { ms, answer: { calls: rows, more } };
  };
  return {
    askingOf: (user) => ({
      list: (filter) => list(user, filter),
      call: ({ project, callId }) => get(user, `/api/calls/${project}/${callId}`),
    }),
    close: () => Promise.resolve(),
  };
}

const ROWS_A_PAGE = 50;

function bySql({ socket, work: folder }: LoadOrder): Way {
  const patience = { attempts: 1, signal: new AbortController().signal, onRetry: (): void => undefined };
  const database = connect({ by: 'socket', path: socket }, REVIEW_DATABASE, patience);
  const known = readConfigured(folder);
  const db = openAppDb(folder);
  const viewers = new Map<string, Viewer>();
  const viewerFor = (login: string): Viewer => {
    const account = accountOfLogin(db, login);
    const reach = account === null ? null : RIGHTS.calls.reach[account.role];
    if (account === null || reach === null) throw new Error(`${login} sees no calls`);
    const viewer = viewers.get(login) ?? viewerOf(account, reach, blindParts(db, account), known);
    viewers.set(login, viewer);
    return viewer;
  };
  const list = async (
    viewer: Viewer,
    filter: string,
    after: Parameters<typeof callPage>[3]['after'],
  ): Promise<Timed<Page>> => {
    let ms = 0;
    const store = {
      run: async <P extends Readonly<Record<string, unknown>>, Row>(
        query: Query<P, Row>,
        params: P,
      ): Promise<readonly Row[]> => {
        const begun = performance.now();
        const rows = await database.query(query.sql, params);
        ms += performance.now() - begun;
        return rows.map((row) => query.parse(row));
      },
    };
    const { filters, sort } = listAsked(new URLSearchParams(filter), viewer, known);
    const { rows, next } = await callPage(store, filters, callViewerOf(viewer), { sort, after, limit: ROWS_A_PAGE });
    return { ms, answer: { calls: rows, more: next === null ? null : () => list(viewer, filter, next) } };
  };
  const asked = (sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<readonly unknown[]> =>
    database.query(sql, params).then(() => []);
  const read = readers({ ...database, query: asked });
  return {
    askingOf: ({ login }) => ({
      list: (filter) => list(viewerFor(login), filter, null),
      call: async (key) => {
        const begun = performance.now();
        const { project, callId } = key;
        await Promise.all([
          ...[read.readCalls([key]), read.readTranscripts([key]), read.readTones([key]), read.readJudgements([key])],
          asked(recordingsOfCall.sql, { project, callId }),
        ]);
        return { ms: performance.now() - begun, answer: null };
      },
    }),
    close: async () => {
      db.close();
      await database.close();
    },
  };
}

if (import.meta.main) {
  const order = orderSchema.parse(JSON.parse(await text(process.stdin)));
  process.stdout.write(JSON.stringify(await work(order)));
}
