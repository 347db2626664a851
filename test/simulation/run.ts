/**
 * Deterministic simulation of the three lines: `node test/simulation/run.ts --from 1 --count 2000` runs seeded schedules
 * and ends with 1 at the first that breaks an invariant, with its seed and the trace of its effects; `--seed N` runs one.
 */
import { parseArgs } from 'node:util';
import { runSchedule } from './schedule.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.count) : 1;
const startedAt = performance.now();
let steps = 0;
for (let seed = from; seed < from + count; seed++) {
  const outcome = await runSchedule(seed, values.seed !== undefined);
  steps += outcome.steps;
  if (outcome.breaches.length === 0) continue;
  const { trace } = values.seed === undefined ? await runSchedule(seed, true) : outcome;
  console.log(trace.join('\n'));
  for (const { invariant, detail } of outcome.breaches.slice(0, 20))
    console.log(`seed ${String(seed)} breaks "${invariant}": ${detail}`);
  process.exit(1);
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${String(count)} schedules from seed ${String(from)}, ${String(steps)} steps, 0 breaches, ${(count / seconds).toFixed(0)} a second`,
);
