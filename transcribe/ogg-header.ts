import type { AudioBytes, Identified } from './audio-format.ts';

/** A page header is 27 bytes, then one length byte a segment; the first packet of a voice stream follows within it. */
const FIRST_PAGE_BYTES = 27 + 255 + 64;
/** Opus always decodes at this rate; the rate in its header only remembers what was encoded. */
const OPUS_SAMPLE_RATE = 48_000;

/** An Ogg file whose first stream is Opus, null when the bytes are not Ogg. */
export function readOgg(bytes: AudioBytes): Identified | null {
  const page = bytes.read(0, FIRST_PAGE_BYTES);
  if (page.length < 28 || latin(page, 0, 4) !== 'OggS') return null;
  const packet = 27 + (page[26] ?? 0);
  const channels = page[packet + 9];
  if (latin(page, packet, 8) !== 'OpusHead' || channels === undefined) {
    return { kind: 'refused', reason: { code: 'AUDIO_CODEC_UNKNOWN', params: { codec: 'ogg' } } };
  }
  return {
    kind: 'audio',
    format: {
      kind: 'ogg',
      demuxer: 'ogg',
      codec: 'opus',
      decoders: ['opus', 'libopus'],
      sampleRate: OPUS_SAMPLE_RATE,
      channels,
      truncated: false,
    },
  };
}

function latin(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
