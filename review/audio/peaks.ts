import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { samplesOf } from '../../transcribe/pcm.ts';
import type { Peaks } from '../contract/call.ts';
import { HEADER_BYTES, readWavFacts, type WavFacts } from './playable-wav.ts';

/** As fine as a curve on a screen can be. */
const PAIRS_A_SECOND = 50;
/** Of all channels together: even noise stays below 200 KB as gzipped JSON. */
const MAX_PAIRS = 60_000;
const READ_BYTES = 1024 ** 2;
const FULL_SCALE = 32_768;

/**
 * The least and the greatest sample of each short stretch, by channel, −1 to 1 in hundredths. Long recordings get fewer
 * stretches a second. `path`: a file that writePlayableWav made; it is read once, in pieces.
 */
export async function peaksOf(path: string): Promise<Peaks> {
  const wav = await readWavFacts(path);
  const seconds = wav.frames / wav.sampleRate;
  const perSecond = Math.max(1, Math.min(PAIRS_A_SECOND, Math.floor(MAX_PAIRS / wav.channels / Math.max(1, seconds))));
  const drawn = drawing(wav, perSecond);
  let rest: Buffer = Buffer.alloc(0);
  const frameBytes = wav.channels * 2;
  for await (const piece of createReadStream(path, { start: HEADER_BYTES, highWaterMark: READ_BYTES })) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('a file that is not bytes');
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % frameBytes);
    drawn.add(samplesOf(bytes.subarray(0, whole)));
    rest = bytes.subarray(whole);
  }
  return { durationMs: Math.round(seconds * 1_000), perSecond, channels: drawn.done() };
}

type Drawing = { readonly add: (samples: Int16Array) => void; readonly done: () => readonly (readonly number[])[] };

function drawing({ sampleRate, channels }: WavFacts, perSecond: number): Drawing {
  const lists = Array.from({ length: channels }, (): number[] => []);
  const low = new Int16Array(channels);
  const high = new Int16Array(channels);
  let [frame, pairs] = [0, 0];
  let endsAt = Math.floor(sampleRate / perSecond);
  let isOpen = false;
  const close = (): void => {
    lists.forEach((list, channel) => list.push(share(low[channel] ?? 0), share(high[channel] ?? 0)));
    pairs += 1;
    // Rates that the stretches do not divide, as 11025 Hz: no stretch is off by more than a sample.
    endsAt = Math.floor(((pairs + 1) * sampleRate) / perSecond);
    isOpen = false;
  };
  return {
    add: (samples) => {
      for (let at = 0; at < samples.length; at += channels) {
        for (let channel = 0; channel < channels; channel++) {
          const sample = samples[at + channel] ?? 0;
          if (!isOpen || sample < (low[channel] ?? 0)) low[channel] = sample;
          if (!isOpen || sample > (high[channel] ?? 0)) high[channel] = sample;
        }
        isOpen = true;
        frame += 1;
        if (frame >= endsAt) close();
      }
    },
    done: () => {
      if (isOpen) close();
      return lists;
    },
  };
}

function share(sample: number): number {
  return Math.round((sample / FULL_SCALE) * 100) / 100;
}

const peaksFile = z.object({ durationMs: z.number(), perSecond: z.number(), channels: z.array(z.array(z.number())) });

/** The peaks that lie beside a playable file. */
export async function readPeaks({ peaksPath }: { readonly peaksPath: string }): Promise<Peaks> {
  return peaksFile.parse(JSON.parse(await readFile(peaksPath, 'utf8')));
}
