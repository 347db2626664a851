import type { Measured } from './measure.ts';
import { audioStage } from './audio-stage.ts';
import { growth } from './growth.ts';
import { memory } from './memory.ts';
import { row, writePage } from './page.ts';
import { review } from './review.ts';
import { speechPipeline } from './pipeline.ts';
import { benchScore } from './score.ts';
import { transcriptionStage } from './speech.ts';
import { stream } from './stream.ts';

type Say = (result: Measured) => void;

const isShort = process.argv.includes('--short');

const PARTS: Readonly<Record<string, (say: Say) => Promise<void>>> = {
  rules: (say) => {
    say(ruleScoring());
    return Promise.resolve();
  },
  speech: async (say) => {
    for (const measure of [transcriptionStage, audioStage]) say(await measure());
  },
  pipeline: async (say) => {
    for (const result of await speechPipeline()) say(result);
  },
  stream,
  growth: (say) => growth(say),
  memory: (say) => memory(say),
  review: (say) => review(say, isShort ? 'short' : 'whole'),
};

/**
 * `npm run bench` runs every benchmark, `npm run bench -- stream` those of a part. Prints each line as it comes, and writes
 * docs/benchmarks.md. Ends with 1 when a bar is missed, with 2 when there is no such part. `--short` makes `review` short,
 * and writes nothing down.
 */
const asked = process.argv.slice(2).filter((word) => word !== '--short');
const unknown = asked.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; the parts are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
const results: Measured[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  await measure((result) => {
    results.push(result);
    console.log(row(result));
  });
}
if (!isShort) writePage(results);
process.exitCode = results.some(({ pass }) => pass === false) ? 1 : 0;

/** P8: calls of five minutes scored against 25 criteria, a CPU-second. */
function ruleScoring(): Measured {
  const runs = Array.from({ length: 5 }, () => benchScore().callsPerCpuSecond).toSorted((a, b) => a - b);
  const middle = runs[2] ?? NaN;
  return {
    id: 'P8',
    what: 'rule scoring of a 5-minute call with 25 criteria, calls a CPU-second',
    bar: '≥ 300',
    ratio: middle,
    spread: [runs[0] ?? NaN, runs.at(-1) ?? NaN],
    n: runs.length,
    pass: middle >= 300,
    note: '',
  };
}
