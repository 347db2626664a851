import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyAudio } from '../../transcribe/identify-audio.ts';
import type { AudioFormat } from '../../transcribe/audio-format.ts';
import { DEFAULT_GUARDS } from '../../transcribe/audio-guards.ts';
import { channelGraph, decodeChannels } from '../../transcribe/ffmpeg.ts';
import { readBytes } from '../../transcribe/pcm.ts';
import { soundDifference } from '../../transcribe/same-sound.ts';
import { inWorkFolder } from '../../transcribe/work-folder.ts';
import { makeAudio, speechTools } from '../harness/speech-tools.ts';
import { childCpuSeconds, cpuSeconds, pairs, ratioOf } from './measure.ts';
import type { Measured } from './measure.ts';

const LENGTHS_SECONDS = [10, 12, 15, 20, 30, 45, 60, 90, 120, 3_600];
const CODECS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'mulaw.wav', args: ['-c:a', 'pcm_mulaw', '-ar', '8000'] },
  { name: 'alaw.wav', args: ['-c:a', 'pcm_alaw', '-ar', '8000'] },
  { name: 'pcm16.wav', args: ['-c:a', 'pcm_s16le', '-ar', '8000'] },
  { name: 'wide16.wav', args: ['-c:a', 'pcm_s16le', '-ar', '16000'] },
  { name: 'call.mp3', args: ['-c:a', 'libmp3lame', '-ar', '16000', '-b:a', '48k'] },
  { name: 'call.opus', args: ['-c:a', 'libopus', '-ar', '16000', '-b:a', '32k', '-compression_level', '0'] },
];
const PAIRS = 5;
const signal = new AbortController().signal;

/**
 * P1: what the audio stage costs beyond ffmpeg itself. A: identify, decode under all guards, compare the channels. B:
 * ffmpeg alone with the same filter graph, only its own CPU. 60 two-channel files, 6 codecs, 10 s to 1 h.
 */
export async function audioStage(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  try {
    const files = makeFiles(folder);
    const workRoot = join(folder, 'work');
    const a = (): Promise<number> => cpuOf(cpuSeconds, files, (path) => stage(path, workRoot));
    const b = (): Promise<number> => cpuOf(childCpuSeconds, files, (path) => bare(path, workRoot));
    await stage(files[0] ?? '', workRoot);
    const measured = await pairs(PAIRS, a, b);
    const result = ratioOf(measured);
    const seconds = measured.map((pair) => `${pair.a.toFixed(1)}/${pair.b.toFixed(1)}`).join(', ');
    return {
      id: 'P1',
      what: `audio stage CPU / bare ffmpeg, same filter graph (${files.length} files, 6 codecs, 10 s – 1 h)`,
      bar: '≤ 1.10',
      ...result,
      pass: result.ratio <= 1.1,
      note: `CPU-s ${seconds}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two voices of noise that come and go, one a channel. */
const VOICES = [0.7, 0.4].map((hertz) => `anoisesrc=r=16000:c=pink:a=0.5,tremolo=f=${hertz}:d=0.9`);

function makeFiles(folder: string): string[] {
  const source = join(folder, 'source.wav');
  const [left = '', right = ''] = VOICES;
  const graph = `${left}[l];${right}[r];[l][r]amerge=inputs=2`;
  makeAudio('-f', 'lavfi', '-i', graph, '-t', String(Math.max(...LENGTHS_SECONDS)), source);
  return LENGTHS_SECONDS.flatMap((seconds) =>
    CODECS.map(({ name, args }) => {
      const path = join(folder, `${seconds}-${name}`);
      makeAudio('-t', String(seconds), '-i', source, ...args, path);
      return path;
    }),
  );
}

async function cpuOf(
  clock: () => number,
  files: readonly string[],
  work: (path: string) => Promise<void>,
): Promise<number> {
  const before = clock();
  for (const path of files) await work(path);
  return clock() - before;
}

async function stage(path: string, workRoot: string): Promise<void> {
  const format = formatOf(path);
  await inWorkFolder(workRoot, async (workFolder) => {
    const decoded = await decodeChannels(speechTools.ffmpeg(), DEFAULT_GUARDS, { path, format, workFolder }, signal);
    if (decoded.kind === 'refused') throw new Error(decoded.reason.code);
    soundDifference(decoded.channels);
  });
}

function formatOf(path: string): AudioFormat {
  const read = (offset: number, length: number): Uint8Array => readBytes(path, offset, length);
  const found = identifyAudio({ size: statSync(path).size, read });
  if (found.kind === 'refused') throw new Error(found.reason.code);
  return found.format;
}

async function bare(path: string, workRoot: string): Promise<void> {
  const outputs = [0, 1].map((nth) => join(workRoot, `bare-${nth}.pcm`));
  mkdirSync(workRoot, { recursive: true });
  const to = outputs.flatMap((output, nth) => ['-map', `[c${nth}]`, '-f', 's16le', output]);
  const args = [
    '-nostdin',
    '-y',
    '-v',
    'error',
    '-i',
    path,
    '-filter_complex',
    channelGraph({ kind: 'wav', channels: 2 }, Number.MAX_SAFE_INTEGER),
    ...to,
  ];
  const child = spawn(speechTools.ffmpeg(), args, { stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`);
  for (const output of outputs) rmSync(output);
}
