import { median, pairs, ratioOf, type Measured } from './measure.ts';
import { LINES, type BenchLine } from './stream-line.ts';

/** Calls of a run, each with its CDR and its transcript. */
const CALLS = 2_000;
const WARM_UP = 500;
const PAIRS = 5;

/** What a run of `CALLS` took. */
export type Run = { readonly cpuSeconds: number; readonly seconds: number };
/** Each line by itself: CPU time of both, the slower one's time by the clock. */
type Alone = Run & { readonly ingestSeconds: number; readonly scoreSeconds: number };

/**
 * P7: what running together costs. A: ingest and score work off the same calls at once, from topics to evaluations. B:
 * ingest alone, score held; then score alone. Calls a CPU-second of everything: both processes, broker, server. By the
 * clock A can come near the slowest of B only where each process has a core of its own.
 */
export async function together(line: BenchLine): Promise<Measured> {
  await atOnce(line, 'warm', WARM_UP);
  const whole: Run[] = [];
  const parts: Alone[] = [];
  let nth = 0;
  const measured = await pairs(
    PAIRS,
    async () => perCpuSecond(whole, await atOnce(line, `a${String(nth++)}`)),
    async () => perCpuSecond(parts, await alone(line, `b${String(nth++)}`)),
  );
  const result = ratioOf(measured);
  const rate = (seconds: readonly number[]): string => (CALLS / median(seconds)).toFixed(0);
  const clock = median(parts.map(({ seconds }, run) => seconds / (whole[run]?.seconds ?? NaN)));
  return {
    id: 'P7',
    what: 'ingest and score together, recognition stubbed / what each reaches alone, calls a CPU-second of all processes',
    bar: '≥ 0.9',
    ...result,
    pass: result.ratio >= 0.9,
    note:
      `${rate(whole.map((run) => run.cpuSeconds))}/${rate(parts.map((run) => run.cpuSeconds))} calls a CPU-s; by the clock ` +
      `${rate(whole.map((run) => run.seconds))} calls a second together, ${rate(parts.map((run) => run.ingestSeconds))} ` +
      `ingest alone, ${rate(parts.map((run) => run.scoreSeconds))} score alone: ${clock.toFixed(2)} of the slower`,
  };
}

function perCpuSecond<R extends Run>(runs: R[], run: R): number {
  runs.push(run);
  return CALLS / run.cpuSeconds;
}

function cpuOfAll(line: BenchLine): number {
  return Object.values(line.cpuSeconds()).reduce((sum, seconds) => sum + seconds, 0);
}

export const idsOf = (prefix: string, calls: number): readonly string[] =>
  Array.from({ length: calls }, (_, nth) => `${prefix}-${String(nth)}`);

async function timed(line: BenchLine, work: () => Promise<void>): Promise<Run> {
  const cpu = cpuOfAll(line);
  const startedAt = performance.now();
  await work();
  return { cpuSeconds: cpuOfAll(line) - cpu, seconds: (performance.now() - startedAt) / 1_000 };
}

/** Both lines over calls that lie in the topics already. */
export async function atOnce(line: BenchLine, prefix: string, calls: number = CALLS): Promise<Run> {
  for (const one of LINES) line.hold(one);
  await line.send(idsOf(prefix, calls));
  return timed(line, async () => {
    for (const one of LINES) line.go(one);
    for (const one of LINES) await line.idle(one);
  });
}

async function alone(line: BenchLine, prefix: string): Promise<Alone> {
  for (const one of LINES) line.hold(one);
  await line.send(idsOf(prefix, CALLS));
  const [ingest, score] = [await only(line, 'ingest'), await only(line, 'score')];
  for (const one of LINES) line.go(one);
  return {
    cpuSeconds: ingest.cpuSeconds + score.cpuSeconds,
    seconds: Math.max(ingest.seconds, score.seconds),
    ingestSeconds: ingest.seconds,
    scoreSeconds: score.seconds,
  };
}

async function only(line: BenchLine, one: (typeof LINES)[number]): Promise<Run> {
  const run = await timed(line, async () => {
    line.go(one);
    await line.idle(one);
  });
  line.hold(one);
  return run;
}
