import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { PcmFile, Window } from '../../transcribe/engine.ts';
import { transcribeRecording } from '../../transcribe/transcribe.ts';
import { windowsOf } from '../../transcribe/turns.ts';
import { DEFAULT_DEADLINES, openLocalSpeech } from '../../transcribe/whisper.ts';
import type { LocalSpeech } from '../../transcribe/whisper.ts';
import { depsIn, jobFor } from '../harness/hearing.ts';
import { saidBy, sampleScripts } from '../harness/sample-claims.ts';
import { makeAudio, speechTools } from '../harness/speech-tools.ts';
import { totalErrors, wordErrors } from '../harness/word-error-rate.ts';
import type { BareJob } from './bare-whisper.ts';
import { childCpuSeconds, cpuSeconds, pairs, ratioOf } from './measure.ts';
import type { Measured } from './measure.ts';

const INBOX = join(import.meta.dirname, '..', '..', 'samples', 'inbox', 'shop');
/** Calls of the samples: two are enough for a figure, and all four take twice the time. */
const CALLS = ['good-call', 'price-objection'];
const SPEAKERS = ['operator', 'customer'] as const;
const PAIRS = 5;
const signal = new AbortController().signal;

type Channel = { readonly call: string; readonly speaker: (typeof SPEAKERS)[number]; readonly pcm: PcmFile };

/**
 * P2: what transcription costs beyond the engine itself. A: the engine of the house on the windows of the samples, its
 * process started and ended. B: the engine alone on the same windows, same model and settings, one thread.
 */
export async function transcriptionStage(): Promise<Measured> {
  return withChannels(async (channels) => {
    const windows = await windowsIn(channels);
    const a = async (): Promise<number> => {
      const before = cpuSeconds();
      const speech = await openSpeech();
      for (const [nth, { pcm }] of channels.entries()) {
        await speech.engine.recognise({ pcm, windows: windows[nth] ?? [], language: 'en', prompt: '' }, signal);
      }
      await speech.close();
      return cpuSeconds() - before;
    };
    const files = channels.map(({ pcm }, nth) => ({
      path: pcm.path,
      windows: (windows[nth] ?? []).map(({ startMs, endMs }) => [startMs, endMs] as const),
    }));
    const b = (): Promise<number> => Promise.resolve(bareEngine(files).seconds);
    const measured = await pairs(PAIRS, a, b);
    const result = ratioOf(measured);
    const count = windows.reduce((sum, list) => sum + list.length, 0);
    return {
      id: 'P2',
      what: 'transcription stage CPU / the bare engine on the same windows, model, one thread',
      bar: '≤ 1.03',
      ...result,
      pass: result.ratio <= 1.03,
      note: `${count} windows; CPU-s ${measured.map(({ a, b }) => `${a.toFixed(1)}/${b.toFixed(1)}`).join(', ')}`,
    };
  });
}

/**
 * P3: what the whole speech line costs against an engine that hears both channels from end to end, silence included.
 * A: recording in, transcript out. B: the engine alone over each whole channel. Word error rates beside it.
 */
export async function speechPipeline(): Promise<Measured> {
  return withChannels(async (channels, folder) => {
    let heard: string[] = [];
    let bare: readonly string[] = [];
    const a = async (): Promise<number> => {
      const before = cpuSeconds();
      heard = await transcribed(folder);
      return cpuSeconds() - before;
    };
    const b = (): Promise<number> => {
      const run = bareEngine(channels.map(({ pcm }) => ({ path: pcm.path, windows: null })));
      bare = run.texts;
      return Promise.resolve(run.seconds);
    };
    const measured = await pairs(PAIRS, a, b);
    const result = ratioOf(measured);
    const [ours, theirs] = [errorsIn(channels, heard), errorsIn(channels, bare)];
    const hours = channels.reduce((sum, { pcm }) => sum + statSync(pcm.path).size / 32_000 / 3_600, 0) / 2;
    const perHour = measured.map(({ a }) => a / hours).toSorted((x, y) => x - y)[Math.floor(PAIRS / 2)] ?? NaN;
    return {
      id: 'P3',
      what: 'whole speech line CPU / the bare engine over both full channels',
      bar: '≤ 0.6, word error rate within +0.3 points',
      ...result,
      pass: result.ratio <= 0.6 && ours - theirs <= 0.3,
      note: `${perHour.toFixed(0)} CPU-s an hour of call; word error rate ${ours.toFixed(1)} % against ${theirs.toFixed(1)} %`,
    };
  });
}

async function withChannels<T>(work: (channels: readonly Channel[], folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  try {
    const channels = CALLS.flatMap((call) =>
      SPEAKERS.map((speaker, channel) => {
        const path = join(folder, `${call}-${speaker}.pcm`);
        makeAudio('-i', recordingOf(call), '-af', `pan=mono|c0=c${channel}`, '-ar', '16000', '-f', 's16le', path);
        return { call, speaker, pcm: { path, sampleRate: 16_000 } } as const;
      }),
    );
    return await work(channels, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function recordingOf(call: string): string {
  const file = sampleScripts().find(({ name }) => name === call)?.recording;
  if (file === undefined) throw new Error(`no sample call ${call}`);
  return join(INBOX, file);
}

function openSpeech(): Promise<LocalSpeech> {
  return openLocalSpeech({
    vadPath: speechTools.vadModel(),
    whisperPath: speechTools.whisperModel(),
    slots: 1,
    deadlines: DEFAULT_DEADLINES,
  });
}

async function windowsIn(channels: readonly Channel[]): Promise<Window[][]> {
  const speech = await openSpeech();
  const windows: Window[][] = [];
  for (const { pcm } of channels) {
    windows.push(windowsOf(await speech.findSpeech(pcm, signal), statSync(pcm.path).size / 32));
  }
  await speech.close();
  return windows;
}

function bareEngine(files: BareJob['files']): { readonly seconds: number; readonly texts: readonly string[] } {
  const job: BareJob = { model: speechTools.whisperModel(), language: 'en', files };
  const script = join(import.meta.dirname, 'bare-whisper.ts');
  const before = childCpuSeconds();
  const printed = execFileSync(process.execPath, [script, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { OMP_NUM_THREADS: '1' },
  });
  return { seconds: childCpuSeconds() - before, texts: z.array(z.string()).parse(JSON.parse(printed.toString())) };
}

/** The text of each channel, in the order of CALLS and SPEAKERS. */
async function transcribed(folder: string): Promise<string[]> {
  const speech = await openSpeech();
  const deps = depsIn(folder, { engine: speech.engine, findSpeech: speech.findSpeech });
  const texts: string[] = [];
  for (const call of CALLS) {
    const result = await transcribeRecording(deps, jobFor(recordingOf(call)), signal);
    if (result.kind === 'refused') throw new Error(result.reason.code);
    const { utterances } = result.transcript;
    for (const speaker of SPEAKERS) {
      const own = utterances.filter((utterance) => utterance.speaker === speaker);
      texts.push(own.map(({ text }) => text).join(' '));
    }
  }
  await speech.close();
  return texts;
}

/** Percent. */
function errorsIn(channels: readonly Channel[], texts: readonly string[]): number {
  const scripts = sampleScripts();
  const each = channels.map(({ call, speaker }, nth) => {
    const script = scripts.find(({ name }) => name === call);
    return wordErrors(script === undefined ? '' : saidBy(script, speaker), texts[nth] ?? '');
  });
  return (totalErrors(each).rate ?? NaN) * 100;
}
