import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce, idsOf, type Run } from './line.ts';
import { median, pairs, ratioOf, type Measured } from './measure.ts';
import { LINES, type BenchLine } from './stream-line.ts';

/** A busy hour of a thousand seats (2 calls a minute each) is 33 calls a second; here on one machine beside everything. */
const CALLS_A_SECOND = 20;
const SECONDS = 30;
const LOOK_MS = 100;
const STRAGGLERS_MS = 60_000;
const QUANTILE = 0.95;
const RUNS = 5;

/**
 * P13, first half: from the moment the broker has acknowledged a call's CDR and transcript to the moment its evaluation
 * can be read, at a steady rate; seconds, looked for every 100 ms. What recognition takes comes on top.
 */
export async function delay(line: BenchLine): Promise<Measured> {
  await steady(line, 'warm', 10);
  const runs: number[] = [];
  for (let nth = 0; nth < RUNS; nth++) runs.push(quantileOf(await steady(line, `d${String(nth)}`, SECONDS)));
  const middle = median(runs);
  return {
    id: 'P13',
    what: `queue-to-row delay beyond recognition, p95 in seconds, at ${String(CALLS_A_SECOND)} calls a second`,
    bar: '≤ 2 s',
    ratio: middle,
    spread: [Math.min(...runs), Math.max(...runs)],
    n: RUNS,
    pass: middle <= 2,
    note: `each of ${String(CALLS_A_SECOND * SECONDS)} calls, CDR and transcript acknowledged → evaluation readable`,
  };
}

/** Delays in seconds, one for each call. */
async function steady(line: BenchLine, prefix: string, seconds: number): Promise<readonly number[]> {
  const sentAt = new Map<string, number>();
  const delays = new Map<string, number>();
  const sending = (async () => {
    const startedAt = performance.now();
    for (let second = 0; second < seconds; second++) {
      const ids = idsOf(`${prefix}-${String(second)}`, CALLS_A_SECOND);
      for (const [nth, id] of ids.entries()) {
        await sleep(Math.max(0, startedAt + (second + nth / CALLS_A_SECOND) * 1_000 - performance.now()));
        await line.send([id]);
        sentAt.set(id, performance.now());
      }
    }
  })();
  const lastLook = performance.now() + seconds * 1_000 + STRAGGLERS_MS;
  const total = seconds * CALLS_A_SECOND;
  while (delays.size < total) {
    if (performance.now() > lastLook) throw new Error(`${String(total - delays.size)} calls were not scored`);
    const seen = await line.scored(prefix);
    const now = performance.now();
    // Scored before the broker's word reached this process: there was no delay to speak of.
    for (const id of seen) if (!delays.has(id)) delays.set(id, (now - (sentAt.get(id) ?? now)) / 1_000);
    await sleep(LOOK_MS);
  }
  await sending;
  return [...delays.values()];
}

function quantileOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * QUANTILE) - 1] ?? NaN;
}

const BACKLOG_CALLS = 2_000;
const AWAY_MS = 15_000;

/**
 * P13, second half: how fast the line catches up. A: the calls come while the store is away for 15 s; the clock begins
 * when it is back. B: as many calls lie in the topics and nothing was ever away. Calls a second by the clock, for what
 * an outage adds is waiting.
 */
export async function catchingUp(line: BenchLine): Promise<Measured> {
  let nth = 0;
  const perSecond = ({ seconds }: Run): number => BACKLOG_CALLS / seconds;
  const measured = await pairs(
    RUNS,
    async () => perSecond(await afterOutage(line, `o${String(nth++)}`)),
    async () => perSecond(await atOnce(line, `s${String(nth++)}`, BACKLOG_CALLS)),
  );
  const result = ratioOf(measured);
  return {
    id: 'P13',
    what: 'calls a second after the store was away for 15 s / calls a second when nothing was',
    bar: '≥ 0.95',
    ...result,
    pass: result.ratio >= 0.95,
    note: `by the clock; ${measured.map(({ a, b }) => `${a.toFixed(0)}/${b.toFixed(0)}`).join(', ')} calls a second`,
  };
}

async function afterOutage(line: BenchLine, prefix: string): Promise<Run> {
  line.storeAway();
  await line.send(idsOf(prefix, BACKLOG_CALLS));
  await sleep(AWAY_MS);
  const startedAt = performance.now();
  await line.storeBack();
  for (const one of LINES) await line.idle(one);
  return { cpuSeconds: NaN, seconds: (performance.now() - startedAt) / 1_000 };
}
