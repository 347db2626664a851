import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import snappy from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';

/** How kafkajs takes a codec: it hands over what is to be packed in an encoder with its bytes. */
export type Codec = {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  readonly decompress: (buffer: Buffer) => Promise<Buffer>;
};

const lz4: Codec = {
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (buffer) => decompressFrame(buffer),
};

const zstd: Codec = {
  compress: ({ buffer }) => promisify(zstdCompress)(buffer),
  decompress: (buffer) => promisify(zstdDecompress)(buffer),
};

/**
 * The codecs that kafkajs does not bring (it knows gzip). Whoever produces chooses the codec, and one that is not known
 * would stop a consumer for good. Nothing is compiled at installation: snappy is JavaScript, lz4 comes built, zstd is
 * Node's own.
 */
export const CODECS: Readonly<Record<'snappy' | 'lz4' | 'zstd', () => Codec>> = {
  snappy,
  lz4: () => lz4,
  zstd: () => zstd,
};
