import { statSync } from 'node:fs';
import type { PcmFile } from './engine.ts';
import { readBytes, samplesOf } from './pcm.ts';
import { differenceOf } from './speakers.ts';
import type { Difference } from './speakers.ts';

/** 64 stretches of a quarter second, spread over the recording: 2 MB read, whatever its length. */
const STRETCHES = 64;
const STRETCH_BYTES = 8_192;
/** Loudness (root of the mean square of a sample) below which a stretch is silence: G.711 hums at 8 when nobody speaks. */
const SILENCE = 32;

/** How much the two channels of a recording differ; one channel differs from nothing. */
export function soundDifference(channels: readonly PcmFile[]): Difference {
  const [left, right] = channels;
  if (left === undefined || right === undefined) return { common: 0, apart: 0 };
  const size = Math.min(statSync(left.path).size, statSync(right.path).size);
  const step = Math.max(STRETCH_BYTES, Math.floor(size / STRETCHES / 2) * 2);
  let common = 0;
  let apart = 0;
  for (let offset = 0; offset < size; offset += step) {
    const stretch = (pcm: PcmFile): Int16Array => samplesOf(readBytes(pcm.path, offset, STRETCH_BYTES));
    const difference = differenceOf(stretch(left), stretch(right));
    if (difference.common < SILENCE ** 2 * STRETCH_BYTES * 0.5) continue;
    common += difference.common;
    apart += difference.apart;
  }
  return { common, apart };
}
