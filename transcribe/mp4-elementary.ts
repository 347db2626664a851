import { latin } from './audio-format.ts';

/** What an `mp4a` track holds: ffmpeg's name of the codec, null when it is none that is decoded, and its configuration. */
export type Elementary = {
  readonly objectType: number;
  readonly codec: string | null;
  readonly configuration: Uint8Array;
};

/** ISO 14496-1, table 5: AAC of MPEG-4 and MPEG-2, layer III and II of MPEG-2 and MPEG-1. */
const CODEC_BY_OBJECT: Readonly<Record<number, string>> = {
  0x40: 'aac',
  0x66: 'aac',
  0x67: 'aac',
  0x68: 'aac',
  0x69: 'mp3',
  0x6b: 'mp3',
};
const TAG_STREAM = 3;
const TAG_DECODER = 4;
const TAG_CONFIGURATION = 5;
/** Type, kind of stream, buffer size, greatest and mean bit rate stand before what is nested in a decoder's descriptor. */
const DECODER_BYTES = 13;

/** The elementary stream descriptor within a sample description, wherever its fields of several versions end; null: none. */
export function readElementary(entry: Uint8Array): Elementary | null {
  const at = latin(entry, 0, entry.length).indexOf('esds');
  if (at === -1) return null;
  const stream = descriptor(entry, at + 8, TAG_STREAM);
  if (stream === null) return null;
  const decoder = descriptor(entry, stream + 3 + optionalBytes(entry, stream), TAG_DECODER);
  const objectType = decoder === null ? undefined : entry[decoder];
  if (decoder === null || objectType === undefined) return null;
  const configuration = descriptor(entry, decoder + DECODER_BYTES, TAG_CONFIGURATION);
  return {
    objectType,
    codec: CODEC_BY_OBJECT[objectType] ?? null,
    configuration: configuration === null ? new Uint8Array() : entry.subarray(configuration),
  };
}

/** Where a descriptor's contents begin when it has this tag; its length takes up to four bytes of seven bits. */
function descriptor(bytes: Uint8Array, at: number, tag: number): number | null {
  if (bytes[at] !== tag) return null;
  let from = at + 1;
  for (let nth = 0; nth < 3 && ((bytes[from] ?? 0) & 0x80) !== 0; nth++) from++;
  return from + 1 < bytes.length ? from + 1 : null;
}

/** Behind the id, flags say which of three fields follow: another stream's id, an address, a clock's id. */
function optionalBytes(bytes: Uint8Array, stream: number): number {
  const flags = bytes[stream + 2] ?? 0;
  const address = (flags & 0x40) === 0 ? 0 : 1 + (bytes[stream + 3 + ((flags & 0x80) === 0 ? 0 : 2)] ?? 0);
  return ((flags & 0x80) === 0 ? 0 : 2) + address + ((flags & 0x20) === 0 ? 0 : 2);
}

const PARAMETRIC_STEREO = 29;
const OWN_RATE = 15;
/** Channels by number of an AudioSpecificConfig; 0 leaves it to the sound itself (ISO 14496-3, 1.6.3.5). */
const CHANNELS = [null, 1, 2, 3, 4, 5, 6, 8];

/** How many channels an AudioSpecificConfig promises, null when it leaves that open. */
export function aacChannels(configuration: Uint8Array): number | null {
  const bits = bitsOf(configuration);
  const kind = bits(0, 5);
  const rateAt = kind === 31 ? 11 : 5;
  const channelsAt = rateAt + 4 + (bits(rateAt, 4) === OWN_RATE ? 24 : 0);
  return kind === PARAMETRIC_STEREO ? 2 : (CHANNELS[bits(channelsAt, 4)] ?? null);
}

function bitsOf(bytes: Uint8Array): (from: number, count: number) => number {
  return (from, count) => {
    let value = 0;
    for (let bit = from; bit < from + count; bit++)
      value = value * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    return value;
  };
}
