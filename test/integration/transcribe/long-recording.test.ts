import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RecogniseRequest, SpeechEngine } from '../../../transcribe/engine.ts';
import { readWindow } from '../../../transcribe/pcm.ts';
import { transcribeRecording } from '../../../transcribe/transcribe.ts';
import type { LocalSpeech } from '../../../transcribe/local-speech.ts';
import { DEAF_ENGINE, depsIn, jobFor, openTestSpeech, testFolder } from '../../harness/hearing.ts';
import { childrenOf } from '../../harness/process-tree.ts';
import { makeAudio } from '../../harness/speech-tools.ts';

const GOOD_CALL = join(import.meta.dirname, '..', '..', '..', 'samples', 'inbox', 'shop', 'good-call.wav');
const HOUR_MS = 3_600_000;
const MEGABYTE = 1024 ** 2;
/** 16-bit samples at 8 kHz. */
const BYTES_A_MS = 16;
/** Where somebody speaks in four hours of silence: 11 s of the sample call each time. */
const SPOKEN_MS = [0, HOUR_MS, 2.5 * HOUR_MS, 4 * HOUR_MS - 11_000];

let folder: ReturnType<typeof testFolder>;
let speech: LocalSpeech;
beforeAll(async () => {
  speech = await openTestSpeech({ whisperPath: '' });
});
afterAll(async () => {
  await speech.close();
});
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => {
  folder.remove();
});

/** A WAV with the same words at each of these moments and nothing between; what is silent takes no room on the disk. */
function wavOf(lengthMs: number, spokenMs: readonly number[]): string {
  const path = join(folder.path, `${lengthMs}.wav`);
  const spoken = join(folder.path, 'spoken.s16');
  makeAudio('-t', '11', '-i', GOOD_CALL, '-ac', '1', '-ar', '8000', '-f', 's16le', spoken);
  makeAudio('-t', '1', '-i', GOOD_CALL, '-ac', '1', '-ar', '8000', '-c:a', 'pcm_s16le', '-bitexact', path);
  const header = readFileSync(path).subarray(0, 44);
  header.writeUInt32LE(36 + lengthMs * BYTES_A_MS, 4);
  header.writeUInt32LE(lengthMs * BYTES_A_MS, 40);
  const fd = openSync(path, 'w');
  writeSync(fd, header);
  for (const atMs of spokenMs) writeSync(fd, readFileSync(spoken), 0, 11_000 * BYTES_A_MS, 44 + atMs * BYTES_A_MS);
  ftruncateSync(fd, 44 + lengthMs * BYTES_A_MS);
  closeSync(fd);
  return path;
}

/** An engine that reads what it is to hear, and says where it was. */
const readingEngine = (): { readonly engine: SpeechEngine; readonly mostReadBytes: () => number } => {
  let most = 0;
  const recognise = ({ pcm, windows }: RecogniseRequest): ReturnType<SpeechEngine['recognise']> => {
    const heard = windows.map((window) => {
      most = Math.max(most, readWindow(pcm.path, window).length);
      return { window, text: `At ${window.startMs}.`, words: [], timedOut: false };
    });
    return Promise.resolve(heard);
  };
  return { engine: { ...DEAF_ENGINE, recognise }, mostReadBytes: () => most };
};

/** The most memory that a process has taken so far, bytes; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The most memory that any process started meanwhile has taken, ffmpeg and the speech process among them. */
async function peakDuring(work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const look = setInterval(() => {
    void childrenOf(process.pid).then((pids) => {
      peak = Math.max(peak, ...pids.map(peakOf));
    });
  }, 250);
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  return Math.max(peak, ...speech.pids().map(peakOf));
}

type HeardLong = { readonly startsMs: readonly number[]; readonly peakBytes: number; readonly mostReadBytes: number };

async function hear(path: string): Promise<HeardLong> {
  const { engine, mostReadBytes } = readingEngine();
  const deps = depsIn(folder.path, { engine, findSpeech: speech.findSpeech });
  let startsMs: readonly number[] = [];
  const peakBytes = await peakDuring(async () => {
    const result = await transcribeRecording(deps, jobFor(path), new AbortController().signal);
    if (result.kind === 'refused') throw new Error(result.reason.code);
    startsMs = result.transcript.utterances.map((utterance) => utterance.startMs);
  });
  expect(readdirSync(deps.workRoot)).toEqual([]);
  return { startsMs, peakBytes, mostReadBytes: mostReadBytes() };
}

describe('a recording of four hours', () => {
  it('is heard in the memory that one of ten minutes takes, and its words stand where they were said', async () => {
    const short = await hear(wavOf(600_000, [0, 300_000]));
    const ownBytes = process.memoryUsage().rss;
    const long = await hear(wavOf(4 * HOUR_MS, SPOKEN_MS));
    const [first = 0, second = 0] = short.startsMs;
    expect(second - first).toBe(300_000);
    expect(long.startsMs.map((startMs, nth) => startMs - (SPOKEN_MS[nth] ?? 0))).toEqual(
      SPOKEN_MS.map(() => expect.closeTo(first, -2) as number),
    );
    expect(long.mostReadBytes).toBe(short.mostReadBytes);
    expect(short.peakBytes).toBeGreaterThan(0);
    // Raw samples of this recording alone are 460 MB; what was read may lie about for a while until it is collected.
    expect(long.peakBytes - short.peakBytes).toBeLessThan(128 * MEGABYTE);
    expect(process.memoryUsage().rss - ownBytes).toBeLessThan(128 * MEGABYTE);
  });
});
