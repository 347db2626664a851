import { describe, expect, it } from 'vitest';
import type { RawAudioRule, RawCodec } from '../../../ingest/recordings/raw-audio-rule.ts';
import type { AudioBytes, Identified } from '../../../transcribe/audio-format.ts';
import { identifyAudio } from '../../../transcribe/identify-audio.ts';
import { gsmTone } from '../../harness/gsm.ts';

function bytesOf(...parts: readonly (string | readonly number[] | Uint8Array)[]): AudioBytes {
  const all = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
  return { size: all.length, read: (offset, length) => all.subarray(offset, offset + length) };
}

const rule = (codec: RawCodec, of: Partial<RawAudioRule> = {}): RawAudioRule => ({
  codec,
  sampleRate: codec === 'g722' ? 16_000 : 8_000,
  channels: 1,
  ...of,
});
const codeOf = (found: Identified): string => (found.kind === 'refused' ? found.reason.code : found.format.codec);

/** Bytes of which no codec makes a voice: encrypted, or packed by a codec that has no table. */
const NOISE = Uint8Array.from({ length: 8_000 }, (_, i) => ((i * i * 31 + i * 7) >> 2) % 256);

/** A vowel of 120 Hz with its overtones that swells, a second of it at 8 kHz. */
const VOWEL = Int16Array.from({ length: 8_000 }, (_, i) => {
  const overtones = [1, 2, 3, 4, 5].map((nth) => Math.sin((2 * Math.PI * 120 * nth * i) / 8_000) / nth);
  return 9_000 * Math.sin((Math.PI * i) / 2_000) ** 2 * overtones.reduce((sum, wave) => sum + wave, 0);
});
const SLIN = new Uint8Array(VOWEL.buffer);
/** ITU-T G.711, by looking for the nearest of the 256 values. */
const lawOf = (value: (byte: number) => number): Uint8Array => {
  const values = Array.from({ length: 256 }, (_, byte) => value(byte));
  const nearest = (sample: number): number =>
    values.reduce(
      (best, found, byte) => (Math.abs(found - sample) < Math.abs((values[best] ?? 0) - sample) ? byte : best),
      0,
    );
  return Uint8Array.from(VOWEL, nearest);
};
const MULAW = lawOf((byte) => {
  const [sign, segment, place] = [(byte & 0x80) === 0 ? -1 : 1, 7 - ((byte >> 4) & 7), 15 - (byte & 15)];
  return sign * ((2 * place + 33) * 2 ** segment - 33) * 4;
});
const ALAW = lawOf((byte) => {
  const code = byte ^ 0x55;
  const [sign, segment, place] = [(code & 0x80) === 0 ? -1 : 1, (code >> 4) & 7, code & 15];
  return sign * (segment === 0 ? 2 * place + 1 : (2 * place + 33) * 2 ** (segment - 1)) * 8;
});
const SPOKEN: Readonly<Record<'mulaw' | 'alaw' | 'slin', Uint8Array>> = { mulaw: MULAW, alaw: ALAW, slin: SLIN };

describe('bytes without a header are what the project’s rule says', () => {
  it.each<[Exclude<RawCodec, 'gsm'>, object]>([
    ['mulaw', { kind: 'raw', demuxer: 'mulaw', codec: 'pcm_mulaw', decoders: ['pcm_mulaw'], sampleRate: 8_000 }],
    ['alaw', { demuxer: 'alaw', codec: 'pcm_alaw' }],
    ['slin', { demuxer: 's16le', codec: 'pcm_s16le' }],
    ['g722', { demuxer: 'g722', codec: 'g722', sampleRate: 16_000 }],
  ])('%s', (codec, format) => {
    const bytes = codec === 'g722' ? NOISE : SPOKEN[codec];
    expect(identifyAudio(bytesOf(bytes), rule(codec))).toMatchObject({ kind: 'audio', format });
  });

  it('rate and channels are the rule’s', () => {
    expect(identifyAudio(bytesOf(SLIN), rule('slin', { sampleRate: 48_000, channels: 2 }))).toMatchObject({
      format: { sampleRate: 48_000, channels: 2 },
    });
  });

  it('without a rule they are refused', () => {
    expect(codeOf(identifyAudio(bytesOf(NOISE), null))).toBe('AUDIO_FORMAT_UNKNOWN');
  });

  it('GSM frames bear their signature', () => {
    expect(codeOf(identifyAudio(bytesOf(gsmTone(40)), rule('gsm')))).toBe('gsm');
    expect(codeOf(identifyAudio(bytesOf(gsmTone(1)), rule('gsm')))).toBe('gsm');
  });

  it('a silence that is one letter again and again is sound', () => {
    expect(codeOf(identifyAudio(bytesOf('U'.repeat(4_000)), rule('alaw')))).toBe('pcm_alaw');
  });

  it.each<[RawCodec, number, number, boolean]>([
    ['mulaw', 8_001, 1, false],
    ['slin', 8_001, 1, true],
    ['slin', 8_002, 2, true],
  ])('%s of %d bytes on %d channels: cut off within a sample is %s', (codec, length, channels, truncated) => {
    const sound = rule(codec, { channels: channels === 2 ? 2 : 1 });
    expect(identifyAudio(bytesOf(new Uint8Array(length).fill(7)), sound)).toMatchObject({ format: { truncated } });
  });
});

describe('a voice is not heard by a wrong rule', () => {
  const RULES = ['mulaw', 'alaw', 'slin', 'g722', 'gsm'] as const;
  const cases = (['mulaw', 'alaw', 'slin'] as const).flatMap((spoken) =>
    RULES.map((declared) => ({ spoken, declared, as: spoken === declared ? 'heard' : 'refused' })),
  );

  it.each(cases)('$spoken under a rule of $declared is $as', ({ spoken, declared }) => {
    const found = identifyAudio(bytesOf(SPOKEN[spoken]), rule(declared));
    if (spoken === declared) expect(found.kind).toBe('audio');
    else
      expect(found).toEqual({
        kind: 'refused',
        reason: { code: 'AUDIO_NOT_AS_DECLARED', params: { codec: declared, likely: spoken } },
      });
  });

  it('two voices that take turns by sample are told as well', () => {
    const stereo = Uint8Array.from(
      { length: 2 * ALAW.length },
      (_, i) => (i % 2 === 0 ? ALAW[i / 2] : ALAW[ALAW.length - (i + 1) / 2]) ?? 0xd5,
    );
    expect(identifyAudio(bytesOf(stereo), rule('alaw', { channels: 2 })).kind).toBe('audio');
    expect(codeOf(identifyAudio(bytesOf(stereo), rule('mulaw', { channels: 2 })))).toBe('AUDIO_NOT_AS_DECLARED');
  });

  it.each(['mulaw', 'alaw', 'slin'] as const)('bytes that are loud and like nothing are no %s', (codec) => {
    expect(identifyAudio(bytesOf(NOISE), rule(codec))).toEqual({
      kind: 'refused',
      reason: { code: 'AUDIO_NOT_AS_DECLARED', params: { codec, likely: 'another codec' } },
    });
  });

  it('a line that only hisses is heard: comfort noise is quiet', () => {
    // Signs and lowest places as they come, in the two quietest segments.
    const hiss = NOISE.map((byte) => (byte & 0x9f) | 0x60);
    expect(codeOf(identifyAudio(bytesOf(hiss), rule('mulaw')))).toBe('pcm_mulaw');
  });

  it('crackling is heard: most of it is silence', () => {
    const crackling = Uint8Array.from({ length: 16_000 }, (_, i) => (i % 5_000 < 400 ? (NOISE[i % 8_000] ?? 0) : 0xff));
    expect(codeOf(identifyAudio(bytesOf(crackling), rule('mulaw')))).toBe('pcm_mulaw');
  });

  it.each(['mulaw', 'alaw', 'slin'] as const)('a silence of %s is heard by whatever rule: nothing tells', (codec) => {
    const silent = new Uint8Array(8_000).fill({ mulaw: 0xff, alaw: 0xd5, slin: 0 }[codec]);
    expect(
      (['mulaw', 'alaw', 'slin'] as const).map((declared) => identifyAudio(bytesOf(silent), rule(declared)).kind),
    ).toEqual(['audio', 'audio', 'audio']);
  });
});

describe('a rule makes no noise of what is something else', () => {
  it.each<[string, RawCodec, readonly (string | number[] | Uint8Array)[], string]>([
    ['noise where the rule says GSM', 'gsm', [NOISE], 'AUDIO_NOT_AS_DECLARED'],
    ['GSM where the rule says µ-law', 'mulaw', [gsmTone(40)], 'AUDIO_NOT_AS_DECLARED'],
    ['less than a frame', 'gsm', [gsmTone(1).subarray(0, 20)], 'AUDIO_EMPTY'],
    ['nothing', 'mulaw', [], 'AUDIO_EMPTY'],
    ['a letter', 'mulaw', ['Good morning,\nhere is the list that you asked for.'], 'AUDIO_FORMAT_UNKNOWN'],
    [
      'a letter in Cyrillic, cut within a character',
      'alaw',
      [Buffer.from('Добрый день! '.repeat(40))],
      'AUDIO_FORMAT_UNKNOWN',
    ],
    ['a playlist', 'slin', ['#EXTM3U\nhttp://example.com/a.ts\n'], 'AUDIO_FORMAT_UNKNOWN'],
    ['an archive', 'mulaw', ['PK\x03\x04', NOISE], 'AUDIO_FORMAT_UNKNOWN'],
    ['a picture', 'mulaw', ['\xff\xd8\xff\xe0\0\x10JFIF', NOISE], 'AUDIO_FORMAT_UNKNOWN'],
    ['a film', 'mulaw', ['RIFF\0\0\0\0AVI ', NOISE], 'AUDIO_FORMAT_UNKNOWN'],
    ['a WebM', 'mulaw', ['\x1a\x45\xdf\xa3', NOISE], 'AUDIO_CODEC_UNKNOWN'],
    ['a WMA', 'mulaw', ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', NOISE], 'AUDIO_CODEC_UNKNOWN'],
    ['a WAV that is damaged', 'mulaw', ['RIFF\0\0\0\0WAVEfmt '], 'AUDIO_DAMAGED'],
  ])('%s', (_, codec, parts, code) => {
    expect(codeOf(identifyAudio(bytesOf(...parts), rule(codec)))).toBe(code);
  });
});
