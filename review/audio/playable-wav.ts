import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Reason } from '../../errors.ts';
import type { AudioFormat } from '../../transcribe/audio-format.ts';
import type { AudioGuards } from '../../transcribe/audio-guards.ts';
import { decodedMs, decodeInto, oneLayout } from '../../transcribe/ffmpeg.ts';

/** What browsers play and telephones record; beyond that lies nothing that anybody hears. */
const MIN_SAMPLE_RATE = 8_000;
const MAX_SAMPLE_RATE = 48_000;
/** An operator and a customer. */
const MAX_CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;
/** The header as ffmpeg writes it when it is told to add nothing: RIFF, fmt of 16 bytes, data. */
export const HEADER_BYTES = 44;

export type WavFacts = { readonly sampleRate: number; readonly channels: number; readonly frames: number };

/**
 * Writes a recording as 16-bit PCM in a WAV file, which every browser plays and seeks in exactly: up to two channels, the
 * sample rate kept within 8 to 48 kHz. Null when it is done, else why the recording cannot be decoded; what was begun is
 * left to the caller.
 * @throws EtalonError as decodeInto
 */
export async function writePlayableWav(
  ffmpegPath: string,
  guards: AudioGuards,
  { path, format, output }: { readonly path: string; readonly format: AudioFormat; readonly output: string },
  signal: AbortSignal,
): Promise<Reason | null> {
  const sampleRate = Math.min(MAX_SAMPLE_RATE, Math.max(MIN_SAMPLE_RATE, format.sampleRate));
  const frames = (decodedMs(guards) / 1_000) * sampleRate;
  const outputs = [
    ...['-filter_complex', `[0:a:0]${oneLayout(format)}${firstTwo(format)}${ratedTo(sampleRate, frames)}[out]`],
    ...['-map', '[out]', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
    ...['-c:a', 'pcm_s16le', '-f', 'wav', `file:${output}`],
  ];
  const maxFileBytes = HEADER_BYTES + (frames + sampleRate) * MAX_CHANNELS * BYTES_PER_SAMPLE;
  const done = await decodeInto(
    ffmpegPath,
    guards,
    { path, format, folder: dirname(output), outputs, maxFileBytes },
    signal,
  );
  if (done.kind === 'refused') return done.reason;
  const wav = await readWavFacts(output);
  return wav.frames === 0 ? { code: 'AUDIO_EMPTY', params: {} } : null;
}

function firstTwo({ channels }: AudioFormat): string {
  return channels > MAX_CHANNELS ? 'pan=stereo|c0=c0|c1=c1,' : '';
}

function ratedTo(sampleRate: number, frames: number): string {
  return `aresample=${String(sampleRate)},atrim=end_sample=${String(frames)}`;
}

/** Of a file that writePlayableWav made. */
export async function readWavFacts(path: string): Promise<WavFacts> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || header.toString('latin1', 36, 40) !== 'data')
      throw new TypeError('a WAV file with another header than ffmpeg was told to write');
    const channels = header.readUInt16LE(22);
    const bytes = (await stat(path)).size - HEADER_BYTES;
    return {
      sampleRate: header.readUInt32LE(24),
      channels,
      frames: Math.floor(bytes / (channels * BYTES_PER_SAMPLE)),
    };
  } finally {
    await file.close();
  }
}
