import { audio, latin, unknownCodec, view, type AudioBytes, type Identified } from './audio-format.ts';
import { streamInfo } from './flac-header.ts';

/** A page header is 27 bytes, then one length byte a segment; the first packet of a voice stream follows within it. */
const FIRST_PAGE_BYTES = 27 + 255 + 64;
/** Opus always decodes at this rate; the rate in its header only remembers what was encoded. */
const OPUS_SAMPLE_RATE = 48_000;
/** Magic, version and number of headers of FLAC in Ogg, then FLAC's own magic and block head. */
const FLAC_INFO_OFFSET = 9 + 4 + 4;

/** An Ogg file whose first stream is Opus, Vorbis or FLAC; null when the bytes are not Ogg. */
export function readOgg(bytes: AudioBytes): Identified | null {
  const page = bytes.read(0, FIRST_PAGE_BYTES);
  if (page.length < 28 || latin(page, 0, 4) !== 'OggS') return null;
  const packet = page.subarray(27 + (page[26] ?? 0));
  return opus(packet) ?? vorbis(packet) ?? flac(packet) ?? unknownCodec(nameOf(packet));
}

function opus(packet: Uint8Array): Identified | null {
  const channels = packet[9];
  if (latin(packet, 0, 8) !== 'OpusHead' || channels === undefined) return null;
  return ogg('opus', { sampleRate: OPUS_SAMPLE_RATE, channels });
}

function vorbis(packet: Uint8Array): Identified | null {
  if (latin(packet, 0, 7) !== '\u0001vorbis' || packet.length < 16) return null;
  return ogg('vorbis', { sampleRate: view(packet).getUint32(12, true), channels: packet[11] ?? 0 });
}

function flac(packet: Uint8Array): Identified | null {
  const info = latin(packet, 0, 5) === '\u007fFLAC' ? streamInfo(packet, FLAC_INFO_OFFSET) : null;
  return info === null ? null : ogg('flac', info);
}

function ogg(codec: string, of: { readonly sampleRate: number; readonly channels: number }): Identified {
  return audio({ kind: 'ogg', demuxer: 'ogg', codec, ...of, truncated: false });
}

function nameOf(packet: Uint8Array): string {
  return latin(packet, 0, 8) === 'Speex   ' ? 'Speex' : 'ogg';
}
