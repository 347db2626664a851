import { describe, expect, it } from 'vitest';
import { identifyAudio } from '../../../transcribe/identify-audio.ts';
import type { AudioBytes, Identified } from '../../../transcribe/audio-format.ts';

function bytesOf(...parts: readonly (string | readonly number[] | Uint8Array)[]): AudioBytes {
  const all = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
  return { size: all.length, read: (offset, length) => all.subarray(offset, offset + length) };
}

function u16(value: number): number[] {
  return [value & 255, (value >> 8) & 255];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}

type Wav = { tag?: number; channels?: number; sampleRate?: number; bits?: number; declared?: number; held?: number };

function wavParts({
  tag = 1,
  channels = 1,
  sampleRate = 8_000,
  bits = 16,
  declared,
  held = 320,
}: Wav): (string | number[] | Uint8Array)[] {
  const fmt = [
    ...u16(tag),
    ...u16(channels),
    ...u32(sampleRate),
    ...u32((sampleRate * channels * bits) / 8),
    ...u16(2),
    ...u16(bits),
  ];
  return ['RIFF', u32(36 + held), 'WAVE', 'fmt ', u32(16), fmt, 'data', u32(declared ?? held), new Uint8Array(held)];
}

const wav = (of: Wav): Identified => identifyAudio(bytesOf(...wavParts(of)));
const codeOf = (found: Identified): string => (found.kind === 'refused' ? found.reason.code : found.format.codec);

/** MPEG-2 Layer III, 64 kbit/s, 16 kHz, mono: frames of 288 bytes. */
const MP3_FRAME = Uint8Array.from([0xff, 0xf3, 0x88, 0xc0, ...new Uint8Array(284)]);

describe('a recording is told from its bytes', () => {
  it.each([
    [{ bits: 8 }, 'pcm_u8'],
    [{ bits: 16 }, 'pcm_s16le'],
    [{ bits: 24 }, 'pcm_s24le'],
    [{ bits: 32 }, 'pcm_s32le'],
    [{ tag: 3, bits: 32 }, 'pcm_f32le'],
    [{ tag: 6, bits: 8 }, 'pcm_alaw'],
    [{ tag: 7, bits: 8 }, 'pcm_mulaw'],
    [{ tag: 0x31, bits: 0 }, 'gsm_ms'],
    [{ tag: 2, bits: 4 }, 'adpcm_ms'],
    [{ tag: 0x45, bits: 4 }, 'g726'],
    [{ tag: 0x28f, bits: 4 }, 'g722'],
    [{ tag: 0x55, bits: 0 }, 'mp3'],
  ])('a WAV %j holds %s', (of, codec) => {
    expect(codeOf(wav(of))).toBe(codec);
  });

  it('a WAV tells its rate and channels, and allows ffmpeg its one decoder', () => {
    expect(wav({ channels: 2, sampleRate: 16_000 })).toEqual({
      kind: 'audio',
      format: {
        kind: 'wav',
        demuxer: 'wav',
        codec: 'pcm_s16le',
        decoders: ['pcm_s16le'],
        sampleRate: 16_000,
        channels: 2,
        truncated: false,
      },
    });
  });

  it('an extensible WAV has its codec in the sub-format', () => {
    const fmt = [
      ...u16(0xfffe),
      ...u16(2),
      ...u32(8_000),
      ...u32(16_000),
      ...u16(2),
      ...u16(8),
      ...u16(22),
      ...u16(8),
      ...u32(3),
      ...u16(7),
    ];
    const found = identifyAudio(
      bytesOf('RIFF', u32(0), 'WAVE', 'fmt ', u32(40), fmt, new Uint8Array(14), 'data', u32(100), new Uint8Array(100)),
    );
    expect(codeOf(found)).toBe('pcm_mulaw');
  });

  it('chunks before the samples are passed over, also with an odd length', () => {
    const [riff, size, wave, ...rest] = wavParts({});
    const found = identifyAudio(
      bytesOf(riff ?? '', size ?? '', wave ?? '', 'LIST', u32(5), new Uint8Array(6), ...rest),
    );
    expect(codeOf(found)).toBe('pcm_s16le');
  });

  it('a WAV whose header promises more than it holds is marked as truncated', () => {
    expect(wav({ declared: 1_000_000, held: 4_000 })).toMatchObject({ format: { truncated: true } });
  });

  it.each([0, 0xffffffff])('a recorder that never wrote the length (%d) does not make a truncated WAV', (declared) => {
    expect(wav({ declared, held: 4_000 })).toMatchObject({ kind: 'audio', format: { truncated: false } });
  });

  it('an RF64 file is a WAV of more than 4 GB', () => {
    const [, ...rest] = wavParts({ declared: 0xffffffff });
    expect(identifyAudio(bytesOf('RF64', ...rest))).toMatchObject({ format: { kind: 'wav', truncated: false } });
  });

  it('an mp3 is told by frames that follow each other', () => {
    expect(identifyAudio(bytesOf(MP3_FRAME, MP3_FRAME, MP3_FRAME, MP3_FRAME))).toMatchObject({
      format: { kind: 'mp3', sampleRate: 16_000, channels: 1 },
    });
  });

  it('an mp3 behind an ID3 tag of any size is found', () => {
    const tag = [0x49, 0x44, 0x33, 4, 0, 0, 0, 2, 0, 0];
    const found = identifyAudio(bytesOf(tag, new Uint8Array(256 * 128), MP3_FRAME, MP3_FRAME, MP3_FRAME));
    expect(found).toMatchObject({ format: { kind: 'mp3' } });
  });

  it('one frame header in noise is no mp3', () => {
    const noise = Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7_919) % 251);
    expect(codeOf(identifyAudio(bytesOf(noise, MP3_FRAME, noise)))).toBe('AUDIO_FORMAT_UNKNOWN');
  });

  it('Ogg Opus decodes at 48 kHz whatever was encoded', () => {
    const head = ['OpusHead', [1, 2], u16(312), u32(16_000), u16(0), [0]];
    const found = identifyAudio(bytesOf('OggS', [0, 2], new Uint8Array(20), [1, 19], ...head));
    expect(found).toMatchObject({ format: { kind: 'ogg', codec: 'opus', sampleRate: 48_000, channels: 2 } });
  });
});

describe('the other containers', () => {
  /** STREAMINFO: 44.1 kHz (20 bits), two channels (less one), 16 bits. */
  const flacInfo = [...u32(0), ...new Uint8Array(6), 0x0a, 0xc4, 0x42, 0xf0, ...new Uint8Array(20)];

  it.each<[string, readonly (string | readonly number[] | Uint8Array)[], object]>([
    ['FLAC', ['fLaC', [0, 0, 0, 34], flacInfo], { kind: 'flac', codec: 'flac', sampleRate: 44_100, channels: 2 }],
    [
      'FLAC behind an ID3 tag',
      ['ID3', [4, 0, 0, 0, 0, 1, 0], new Uint8Array(128), 'fLaC', [0, 0, 0, 34], flacInfo],
      { kind: 'flac', channels: 2 },
    ],
    [
      'Vorbis in Ogg',
      ['OggS', new Uint8Array(22), [1, 30], '\u0001vorbis', u32(0), [2], u32(22_050), new Uint8Array(14)],
      { kind: 'ogg', codec: 'vorbis', sampleRate: 22_050, channels: 2 },
    ],
    [
      'FLAC in Ogg',
      ['OggS', new Uint8Array(22), [1, 51], '\u007fFLAC', [1, 0, 0, 1], 'fLaC', [0, 0, 0, 34], flacInfo],
      { kind: 'ogg', codec: 'flac', sampleRate: 44_100, channels: 2 },
    ],
    ['narrow band AMR', ['#!AMR\n', [0x3c], new Uint8Array(31)], { kind: 'amr', codec: 'amr_nb', sampleRate: 8_000 }],
    ['wide band AMR', ['#!AMR-WB\n', [0x04], new Uint8Array(17)], { codec: 'amr_wb', sampleRate: 16_000, channels: 1 }],
    [
      'Sun’s .au',
      [
        '.snd',
        [0, 0, 0, 24],
        [0xff, 0xff, 0xff, 0xff],
        [0, 0, 0, 1],
        [0, 0, 0x1f, 0x40],
        [0, 0, 0, 2],
        new Uint8Array(80),
      ],
      { kind: 'au', codec: 'pcm_mulaw', sampleRate: 8_000, channels: 2, truncated: false },
    ],
  ])('%s', (_, parts, format) => {
    expect(identifyAudio(bytesOf(...parts))).toMatchObject({ kind: 'audio', format });
  });

  it.each<[string, readonly (string | readonly number[] | Uint8Array)[], string]>([
    ['an AMR without a frame', ['#!AMR\n'], 'AUDIO_EMPTY'],
    ['an AMR of several channels', ['#!AMR_MC1.0\n', new Uint8Array(40)], 'AUDIO_CODEC_UNKNOWN'],
    ['a FLAC that ends in its head', ['fLaC', [0, 0]], 'AUDIO_DAMAGED'],
    ['a FLAC of no rate', ['fLaC', [0, 0, 0, 34], new Uint8Array(34)], 'AUDIO_SAMPLE_RATE'],
    ['a Speex', ['OggS', new Uint8Array(22), [1, 80], 'Speex   ', new Uint8Array(72)], 'AUDIO_CODEC_UNKNOWN'],
    ['an .au of floats', ['.snd', [0, 0, 0, 24], u32(0), [0, 0, 0, 6], u32(0), u32(0), [1]], 'AUDIO_CODEC_UNKNOWN'],
    ['an .au that ends in its head', ['.snd', [0, 0, 0, 24]], 'AUDIO_DAMAGED'],
    ['an AIFF', ['FORM', u32(0), 'AIFFCOMM', new Uint8Array(40)], 'AUDIO_CODEC_UNKNOWN'],
    [
      'two frame headers at the end of noise',
      [new Uint8Array(400).fill(7), MP3_FRAME.subarray(0, 8)],
      'AUDIO_FORMAT_UNKNOWN',
    ],
  ])('%s', (_, parts, code) => {
    expect(codeOf(identifyAudio(bytesOf(...parts)))).toBe(code);
  });
});

describe('what is no recording is refused with its reason', () => {
  it.each([
    ['nothing', [], 'AUDIO_EMPTY'],
    ['text', ['Good morning, this is a letter and no sound.'], 'AUDIO_FORMAT_UNKNOWN'],
    ['a playlist called .wav', ['#EXTM3U\n#EXTINF:10,\nhttp://example.com/a.ts\n'], 'AUDIO_FORMAT_UNKNOWN'],
    ['an archive', ['PK\u0003\u0004', new Uint8Array(400)], 'AUDIO_FORMAT_UNKNOWN'],
    ['samples without a header', [new Uint8Array(8_000).fill(0x7f)], 'AUDIO_FORMAT_UNKNOWN'],
    ['a RIFF file that is a film', ['RIFF', u32(100), 'AVI ', new Uint8Array(100)], 'AUDIO_FORMAT_UNKNOWN'],
    ['a WAV cut off in its header', ['RIFF', u32(100), 'WAVE', 'fmt '], 'AUDIO_DAMAGED'],
    [
      'an Ogg of another codec',
      ['OggS', new Uint8Array(22), [1, 30], '\u0080theora', new Uint8Array(30)],
      'AUDIO_CODEC_UNKNOWN',
    ],
  ])('%s', (_, parts, code) => {
    expect(codeOf(identifyAudio(bytesOf(...parts)))).toBe(code);
  });

  it.each([
    [{ sampleRate: 1 }, 'AUDIO_SAMPLE_RATE'],
    [{ sampleRate: 3_999 }, 'AUDIO_SAMPLE_RATE'],
    [{ sampleRate: 192_001 }, 'AUDIO_SAMPLE_RATE'],
    [{ channels: 0 }, 'AUDIO_CHANNEL_COUNT'],
    [{ channels: 64 }, 'AUDIO_CHANNEL_COUNT'],
    [{ tag: 0x1234 }, 'AUDIO_CODEC_UNKNOWN'],
    [{ bits: 13 }, 'AUDIO_CODEC_UNKNOWN'],
    [{ held: 0 }, 'AUDIO_EMPTY'],
  ])('a WAV with %j is %s', (of, code) => {
    expect(codeOf(wav(of))).toBe(code);
  });

  it('a WAV of thousands of chunks does not keep its reader busy', () => {
    let reads = 0;
    const junk = Buffer.from('junk\0\0\0\0'.repeat(5_000), 'latin1');
    const all = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), junk]);
    const read = (offset: number, length: number): Uint8Array => {
      reads++;
      return all.subarray(offset, offset + length);
    };
    expect(codeOf(identifyAudio({ size: all.length, read }))).toBe('AUDIO_DAMAGED');
    expect(reads).toBeLessThan(100);
  });
});
