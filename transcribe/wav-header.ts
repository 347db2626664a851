import type { AudioBytes, AudioFormat, Identified } from './audio-format.ts';

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
  0x0031: 'gsm_ms',
};
const TAG_PCM = 0x0001;
const TAG_FLOAT = 0x0003;
const TAG_EXTENSIBLE = 0xfffe;
/** A recorder writes a handful of chunks; a file of thousands is made to keep its reader busy. */
const MAX_CHUNKS = 64;
/** Sizes a recorder leaves when it could not go back to write the real one. */
const OPEN_ENDED = new Set([0, 0xffffffff]);

type FmtChunk = {
  readonly codec: string | null;
  readonly tag: number;
  readonly sampleRate: number;
  readonly channels: number;
};
type DataChunk = { readonly offset: number; readonly declaredBytes: number };

/** A RIFF or RF64 WAVE file, null when the bytes are something else. */
export function readWav(bytes: AudioBytes): Identified | null {
  const head = view(bytes.read(0, 12));
  if (head.byteLength < 12) return null;
  const riff = text(head, 0);
  if ((riff !== 'RIFF' && riff !== 'RF64') || text(head, 8) !== 'WAVE') return null;
  const { fmt, data } = findChunks(bytes);
  if (fmt === null || data === null) return { kind: 'refused', reason: { code: 'AUDIO_DAMAGED', params: {} } };
  if (fmt.codec === null) {
    return { kind: 'refused', reason: { code: 'AUDIO_CODEC_UNKNOWN', params: { codec: `0x${fmt.tag.toString(16)}` } } };
  }
  const heldBytes = bytes.size - data.offset;
  if (heldBytes <= 0) return { kind: 'refused', reason: { code: 'AUDIO_EMPTY', params: {} } };
  return { kind: 'audio', format: wavFormat(fmt, fmt.codec, isTruncated(riff, data, heldBytes)) };
}

function isTruncated(riff: string, data: DataChunk, heldBytes: number): boolean {
  return riff === 'RIFF' && !OPEN_ENDED.has(data.declaredBytes) && data.declaredBytes > heldBytes;
}

function wavFormat(fmt: FmtChunk, codec: string, truncated: boolean): AudioFormat {
  const { sampleRate, channels } = fmt;
  return { kind: 'wav', demuxer: 'wav', codec, decoders: [codec], sampleRate, channels, truncated };
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

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(offset + i)));
}
