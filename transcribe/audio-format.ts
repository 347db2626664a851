import type { Reason } from '../errors.ts';

/** Bytes of a recording wherever they are. `read` answers fewer bytes than asked for at the end of the file. */
export type AudioBytes = { readonly size: number; readonly read: (offset: number, length: number) => Uint8Array };

/**
 * What a recording is, told from its bytes alone. `demuxer` and `decoders` are ffmpeg's names: it is allowed these and
 * nothing else. `truncated`: the header promises more than the file holds; what is there is decoded.
 */
export type AudioFormat = {
  readonly kind: 'wav' | 'mp3' | 'ogg';
  readonly demuxer: 'wav' | 'mp3' | 'ogg';
  readonly codec: string;
  readonly decoders: readonly string[];
  readonly sampleRate: number;
  readonly channels: number;
  readonly truncated: boolean;
};

export type Identified =
  { readonly kind: 'audio'; readonly format: AudioFormat } | { readonly kind: 'refused'; readonly reason: Reason };
