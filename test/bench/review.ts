import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { cpuSecondsOf, median, ratioOf, type Measured, type Pair } from './measure.ts';
import { openReviewData, REVIEW_DATA } from './review-data.ts';
import { loadResult, type LoadOrder, type LoadResult } from './review-load.ts';
import { signedIn, writeReviewConfig } from './review-users.ts';

/** `short`: one pair of one round, to see that it works. */
export type Length = 'whole' | 'short';
const RUNS: Readonly<Record<Length, { readonly pairs: number; readonly rounds: number }>> = {
  whole: { pairs: 5, rounds: 3 },
  short: { pairs: 1, rounds: 1 },
};
const THINK_MS = 5_000;
const BAR = 1.5;

/**
 * P15: what the review app adds to its statements. A: fifty people over HTTP, each a list of calls with a usual filter, its
 * next page, and a call of it, with a think time of 5 s. B: the same statements at the same pace by the client over the
 * endpoint's socket. A million calls, ids that grow with time, as telephone systems make them. The app, the store in it
 * and the endpoint are one process, the load is another one.
 */
export async function review(say: (result: Measured) => void, length: Length): Promise<void> {
  const folder = join(tmpdir(), 'etalon-review-ordered');
  await (await openReviewData(folder, { ...REVIEW_DATA, ids: 'ordered' })).close();
  const work = mkdtempSync(join(tmpdir(), 'etalon-review-work-'));
  writeReviewConfig(work);
  const server = await serve(folder, work);
  try {
    const { pairs, rounds } = RUNS[length];
    const runs: Run[] = [];
    // What nobody has asked yet, the engine reads from the disk: once for all.
    await under({ ...server.place, work, rounds: 1, thinkMs: THINK_MS, seed: 'before', by: 'app' }, server.pid);
    for (let nth = 0; nth < pairs; nth++) {
      const order = { ...server.place, work, rounds, thinkMs: THINK_MS, seed: String(nth) };
      const a = await under({ ...order, by: 'app' }, server.pid);
      runs.push({ a, b: await under({ ...order, by: 'sql' }, server.pid) });
    }
    for (const result of resultsOf(runs)) say(result);
  } finally {
    await server.end();
    rmSync(work, { recursive: true, force: true });
  }
}

type Load = LoadResult & { readonly cpuSeconds: number };
type Run = { readonly a: Load; readonly b: Load };

function resultsOf(runs: readonly Run[]): readonly Measured[] {
  const errors = runs.reduce((sum, { a, b }) => sum + a.errors + b.errors, 0);
  const line = (what: string, of: (load: Load) => number, isHeld: boolean, unit: string): Measured => {
    const measured: readonly Pair[] = runs.map(({ a, b }) => ({ a: of(a), b: of(b) }));
    const result = ratioOf(measured);
    const each = measured.map(({ a, b }) => `${a.toFixed(0)}/${b.toFixed(0)}`).join(', ');
    const pass = isHeld ? result.ratio <= BAR && errors === 0 : null;
    const note = `${unit} ${each}; ${String(errors)} errors`;
    return {
      id: 'P15',
      what: `review app, 50 people, a million calls: ${what}`,
      bar: `≤ ${String(BAR)}`,
      ...result,
      pass,
      note,
    };
  };
  const all = ({ listMs, callMs }: Load): readonly number[] => [...listMs, ...callMs];
  return [
    line('p95 of a request / of its bare SQL', (load) => percentile(all(load), 0.95), true, 'ms'),
    line('median of a request / of its bare SQL', (load) => median(all(load)), true, 'ms'),
    line('p95 of a list / of its bare SQL', (load) => percentile(load.listMs, 0.95), false, 'ms'),
    line('p95 of a call / of its bare SQL', (load) => percentile(load.callMs, 0.95), false, 'ms'),
    line(
      'CPU of the process that serves',
      (load) => (1_000 * load.cpuSeconds) / all(load).length,
      false,
      'CPU-ms a request',
    ),
  ];
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((x, y) => x - y)[Math.ceil(share * values.length) - 1] ?? NaN;
}

async function under(order: LoadOrder, serverPid: number): Promise<Load> {
  const before = cpuSecondsOf(serverPid);
  const child = spawn(process.execPath, [script('review-load.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  child.stdin.end(JSON.stringify(order));
  const said = await text(child.stdout);
  await closed;
  return { ...loadResult.parse(JSON.parse(said)), cpuSeconds: cpuSecondsOf(serverPid) - before };
}

const place = z.object({ url: z.string(), socket: z.string(), users: z.array(signedIn) });
type Server = {
  readonly pid: number;
  readonly place: z.infer<typeof place>;
  readonly end: () => Promise<void>;
};

async function serve(folder: string, work: string): Promise<Server> {
  const child = spawn(process.execPath, [script('review-server.ts'), folder, work], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = await firstLine(child);
  if (child.pid === undefined || said === null) throw new Error('the review server did not start');
  return {
    pid: child.pid,
    place: place.parse(JSON.parse(said)),
    end: async () => {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string | null> {
  if (stdout === null) return null;
  for await (const line of createInterface({ input: stdout })) return line;
  return null;
}

const script = (name: string): string => join(import.meta.dirname, name);
