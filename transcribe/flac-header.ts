import { audio, damaged, latin, type AudioBytes, type Identified } from './audio-format.ts';
import { id3TagBytes } from './id3-tag.ts';

/** The magic, the head of the first metadata block, and that block: STREAMINFO, which always comes first. */
const HEAD_BYTES = 4 + 4 + 34;

/** A FLAC file, also behind an ID3 tag; null when the bytes are something else. Its length is not asked: it may lie. */
export function readFlac(bytes: AudioBytes): Identified | null {
  const head = bytes.read(id3TagBytes(bytes), HEAD_BYTES);
  if (latin(head, 0, 4) !== 'fLaC') return null;
  const info = streamInfo(head, 8);
  return info === null ? damaged() : audio({ kind: 'flac', demuxer: 'flac', codec: 'flac', ...info, truncated: false });
}

/** Rate (20 bits) and channels less one (3 bits) of a STREAMINFO block; null when it is cut off (RFC 9639, 8.2). */
export function streamInfo(
  bytes: Uint8Array,
  offset: number,
): { readonly sampleRate: number; readonly channels: number } | null {
  const [high, middle, low] = bytes.subarray(offset + 10, offset + 13);
  if (high === undefined || middle === undefined || low === undefined) return null;
  return { sampleRate: (high << 12) | (middle << 4) | (low >> 4), channels: ((low >> 1) & 0b111) + 1 };
}
