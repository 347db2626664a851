import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RawAudioRule } from '../../ingest/recordings/raw-audio-rule.ts';
import type { AudioFormat } from '../../transcribe/audio-format.ts';
import { DEFAULT_GUARDS, type AudioGuards } from '../../transcribe/audio-guards.ts';
import { decodeChannels, type Decoded } from '../../transcribe/ffmpeg.ts';
import { identifyAudio } from '../../transcribe/identify-audio.ts';
import { readBytes, samplesOf } from '../../transcribe/pcm.ts';
import { speechTools } from './speech-tools.ts';

/** What a file is, by its bytes and, where they tell nothing, by a rule; throws the code of a refusal. */
export function formatOf(path: string, rule: RawAudioRule | null = null): AudioFormat {
  const read = (offset: number, length: number): Uint8Array => readBytes(path, offset, length);
  const found = identifyAudio({ size: statSync(path).size, read }, rule);
  if (found.kind === 'refused') throw new Error(`refused: ${found.reason.code}`);
  return found.format;
}

export type DecodeOf = {
  readonly rule?: RawAudioRule;
  readonly guards?: AudioGuards;
  readonly workFolder?: string;
  readonly ffmpeg?: string;
};

/** Decodes a file into the folder `raw` below `folder`. */
export async function decodeIn(folder: string, path: string, of: DecodeOf = {}): Promise<Decoded> {
  const workFolder = of.workFolder ?? join(folder, 'raw');
  mkdirSync(workFolder, { recursive: true });
  const request = { path, format: formatOf(path, of.rule), workFolder };
  const guards = of.guards ?? DEFAULT_GUARDS;
  return decodeChannels(of.ffmpeg ?? speechTools.ffmpeg(), guards, request, new AbortController().signal);
}

const SECOND_BYTES = 32_000;

/** The strongest of a few tones in the second half-second and after it of raw samples, by correlation. */
export function toneIn(path: string, tones: readonly number[] = [220, 440, 660, 880, 1_760]): number {
  const samples = samplesOf(readFileSync(path).subarray(SECOND_BYTES / 2, SECOND_BYTES * 1.5));
  const strength = (hertz: number): number => {
    let [re, im] = [0, 0];
    samples.forEach((sample, i) => {
      re += sample * Math.cos((2 * Math.PI * hertz * i) / 16_000);
      im += sample * Math.sin((2 * Math.PI * hertz * i) / 16_000);
    });
    return re * re + im * im;
  };
  return tones.toSorted((a, b) => strength(b) - strength(a))[0] ?? 0;
}
