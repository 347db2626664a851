import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Window } from './engine.ts';

/** Samples a millisecond at 16 kHz, and bytes a sample: what every raw file of Etalon holds. */
const SAMPLES_PER_MS = 16;
const BYTES_PER_SAMPLE = 2;

export function samplesOfMs(ms: number): number {
  return ms * SAMPLES_PER_MS;
}

export function bytesOfMs(ms: number): number {
  return samplesOfMs(ms) * BYTES_PER_SAMPLE;
}

export function msOfBytes(bytes: number): number {
  return Math.round(bytes / (SAMPLES_PER_MS * BYTES_PER_SAMPLE));
}

/** Up to `length` bytes at `offset` of a file; fewer at its end. */
export function readBytes(path: string, offset: number, length: number): Buffer<ArrayBuffer> {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, fstatSync(fd).size - offset)));
    let read = 0;
    while (read < bytes.length) {
      const got = readSync(fd, bytes, read, bytes.length - read, offset + read);
      if (got === 0) break;
      read += got;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}

/** The raw samples of a window. */
export function readWindow(path: string, window: Window): Buffer<ArrayBuffer> {
  return readBytes(path, bytesOfMs(window.startMs), bytesOfMs(window.endMs - window.startMs));
}

/** Signed 16-bit little-endian samples as numbers; a lone last byte is dropped. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const { buffer, byteOffset } = bytes.byteOffset % BYTES_PER_SAMPLE === 0 ? bytes : Uint8Array.from(bytes);
  return new Int16Array(buffer, byteOffset, Math.floor(bytes.length / BYTES_PER_SAMPLE));
}

/** Samples as the models take them, −1 to 1, followed by silence up to `atLeast` samples. */
export function floatsOf(bytes: Uint8Array, atLeast = 0): Float32Array {
  return floatsOfSamples(samplesOf(bytes), atLeast);
}

export function floatsOfSamples(samples: Int16Array, atLeast = 0): Float32Array {
  const floats = new Float32Array(Math.max(samples.length, atLeast));
  for (let i = 0; i < samples.length; i++) floats[i] = (samples[i] ?? 0) / 32_768;
  return floats;
}
