import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PcmFile } from '../../transcribe/engine.ts';
import { openLocalSpeech, type LocalSpeech } from '../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../transcribe/speech-slots.ts';
import { sampleScripts } from '../harness/sample-claims.ts';
import { makeAudio, speechTools } from '../harness/speech-tools.ts';
import { SAMPLES } from './samples.ts';

/** Calls of the samples: two are enough for a figure, and all of them take many times as long. */
export const CALLS = ['good-call', 'price-objection'];
export const SPEAKERS = ['operator', 'customer'] as const;

export type Channel = { readonly call: string; readonly speaker: (typeof SPEAKERS)[number]; readonly pcm: PcmFile };

/** Each channel of the calls as raw samples, 16 bit at 16 kHz, in a folder that goes when `work` is done. */
export async function withChannels<T>(
  work: (channels: readonly Channel[], folder: string) => Promise<T>,
  calls: readonly string[] = CALLS,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  try {
    const channels = calls.flatMap((call) =>
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

export function recordingOf(call: string): string {
  const file = sampleScripts().find(({ name }) => name === call)?.recording;
  if (file === undefined) throw new Error(`no sample call ${call}`);
  return join(SAMPLES, 'inbox', 'shop', file);
}

/** The default engine, one process. */
export function openSpeech(): Promise<LocalSpeech> {
  return openLocalSpeech({
    vadPath: speechTools.vadModel(),
    whisperPath: speechTools.whisperModel(),
    slots: 1,
    deadlines: DEFAULT_DEADLINES,
  });
}
