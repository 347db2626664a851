import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalSpeech } from '../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../transcribe/speech-slots.ts';
import { transcribeRecording } from '../../transcribe/transcribe.ts';
import { depsIn, jobFor } from '../harness/hearing.ts';
import { childrenOf } from '../harness/process-tree.ts';
import { speechTools } from '../harness/speech-tools.ts';
import { runEmbedded } from './embedded-line.ts';
import { growthExponent } from './fit.ts';
import { makeLongCall } from './long-call.ts';
import { cpuSeconds, cpuSecondsOf, median, type Measured } from './measure.ts';

/** Sizes of a run, each twice the one before. */
export type GrowthSizes = {
  readonly minutes: readonly number[];
  readonly calls: readonly number[];
  readonly runs: number;
};
const SIZES: GrowthSizes = { minutes: [1, 2, 4, 8], calls: [250, 500, 1_000, 2_000], runs: 5 };
/** What a fresh store and a fresh program do only once is done by these before anything is counted. */
const WARM_UP_CALLS = 100;
const BAR = '1.00 ± 0.05';

type Point = readonly [size: number, cpuSeconds: number];

/** P11: how CPU time grows with the length of a recording and with the number of calls; `say` hears of each as it comes. */
export async function growth(say: (result: Measured) => void, sizes: GrowthSizes = SIZES): Promise<void> {
  say(await overLength(sizes));
  say(await overCalls(sizes));
}

/**
 * The speech stage with the real recogniser, in a process that is already there: from the recording to its transcript,
 * ffmpeg, voice detector and recogniser counted.
 */
async function overLength({ minutes, runs }: GrowthSizes): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  const speech = await openLocalSpeech({
    ...{ vadPath: speechTools.vadModel(), whisperPath: speechTools.whisperModel() },
    ...{ slots: 1, deadlines: DEFAULT_DEADLINES },
  });
  try {
    const deps = depsIn(folder, { engine: speech.engine, findSpeech: speech.findSpeech });
    const hear = async (length: number): Promise<number> => {
      const before = await cpuWithChildren();
      const heard = await transcribeRecording(deps, jobFor(pathOf(folder, length)), new AbortController().signal);
      if (heard.kind === 'refused') throw new Error(heard.reason.code);
      return (await cpuWithChildren()) - before;
    };
    for (const length of minutes) makeLongCall(pathOf(folder, length), length, folder);
    await hear(minutes[0] ?? 1);
    const measured = await pointsOf(minutes, runs, hear);
    return growthOf('whole speech line, recognition included, against minutes of audio', measured);
  } finally {
    await speech.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function pathOf(folder: string, minutes: number): string {
  return join(folder, `${String(minutes)}-minutes.wav`);
}

/** This process, its finished children and those that run. */
async function cpuWithChildren(): Promise<number> {
  const alive = await childrenOf(process.pid);
  // `ps`, which lists them, is gone again; its own time, some hundredths, is in the finished ones.
  return cpuSeconds() + alive.reduce((sum, pid) => sum + runningSeconds(pid), 0);
}

function runningSeconds(pid: number): number {
  try {
    return cpuSecondsOf(pid);
  } catch {
    return 0;
  }
}

/** Ingest and score over an inbox with the embedded store, all in one process; each size over a store of its own. */
async function overCalls({ calls, runs }: GrowthSizes): Promise<Measured> {
  const measured = await pointsOf(calls, runs, async (count) => {
    const { steps, scored } = await runEmbedded({ steps: [WARM_UP_CALLS, count] });
    if (scored < WARM_UP_CALLS + count) throw new Error(`${String(scored)} calls were scored`);
    return steps[1]?.cpuSeconds ?? NaN;
  });
  return growthOf('embedded line without recognition, against calls with CDR and transcript', measured);
}

/** The sizes one after the other, again in each run, so that what else the machine does falls on all. */
async function pointsOf(
  sizes: readonly number[],
  runs: number,
  cpuOf: (size: number) => Promise<number>,
): Promise<readonly (readonly Point[])[]> {
  const measured: Point[][] = [];
  for (let run = 0; run < runs; run++) {
    const points: Point[] = [];
    for (const size of sizes) points.push([size, await cpuOf(size)]);
    measured.push(points);
  }
  return measured;
}

/** The exponent of each run: the slope of log CPU time over log size. */
function growthOf(what: string, measured: readonly (readonly Point[])[]): Measured {
  const exponents = measured.map(growthExponent);
  const middle = median(exponents);
  const sizes = measured[0]?.map(([size]) => size) ?? [];
  const seconds = sizes.map((size, nth) => {
    const all = measured.map((points) => points[nth]?.[1] ?? NaN);
    return `${String(size)}: ${median(all).toFixed(1)}`;
  });
  return {
    id: 'P11',
    what: `growth exponent of CPU time: ${what}`,
    bar: BAR,
    ratio: middle,
    spread: [Math.min(...exponents), Math.max(...exponents)],
    n: exponents.length,
    pass: Math.abs(middle - 1) <= 0.05,
    note: `CPU-s ${seconds.join(', ')}`,
  };
}
