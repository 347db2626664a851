import type { Reason } from '../errors.ts';

/** Bytes of a recording wherever they are. `read` answers fewer bytes than asked for at the end of the file. */
export type AudioBytes = { readonly size: number; readonly read: (offset: number, length: number) => Uint8Array };

/**
 * What a recording is, told from its bytes, and where it has no header from the project's rule. `demuxer` and `decoders`
 * are ffmpeg's names: it is allowed these and nothing else. `truncated`: the header promises more than the file holds, or
 * it ends within a frame; what is there is decoded.
 */
export type AudioFormat = {
  readonly kind: 'wav' | 'mp3' | 'ogg' | 'flac' | 'mp4' | 'amr' | 'au' | 'raw';
  readonly demuxer: string;
  readonly codec: string;
  readonly decoders: readonly string[];
  readonly sampleRate: number;
  readonly channels: number;
  readonly truncated: boolean;
};

export type Identified =
  { readonly kind: 'audio'; readonly format: AudioFormat } | { readonly kind: 'refused'; readonly reason: Reason };

/** Codecs that ffmpeg has more than one decoder for, or builds of it have under another name. */
const DECODERS: Readonly<Record<string, readonly string[]>> = {
  aac: ['aac', 'aac_fixed', 'libfdk_aac'],
  amr_nb: ['amrnb', 'libopencore_amrnb'],
  amr_wb: ['amrwb', 'libopencore_amrwb'],
  gsm: ['gsm', 'libgsm'],
  gsm_ms: ['gsm_ms', 'libgsm_ms'],
  mp2: ['mp2', 'mp2float'],
  mp3: ['mp3', 'mp3float'],
  opus: ['opus', 'libopus'],
  vorbis: ['vorbis', 'libvorbis'],
};

/** ffmpeg's names of what decodes a codec. */
export function decodersOf(codec: string): readonly string[] {
  return DECODERS[codec] ?? [codec];
}

/** A format whose decoders follow from its codec. */
export function audio(format: Omit<AudioFormat, 'decoders'>): Identified {
  return { kind: 'audio', format: { ...format, decoders: decodersOf(format.codec) } };
}

/** A recording in a known container, but not of a codec that is decoded; `codec` is how a person would call it. */
export function unknownCodec(codec: string): Identified {
  return { kind: 'refused', reason: { code: 'AUDIO_CODEC_UNKNOWN', params: { codec } } };
}

export function damaged(): Identified {
  return { kind: 'refused', reason: { code: 'AUDIO_DAMAGED', params: {} } };
}

export function empty(): Identified {
  return { kind: 'refused', reason: { code: 'AUDIO_EMPTY', params: {} } };
}

/** Bytes as the characters that magic numbers are written in. */
export function latin(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
