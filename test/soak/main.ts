/**
 * `npm run soak -- [schedules|kills|rebalances|fuzz …] [--minutes 60]`: the fault tests, longer. Each kind runs in rounds with
 * seeds of their own until the time is up or its bar is reached; after each round the totals are written, so that a
 * soak that was broken off goes on where it was. A round that finds a breach is kept with its seed, and ends the soak with 1;
 * so does a soak whose time is up before its bars are reached, and it says so.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTotals, shortOf, type Totals } from './totals.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'data', 'soak');
const FILE = join(FOLDER, 'totals.json');
const BIN = join(ROOT, 'node_modules', '.bin');

type Kind = keyof Totals;
type Round = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** How much a round does, what the bar is (reliability R1, R2, R7, R9), and how a round is run; `from` makes its seed. */
const KINDS: Readonly<
  Record<Kind, { readonly bar: number; readonly each: number; readonly round: (from: number) => Round }>
> = {
  schedules: {
    bar: 100_000,
    each: 2_000,
    round: (from) => ({
      command: process.execPath,
      args: ['test/simulation/run.ts', '--from', String(from + 1), '--count', '2000'],
      env: {},
    }),
  },
  kills: { bar: 1_000, each: 50, round: (from) => faultRound('kills', from, 50) },
  rebalances: { bar: 200, each: 20, round: (from) => faultRound('rebalances', from, 20) },
  // Counted by recordings; five messages go with each.
  fuzz: { bar: 20_000, each: 500, round: (from) => fuzzRound(from, 500) },
};

/** A file of test/fault/stream with its count and seed from here. */
function faultRound(name: string, from: number, count: number): Round {
  return {
    command: join(BIN, 'vitest'),
    args: ['run', '--project', 'fault', `test/fault/stream/${name}.test.ts`],
    env: { SOAK_COUNT: String(count), SOAK_SEED: `soak ${String(from)}` },
  };
}

/** Seeds begin where those of npm test have ended long ago. */
function fuzzRound(from: number, count: number): Round {
  const [first, recordings, messages] = [100_000 + 5 * from, count, 5 * count].map(String);
  const args = [
    'test/fuzz/run.ts',
    '--from',
    first ?? '',
    '--recordings',
    recordings ?? '',
    '--messages',
    messages ?? '',
  ];
  return { command: process.execPath, args, env: {} };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '60' } },
});
const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => positionals.length === 0 || positionals.includes(kind));
const until = Date.now() + Number(values.minutes) * 60_000;
const totals = readTotals(FILE);

for (let nth = 0; Date.now() < until; nth++) {
  const open = kinds.filter((kind) => totals[kind].done < KINDS[kind].bar);
  const kind = open[nth % open.length];
  if (kind === undefined) break;
  const { each, round } = KINDS[kind];
  const total = totals[kind];
  const code = await run(round(total.done));
  total.rounds += 1;
  if (code === 0) total.done += each;
  else total.breaches.push(`from ${String(total.done)}`);
  write(totals);
  console.log(
    `${kind}: ${String(total.done)} of ${String(KINDS[kind].bar)} done, ${String(total.breaches.length)} breaches`,
  );
  if (code !== 0) {
    process.exitCode = 1;
    break;
  }
}
for (const kind of kinds)
  console.log(
    `${kind}: ${String(totals[kind].done)} of ${String(KINDS[kind].bar)}, ${String(totals[kind].breaches.length)} breaches in all`,
  );
const short = shortOf(totals, Object.fromEntries(kinds.map((kind) => [kind, KINDS[kind].bar])));
for (const line of short) console.error(line);
if (short.length > 0) process.exitCode = 1;

function run({ command, args, env }: Round): Promise<number | null> {
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => {
    child.once('exit', resolve);
  });
}

/** Whole or not at all: a soak that is killed while it writes must find its totals again. */
function write(of: Totals): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FILE}.part`, `${JSON.stringify(of, null, 2)}\n`);
  renameSync(`${FILE}.part`, FILE);
}
