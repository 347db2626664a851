import { audio, damaged, empty, unknownCodec, view, type AudioBytes, type Identified } from './audio-format.ts';

/** Codec by WAVE format tag, then by bits a sample where the tag leaves it open. */
const PCM_BY_BITS: Readonly<Record<number, string>> = {
  8: 'pcm_u8',
  16: 'pcm_s16le',
  24: 'pcm_s24le',
  32: 'pcm_s32le',
};
const FLOAT_BY_BITS: Readonly<Record<number, string>> = { 32: 'pcm_f32le', 64: 'pcm_f64le' };
const CODEC_BY_TAG: Readonly<Record<number, string>> = {
  0x0002: 'adpcm_ms',
  0x0006: 'pcm_alaw',
  0x0007: 'pcm_mulaw',
  0x0011: 'adpcm_ima_wav',
  0x0020: 'adpcm_yamaha',
  0x0031: 'gsm_ms',
  0x0038: 'amr_nb',
  0x0042: 'g723_1',
  0x0045: 'g726',
  0x0050: 'mp2',
  0x0055: 'mp3',
  0x0057: 'amr_nb',
  0x0064: 'g726',
  0x028f: 'g722',
};
const TAG_PCM = 0x0001;
const TAG_FLOAT = 0x0003;
const TAG_EXTENSIBLE = 0xfffe;
/** A recorder writes a handful of chunks; a file of thousands is made to keep its reader busy. */
const MAX_CHUNKS = 64;
/** Sizes a recorder leaves when it could not go back to write the real one; the last is that of sox. */
const OPEN_ENDED = new Set([0, 0xffffffff, 0x7fffffff, 0x7ffff000]);
/** What stands first in a WAV: RF64 and BW64 are its forms for more than 4 GB. */
const MAGIC: readonly string[] = ['RIFF', 'RF64', 'BW64'];

type FmtChunk = {
  readonly codec: string | null;
  readonly tag: number;
  readonly sampleRate: number;
  readonly channels: number;
};
type DataChunk = { readonly offset: number; readonly declaredBytes: number };

/** A RIFF, RF64 or BW64 WAVE file, null when the bytes are something else. */
export function readWav(bytes: AudioBytes): Identified | null {
  const head = view(bytes.read(0, 12));
  if (head.byteLength < 12) return null;
  const riff = text(head, 0);
  if (!MAGIC.includes(riff) || text(head, 8) !== 'WAVE') return null;
  const { fmt, data } = findChunks(bytes);
  if (fmt === null || data === null) return damaged();
  const { codec, tag, sampleRate, channels } = fmt;
  if (codec === null) return unknownCodec(`0x${tag.toString(16)}`);
  const heldBytes = bytes.size - data.offset;
  if (heldBytes <= 0) return empty();
  const truncated = isTruncated(riff, data, heldBytes);
  return audio({ kind: 'wav', demuxer: 'wav', codec, sampleRate, channels, truncated });
}

function isTruncated(riff: string, data: DataChunk, heldBytes: number): boolean {
  return riff === 'RIFF' && !OPEN_ENDED.has(data.declaredBytes) && data.declaredBytes > heldBytes;
}

function findChunks(bytes: AudioBytes): { fmt: FmtChunk | null; data: DataChunk | null } {
  let fmt: FmtChunk | null = null;
  let offset = 12;
  for (let nth = 0; nth < MAX_CHUNKS; nth++) {
    const chunk = view(bytes.read(offset, 8));
    if (chunk.byteLength < 8) break;
    const name = text(chunk, 0);
    const declaredBytes = chunk.getUint32(4, true);
    if (name === 'fmt ') fmt = readFmt(view(bytes.read(offset + 8, Math.min(declaredBytes, 40))));
    if (name === 'data') return { fmt, data: { offset: offset + 8, declaredBytes } };
    offset += 8 + declaredBytes + (declaredBytes % 2);
  }
  return { fmt, data: null };
}

function readFmt(fmt: DataView): FmtChunk | null {
  if (fmt.byteLength < 16) return null;
  const declaredTag = fmt.getUint16(0, true);
  // An extensible header carries the real tag as the first two bytes of its sub-format.
  const tag = declaredTag === TAG_EXTENSIBLE && fmt.byteLength >= 26 ? fmt.getUint16(24, true) : declaredTag;
  const bits = fmt.getUint16(14, true);
  return { codec: codecOf(tag, bits), tag, channels: fmt.getUint16(2, true), sampleRate: fmt.getUint32(4, true) };
}

function codecOf(tag: number, bits: number): string | null {
  if (tag === TAG_PCM) return PCM_BY_BITS[bits] ?? null;
  if (tag === TAG_FLOAT) return FLOAT_BY_BITS[bits] ?? null;
  return CODEC_BY_TAG[tag] ?? null;
}

function text(bytes: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(offset + i)));
}
