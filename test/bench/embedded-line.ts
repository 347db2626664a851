/**
 * The line with its embedded store in a process of its own, which the benchmarks look at from inside: `node --expose-gc
 * embedded-line.ts '<LineOrder as JSON>'`. Each step puts so many calls into the inbox and runs the line until nothing is
 * left to do. Prints an EmbeddedRun as JSON.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { readConfig } from '../../config.ts';
import { openLine } from '../../one-machine/open-line.ts';
import type { Watcher } from '../../one-machine/one-machine.ts';
import { putCalls } from './inbox-calls.ts';
import { cpuSeconds } from './measure.ts';
import { SAMPLES } from './samples.ts';

const Order = z.object({ folder: z.string(), steps: z.array(z.number().int().nonnegative()) });
type LineOrder = z.infer<typeof Order>;

/**
 * `steps`: CPU time of each, and what is held after it and a collection of garbage: by the program itself (objects and
 * buffers), and by the whole process with the engine in it.
 */
const Run = z.object({
  steps: z.array(z.object({ cpuSeconds: z.number(), ownBytes: z.number(), rssBytes: z.number() })),
  peakRssBytes: z.number(),
  scored: z.number(),
});
export type EmbeddedRun = z.infer<typeof Run>;

export type RunOptions = {
  /** Calls with a finished transcript that each step puts into the inbox; 0 = what lies there already. */
  readonly steps: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** Fills the inbox before the line opens. */
  readonly prepare?: (inboxDir: string) => void;
  /** While the line runs, with the id of its process. */
  readonly watch?: (pid: number) => void;
};

/** Runs the embedded line over a fresh data folder, in a process of its own. */
export async function runEmbedded({ steps, env = {}, prepare, watch }: RunOptions): Promise<EmbeddedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  const order: LineOrder = { folder, steps: [...steps] };
  try {
    putCalls(join(folder, 'inbox'), 'none', 0);
    prepare?.(join(folder, 'inbox'));
    const child = spawn(process.execPath, ['--expose-gc', import.meta.filename, JSON.stringify(order)], {
      env: { ...process.env, ETALON_SLOTS: '1', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.pid !== undefined) watch?.(child.pid);
    const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (child.exitCode !== 0) throw new Error(`the line ended with ${String(child.exitCode ?? child.signalCode)}`);
    return Run.parse(JSON.parse(printed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function work({ folder, steps }: LineOrder): Promise<EmbeddedRun> {
  const inboxDir = join(folder, 'inbox');
  const done: EmbeddedRun['steps'] = [];
  const counted = { scored: 0 };
  const { signal } = new AbortController();
  const config = readConfig({ configDir: SAMPLES, inboxDir, dataDir: join(folder, 'data') });
  const line = await openLine(config, watcherOf(counted), signal);
  for (const [nth, calls] of steps.entries()) {
    putCalls(inboxDir, `s${String(nth)}`, calls);
    const before = cpuSeconds();
    await line.run({ once: true, signal });
    const used = cpuSeconds() - before;
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    done.push({ cpuSeconds: used, ownBytes: heapUsed + external, rssBytes: rss });
  }
  await line.close();
  return { steps: done, peakRssBytes: process.resourceUsage().maxRSS * 1024, scored: counted.scored };
}

function watcherOf(counted: { scored: number }): Watcher {
  return {
    notice: (path, reason) => {
      console.error(`${path}: ${reason.code}`);
    },
    recordingStarted: () => undefined,
    progress: () => undefined,
    recordingEnded: () => undefined,
    scored: () => {
      counted.scored++;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const run = await work(Order.parse(JSON.parse(process.argv[2] ?? '')));
  process.stdout.write(JSON.stringify(run), () => process.exit(0));
}
