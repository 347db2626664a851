import { audio, damaged, empty, latin, unknownCodec, view, type AudioBytes, type Identified } from './audio-format.ts';

const CODEC_BY_ENCODING: Readonly<Record<number, string>> = {
  1: 'pcm_mulaw',
  2: 'pcm_s8',
  3: 'pcm_s16be',
  27: 'pcm_alaw',
};
const HEADER_BYTES = 24;
/** What a recorder writes that could not go back. */
const OPEN_ENDED = 0xffffffff;

/** Sun's .au, the oldest home of µ-law; null when the bytes are something else. */
export function readAu(bytes: AudioBytes): Identified | null {
  const head = bytes.read(0, HEADER_BYTES);
  if (latin(head, 0, 4) !== '.snd') return null;
  if (head.length < HEADER_BYTES) return damaged();
  const at = (offset: number): number => view(head).getUint32(offset);
  const [dataOffset, declaredBytes, encoding] = [at(4), at(8), at(12)];
  const codec = CODEC_BY_ENCODING[encoding];
  if (codec === undefined) return unknownCodec(`.au encoding ${encoding}`);
  const heldBytes = bytes.size - dataOffset;
  if (heldBytes <= 0) return empty();
  const truncated = declaredBytes !== OPEN_ENDED && declaredBytes > heldBytes;
  return audio({ kind: 'au', demuxer: 'au', codec, sampleRate: at(16), channels: at(20), truncated });
}
