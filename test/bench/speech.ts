import { statSync } from 'node:fs';
import type { Window } from '../../transcribe/engine.ts';
import { windowsOf } from '../../transcribe/turns.ts';
import { bareEngine } from './bare-engine.ts';
import { openSpeech, withChannels, type Channel } from './channels.ts';
import { cpuSeconds, pairs, ratioOf } from './measure.ts';
import type { Measured } from './measure.ts';

const PAIRS = 5;
const signal = new AbortController().signal;

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

async function windowsIn(channels: readonly Channel[]): Promise<Window[][]> {
  const speech = await openSpeech();
  const windows: Window[][] = [];
  for (const { pcm } of channels) {
    windows.push(windowsOf(await speech.findSpeech(pcm, signal), statSync(pcm.path).size / 32));
  }
  await speech.close();
  return windows;
}
