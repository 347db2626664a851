import { latin, type AudioBytes } from './audio-format.ts';

const HEADER_BYTES = 10;

/** Length of the ID3v2 tag a file begins with, 0 without one: four bytes of seven bits, the tag's header not counted. */
export function id3TagBytes(bytes: AudioBytes): number {
  const head = bytes.read(0, HEADER_BYTES);
  if (head.length < HEADER_BYTES || latin(head, 0, 3) !== 'ID3') return 0;
  return HEADER_BYTES + head.subarray(6, HEADER_BYTES).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
}
