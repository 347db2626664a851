import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../harness/process-tree.ts';
import { cdrOf } from './cdr.ts';
import { runEmbedded } from './embedded-line.ts';
import { fitLine } from './fit.ts';
import { put, settle } from './inbox-calls.ts';
import { makeLongCall } from './long-call.ts';
import { median, pairs, ratioOf, type Measured } from './measure.ts';

export type MemorySizes = { readonly longMinutes: number; readonly pairs: number; readonly steps: number };
const SIZES: MemorySizes = { longMinutes: 60, pairs: 5, steps: 10 };
const SHORT_MINUTES = 1;
/** Of each minute: an hour of it is heard in some minutes. */
const SPOKEN_SECONDS = 20;
const CALLS_A_STEP = 50;
/** Caches of the engine and of the program fill with the first calls; what grows after them grows for ever. */
const WARM_UP_CALLS = 300;
/** What two standard errors above the slope must stay below: of 10,000 calls a day it would be 20 MiB. */
const SLOPE_MAX_KIB = 2;
const LOOK_MS = 50;
const MIB = 1024 ** 2;

/** P12: what the line's process holds; `say` hears of each as it comes. */
export async function memory(say: (result: Measured) => void, sizes: MemorySizes = SIZES): Promise<void> {
  say(await longAgainstShort(sizes));
  for (const result of await overCalls(sizes)) say(result);
}

/**
 * Peak of the line's own process for a long recording (A) and for a short one (B), the embedded store included, nothing
 * stubbed. Its children are looked at beside it: ffmpeg, and the process that finds and recognises speech.
 */
async function longAgainstShort({ longMinutes, pairs: n }: MemorySizes): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  const children = { ffmpeg: 0, speech: 0 };
  try {
    const peak = async (minutes: number, seen: Children): Promise<number> => {
      const path = join(folder, `${String(minutes)}.wav`);
      return (await peakOf(path, seen)) / MIB;
    };
    for (const minutes of [longMinutes, SHORT_MINUTES])
      makeLongCall(join(folder, `${String(minutes)}.wav`), minutes, folder, SPOKEN_SECONDS);
    const ignored = { ffmpeg: 0, speech: 0 };
    const measured = await pairs(
      n,
      () => peak(longMinutes, children),
      () => peak(SHORT_MINUTES, ignored),
    );
    const result = ratioOf(measured);
    const middle = (of: 'a' | 'b'): string => median(measured.map((pair) => pair[of])).toFixed(0);
    return {
      id: 'P12',
      what: `peak memory of the line's own process: a recording of ${String(longMinutes)} min / of ${String(SHORT_MINUTES)} min`,
      bar: '≤ 1.2',
      ...result,
      pass: result.ratio <= 1.2,
      note:
        `${middle('a')}/${middle('b')} MiB, the store in it; beside it, for the long one, ffmpeg ` +
        `${(children.ffmpeg / MIB).toFixed(0)} MiB and the recogniser's process ${(children.speech / MIB).toFixed(0)} MiB`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Children = { ffmpeg: number; speech: number };

async function peakOf(recording: string, seen: Children): Promise<number> {
  const watching = { on: true, done: Promise.resolve() };
  const { peakRssBytes, scored } = await runEmbedded({
    steps: [0],
    prepare: (inboxDir) => {
      putRecording(inboxDir, recording);
    },
    watch: (pid) => {
      watching.done = watchChildren(pid, seen, watching);
    },
  }).finally(() => {
    watching.on = false;
  });
  await watching.done;
  if (scored === 0) throw new Error('the recording was not heard and scored');
  return peakRssBytes;
}

function putRecording(inboxDir: string, recording: string): void {
  const path = join(inboxDir, 'shop', 'long.wav');
  copyFileSync(recording, path);
  settle(path);
  put(join(inboxDir, 'shop', 'long.json'), cdrOf('long', 0, { recordings: [{ recordingId: 'r1', file: 'long.wav' }] }));
}

/** The greatest peak of each kind of child, looked at again and again: a peak is the kernel's own, and only grows. */
async function watchChildren(pid: number, seen: Children, watching: { readonly on: boolean }): Promise<void> {
  while (watching.on) {
    for (const child of await childrenOf(pid)) {
      const { name, peakBytes } = statusOf(child);
      const kind = name === 'ffmpeg' ? 'ffmpeg' : 'speech';
      seen[kind] = Math.max(seen[kind], peakBytes);
    }
    await sleep(LOOK_MS);
  }
}

/** Name and peak of a process by proc(5); of one that has ended nothing. */
function statusOf(pid: number): { readonly name: string; readonly peakBytes: number } {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return { name: field('Name'), peakBytes: Number(field('VmHWM')) * 1024 };
  } catch {
    return { name: '', peakBytes: 0 };
  }
}

/**
 * What is held after each 50 calls and a collection of garbage, by the calls so far: the program itself, where the slope
 * must be none; and the whole process, of which most is the engine's, with its threads and what its allocator keeps.
 */
async function overCalls({ steps: count }: MemorySizes): Promise<readonly Measured[]> {
  const steps = [WARM_UP_CALLS, ...Array.from({ length: count }, () => CALLS_A_STEP)];
  const run = await runEmbedded({ steps });
  const held = run.steps.slice(1);
  const own = slopeOf(held.map(({ ownBytes }) => ownBytes));
  const whole = slopeOf(held.map(({ rssBytes }) => rssBytes));
  const of = `after each ${String(CALLS_A_STEP)} of ${String(count * CALLS_A_STEP)} calls, slope in KiB a call`;
  const before = `after a collection of garbage, ${String(WARM_UP_CALLS)} calls taken before`;
  return [
    {
      id: 'P12',
      what: `memory of the program itself ${of}`,
      bar: `0, with two standard errors below ${String(SLOPE_MAX_KIB)}`,
      ...own.figures,
      pass: own.figures.spread[1] <= SLOPE_MAX_KIB,
      note: `objects and buffers ${before}: ${own.inMiB} MiB`,
    },
    {
      id: 'P12',
      what: `memory of the whole process, the engine in it, ${of}`,
      bar: '–',
      ...whole.figures,
      pass: null,
      note: `${before}: ${whole.inMiB} MiB`,
    },
  ];
}

function slopeOf(heldBytes: readonly number[]): {
  readonly figures: Pick<Measured, 'ratio' | 'spread' | 'n'>;
  readonly inMiB: string;
} {
  const { slope, error } = fitLine(heldBytes.map((bytes, nth) => [(nth + 1) * CALLS_A_STEP, bytes / 1024] as const));
  const digits = heldBytes.every((bytes) => bytes < 100 * MIB) ? 1 : 0;
  return {
    figures: { ratio: slope, spread: [slope - 2 * error, slope + 2 * error], n: heldBytes.length },
    inMiB: heldBytes.map((bytes) => (bytes / MIB).toFixed(digits)).join(', '),
  };
}
