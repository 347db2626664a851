import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { speechTools } from '../harness/speech-tools.ts';
import type { Measured } from './measure.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const HEAD = '| # | what | bar | median | spread | n | | measured | |\n|---|---|---|---|---|---|---|---|---|';

/** A row of the table: `| P1 | what | bar | **median** | least–most | n | met | 2026-11-25 | note |`. */
export function row({ id, what, bar, ratio, spread, n, pass, note }: Measured): string {
  const verdict = pass === null ? 'reported' : pass ? 'met' : 'missed';
  const print = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0);
  const [least, most] = spread;
  const day = new Date().toISOString().slice(0, 10);
  return `| ${id} | ${what} | ${bar} | **${print(ratio)}** | ${print(least)}–${print(most)} | ${String(n)} | ${verdict} | ${day} | ${note} |`;
}

/** Writes docs/benchmarks.md: these rows, and those of the page that were not measured this time, with their own day. */
export function writePage(measured: readonly Measured[]): void {
  const fresh = new Set(measured.map(({ id }) => id));
  const kept = rowsOf(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').filter((text) => !fresh.has(idOf(text)));
  const number = (text: string): number => Number(idOf(text).slice(1));
  const rows = [...kept, ...measured.map(row)].toSorted((a, b) => number(a) - number(b));
  writeFileSync(PAGE, page(rows));
}

function rowsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\| P\d+ \|/.test(line));
}

function idOf(text: string): string {
  return text.split('|')[1]?.trim() ?? '';
}

function page(rows: readonly string[]): string {
  const ffmpeg = execFileSync(speechTools.ffmpeg(), ['-version']).toString().split(' ')[2] ?? '';
  const machine = `${String(availableParallelism())} cores (${cpus()[0]?.model ?? 'unknown'}), ${(totalmem() / 1e9).toFixed(0)} GB`;
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. \`npm run bench -- stream\` measures a part of it (\`rules\`, \`speech\`, \`pipeline\`,
\`stream\`, \`growth\`, \`memory\`, \`review\`) and leaves the other rows as they were, with their day. Machine: ${machine}. Node ${process.version}, ffmpeg ${ffmpeg}, model
ggml-base-q8_0.

Every figure is a ratio between two things measured in turn in one run, A B A B: the median of the pairs, then the smallest
and the largest. It is one of CPU-seconds (user and system, children and servers included) where it does not say otherwise.
What A and B are stands at the head of each function in \`test/bench/\`. P8 is a rate of its own, and so is the delay of P13;
P11 is an exponent, the slope of log CPU time over log size (1 = twice as much costs twice as much); the slopes of P12 stand
with two standard errors on either side.

${HEAD}
${rows.join('\n')}

P1 leaves out the digest of the file, which the line reads once beside ffmpeg. In P3 every engine hears each second of both
channels, while the line hears only where somebody speaks, with the encoder's window cut to the turn, and adds the times of
words, which the others are not asked for. The bare engine is the same build of whisper.cpp. faster-whisper has the weights that
ours are converted from, in int8, one thread, greedy; of it only recognition is counted, of the line and of the bare engine
their start as well. The bar is held against the bare engine; faster-whisper is reported beside it, and its rows are never
missed.

P11 hears a sample call of one minute, pause included, repeated, with the real recogniser; its second row takes calls in and
scores them in one process with the embedded store. In P12 nothing is stubbed; in the hour somebody speaks a third of the time.
What the whole process holds grows for a while beside the program's own memory: the engine starts threads as it needs them,
and its allocator keeps what it once had. What the engine itself counts as in use stays between 17 and 42 MiB.

P6 compares with NDJSON, which names every column in every row. The loader leaves the names out; what it costs beside an insert of
the very lines that it writes is reported.

P15 is one of wall time, of the load's clock. The bare SQL is the very statements of the app over the socket of the same
process, at the same pace; reading their rows is not counted for it. The rows of lists and calls by themselves, and of CPU,
are reported.

P5 compares with a consumer that does not so much as look at a message. Reading 1 KB of JSON, which every consumer of JSON
has to do, costs more by itself than the bar leaves; what JSON.parse alone reaches stands beside it. P6, P7 and P13 run against
the engine that Etalon embeds, served over loopback HTTP, and a broker of one node, all on the machine named above.
`;
}
