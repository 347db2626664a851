import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { speechTools } from '../harness/speech-tools.ts';
import { audioStage } from './audio-stage.ts';
import type { Measured } from './measure.ts';
import { benchScore } from './score.ts';
import { speechPipeline, transcriptionStage } from './speech.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

/** Runs every benchmark, prints each line as it comes, and writes docs/benchmarks.md. Ends with 1 when a bar is missed. */
const results: Measured[] = [];
for (const measure of [ruleScoring, transcriptionStage, speechPipeline, audioStage]) {
  const result = await measure();
  results.push(result);
  console.log(row(result));
}
writeFileSync(PAGE, page(results.toSorted((a, b) => a.id.localeCompare(b.id))));
process.exitCode = results.some(({ pass }) => pass === false) ? 1 : 0;

/** P8: calls of five minutes scored against 25 criteria, a CPU-second. */
function ruleScoring(): Promise<Measured> {
  const runs = Array.from({ length: 5 }, () => benchScore().callsPerCpuSecond).toSorted((a, b) => a - b);
  const middle = runs[2] ?? NaN;
  return Promise.resolve({
    id: 'P8',
    what: 'rule scoring of a 5-minute call with 25 criteria, calls a CPU-second',
    bar: '≥ 300',
    ratio: middle,
    spread: [runs[0] ?? NaN, runs.at(-1) ?? NaN],
    n: runs.length,
    pass: middle >= 300,
    note: '',
  });
}

function row({ id, what, bar, ratio, spread, n, pass, note }: Measured): string {
  const verdict = pass === null ? '–' : pass ? 'met' : 'missed';
  const print = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  const [least, most] = spread;
  return `| ${id} | ${what} | ${bar} | **${print(ratio)}** | ${print(least)}–${print(most)} | ${n} | ${verdict} | ${note} |`;
}

function page(measured: readonly Measured[]): string {
  const ffmpeg = execFileSync(speechTools.ffmpeg(), ['-version']).toString().split(' ')[2] ?? '';
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB`;
  return `# Benchmarks

Written by \`npm run bench\` on ${day}; do not edit. Machine: ${machine}. Node ${process.version}, ffmpeg ${ffmpeg}, model ggml-base-q8_0.

Every figure is a ratio of CPU-seconds (user and system, children included) between two things measured in turn in one
run, A B A B: the median of the pairs, then the smallest and the largest. What A and B are stands at the head of each
function in \`test/bench/\`. P8 is a rate of its own.

| # | what | bar | median | spread | n | | |
|---|---|---|---|---|---|---|---|
${measured.map(row).join('\n')}

P1 leaves out the digest of the file, which the line reads once beside ffmpeg. In P3 the bare engine is the same build of
whisper.cpp, on every second of both channels with words: the line wins by hearing only where somebody speaks, with the
encoder's window cut to the turn. What stands in the way of more: whisper.cpp as built for npm decodes sparse calls at about
half the speed of faster-whisper with the same weights, which is not measured here.
`;
}
