import { describe, expect, it } from 'vitest';
import type { AudioBytes, Identified } from '../../../transcribe/audio-format.ts';
import { identifyAudio } from '../../../transcribe/identify-audio.ts';
import { aacChannels } from '../../../transcribe/mp4-elementary.ts';

const bytesOf = (all: Buffer): AudioBytes => ({
  size: all.length,
  read: (offset, length) => all.subarray(offset, offset + length),
});

function box(name: string, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const FTYP = box('ftyp', ascii('M4A '), zeros(4));
const MDAT = box('mdat', zeros(100));

/** A sample description: two channels and 16 kHz, whatever is inside. */
const entry = (name: string, ...inside: readonly Uint8Array[]): Buffer =>
  box(name, zeros(6), [0, 1], zeros(8), [0, 2, 0, 16], zeros(4), [0x3e, 0x80, 0, 0], ...inside);
/** The elementary stream of an object type, with an AAC configuration of low complexity, 16 kHz. */
const esds = (objectType: number, channels: number, flags: readonly number[] = [0]): Buffer => {
  const configuration = [5, 2, 0x14, channels << 3];
  const decoder = [4, 0x80, 0x80, 0x80, 13 + configuration.length, objectType, 0x15, ...zeros(11), ...configuration];
  return box('esds', zeros(4), [3, 3 + flags.length - 1 + decoder.length, 0, 1, ...flags, ...decoder]);
};
const track = (handler: string, description: Uint8Array): Buffer =>
  box(
    'trak',
    box(
      'mdia',
      box('hdlr', zeros(8), ascii(handler), zeros(12)),
      box('minf', box('stbl', box('stsd', zeros(4), [0, 0, 0, 1], description))),
    ),
  );
const moov = (...tracks: readonly Uint8Array[]): Buffer => box('moov', box('mvhd', zeros(20)), ...tracks);
const file = (...boxes: readonly Uint8Array[]): Identified => identifyAudio(bytesOf(Buffer.concat(boxes)));
const AAC = track('soun', entry('mp4a', esds(0x40, 1)));

describe('an MP4 is told by its first sound track', () => {
  it('with its index at the end, as recorders write it', () => {
    expect(file(FTYP, MDAT, moov(AAC))).toEqual({
      kind: 'audio',
      format: {
        kind: 'mp4',
        demuxer: 'mov',
        codec: 'aac',
        decoders: ['aac', 'aac_fixed', 'libfdk_aac'],
        sampleRate: 16_000,
        channels: 1,
        truncated: false,
      },
    });
  });

  it('behind a picture, in a box of 64-bit length', () => {
    const long = Buffer.concat([
      Buffer.from([0, 0, 0, 1]),
      Buffer.from('mdat'),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 116]),
      Buffer.alloc(100),
    ]);
    expect(file(FTYP, long, moov(track('vide', entry('avc1')), AAC))).toMatchObject({ format: { codec: 'aac' } });
  });

  it.each([
    ['samr', { codec: 'amr_nb', sampleRate: 8_000, channels: 1, decoders: ['amrnb', 'libopencore_amrnb'] }],
    ['sawb', { codec: 'amr_wb', sampleRate: 16_000, channels: 1 }],
    ['Opus', { codec: 'opus', sampleRate: 48_000, channels: 2 }],
    ['alac', { codec: 'alac', channels: 2 }],
    ['ulaw', { codec: 'pcm_mulaw', channels: 2 }],
  ])('%s', (name, format) => {
    expect(file(FTYP, moov(track('soun', entry(name))))).toMatchObject({ format });
  });

  it('mp3 in an mp4a track, whose stream depends on another', () => {
    const stream = esds(0x6b, 2, [0x80, 0, 7]);
    expect(file(FTYP, moov(track('soun', entry('mp4a', stream))))).toMatchObject({
      format: { codec: 'mp3', channels: 2 },
    });
  });

  it.each([
    ['low complexity, two', [0x14, 0x10], 2],
    ['parametric stereo, written as one', [0xec, 0x08], 2],
    ['a rate of its own, one', [0x17, 0x80, 0x1f, 0x40, 0x08], 1],
    ['left to the sound', [0x14, 0x00], null],
    ['nothing at all', [], null],
  ])('AAC of channels: %s', (_, configuration, channels) => {
    expect(aacChannels(Uint8Array.from(configuration))).toBe(channels);
  });
});

describe('an MP4 that cannot be heard says why', () => {
  const codeOf = (found: Identified): unknown => (found.kind === 'refused' ? found.reason : found.format.truncated);

  it('its index was never written', () => {
    expect(codeOf(file(FTYP, MDAT))).toEqual({ code: 'AUDIO_DAMAGED', params: {} });
  });

  it('its sound breaks off behind the index', () => {
    const whole = Buffer.concat([FTYP, moov(AAC), MDAT]);
    expect(codeOf(identifyAudio(bytesOf(whole.subarray(0, -10))))).toBe(true);
  });

  it.each([
    ['a film without sound', moov(track('vide', entry('avc1'))), 'MP4 without a sound track'],
    ['protected sound', moov(track('soun', entry('enca'))), 'MP4 enca'],
    ['Dolby sound in mp4a', moov(track('soun', entry('mp4a', esds(0xa5, 2)))), 'MP4 mp4a.a5'],
    ['a codec without letters', moov(track('soun', entry('\x01\x02\x03\x04'))), 'MP4 of an unknown kind'],
  ])('%s', (_, index, codec) => {
    expect(codeOf(file(FTYP, index, MDAT))).toEqual({ code: 'AUDIO_CODEC_UNKNOWN', params: { codec } });
  });

  it.each([
    ['a box of length 4', Buffer.concat([FTYP, Buffer.from([0, 0, 0, 4]), Buffer.from('moov')])],
    [
      'a box within that is longer than its own',
      Buffer.concat([FTYP, box('moov', [0xff, 0xff, 0xff, 0xff], ascii('trak'))]),
    ],
    ['an mp4a that describes no stream', Buffer.concat([FTYP, moov(track('soun', entry('mp4a')))])],
    ['a description cut short', Buffer.concat([FTYP, moov(track('soun', box('mp4a', zeros(4))))])],
  ])('%s', (_, all) => {
    expect(identifyAudio(bytesOf(all)).kind).toBe('refused');
  });

  it('thousands of boxes do not keep its reader busy', () => {
    let reads = 0;
    const all = Buffer.concat([FTYP, ...Array.from({ length: 20_000 }, () => box('free'))]);
    const read = (offset: number, length: number): Uint8Array => {
      reads++;
      return all.subarray(offset, offset + length);
    };
    expect(identifyAudio({ size: all.length, read }).kind).toBe('refused');
    expect(reads).toBeLessThan(1_100);
  });
});
