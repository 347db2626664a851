import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawAudioRule } from '../../../ingest/recordings/raw-audio-rule.ts';
import { DEFAULT_GUARDS } from '../../../transcribe/audio-guards.ts';
import { amrTone } from '../../harness/amr.ts';
import { decodeIn, formatOf, toneIn, type DecodeOf } from '../../harness/decoding.ts';
import { gsmTone, gsmToneWav, GSM_TONE_HERTZ } from '../../harness/gsm.ts';
import { testFolder } from '../../harness/hearing.ts';
import { makeAudio } from '../../harness/speech-tools.ts';

let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => {
  folder.remove();
});

/** 3 s, 440 Hz on the left, 880 Hz on the right; and 440 Hz alone. */
const TWO_TONES = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*880*t):s=48000:d=3'];
const ONE_TONE = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t):s=48000:d=3'];

function made(name: string, ...args: readonly string[]): string {
  const path = join(folder.path, name);
  makeAudio(...args, path);
  return path;
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

async function decoded(path: string, of: DecodeOf = {}): Promise<{ tones: number[]; durationMs: number }> {
  const result = await decodeIn(folder.path, path, of);
  if (result.kind === 'refused') throw new Error(result.reason.code);
  return { tones: result.channels.map((channel) => toneIn(channel.path)), durationMs: result.durationMs };
}

describe('what call centres record is decoded, two channels apart', () => {
  it.each([
    ['call.flac', 'flac/flac', ['-ar', '8000']],
    ['call.m4a', 'mp4/aac', ['-c:a', 'aac', '-ar', '16000']],
    ['fragments.m4a', 'mp4/aac', ['-c:a', 'aac', '-ar', '16000', '-movflags', 'frag_keyframe+empty_moov']],
    ['front.m4a', 'mp4/aac', ['-c:a', 'aac', '-ar', '44100', '-movflags', 'faststart']],
    ['lossless.m4a', 'mp4/alac', ['-c:a', 'alac', '-ar', '16000']],
    ['opus.mp4', 'mp4/opus', ['-c:a', 'libopus']],
    ['flac.mp4', 'mp4/flac', ['-c:a', 'flac']],
    ['law.mov', 'mp4/pcm_mulaw', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
    ['call.ogg', 'ogg/vorbis', ['-c:a', 'libvorbis', '-ar', '16000']],
    ['flac.ogg', 'ogg/flac', ['-c:a', 'flac', '-ar', '8000']],
    ['call.au', 'au/pcm_mulaw', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
    ['ms-adpcm.wav', 'wav/adpcm_ms', ['-c:a', 'adpcm_ms', '-ar', '8000']],
    ['ima-adpcm.wav', 'wav/adpcm_ima_wav', ['-c:a', 'adpcm_ima_wav', '-ar', '8000']],
    ['yamaha.wav', 'wav/adpcm_yamaha', ['-c:a', 'adpcm_yamaha', '-ar', '8000']],
    ['mp3.wav', 'wav/mp3', ['-c:a', 'libmp3lame', '-ar', '16000', '-b:a', '64k', '-joint_stereo', '0']],
    ['mp2.wav', 'wav/mp2', ['-c:a', 'mp2', '-ar', '16000']],
    ['6000.wav', 'wav/pcm_u8', ['-c:a', 'pcm_u8', '-ar', '6000']],
    ['8bit-11025.wav', 'wav/pcm_u8', ['-c:a', 'pcm_u8', '-ar', '11025']],
    ['22050.wav', 'wav/pcm_s16le', ['-ar', '22050']],
    ['44100.wav', 'wav/pcm_s24le', ['-c:a', 'pcm_s24le', '-ar', '44100']],
    ['48000.wav', 'wav/pcm_s32le', ['-c:a', 'pcm_s32le', '-ar', '48000']],
    ['double.wav', 'wav/pcm_f64le', ['-c:a', 'pcm_f64le', '-ar', '16000']],
  ])('%s is %s', async (name, format, encoding) => {
    const path = made(name, ...TWO_TONES, ...encoding);
    const { kind, codec, channels, truncated } = formatOf(path);
    expect([`${kind}/${codec}`, channels, truncated]).toEqual([format, 2, false]);
    const { tones, durationMs } = await decoded(path);
    expect(tones).toEqual([440, 880]);
    expect(Math.abs(durationMs - 3_000)).toBeLessThan(150);
  });
});

describe('what telephones record on one channel is decoded', () => {
  it.each([
    ['g722.wav', 'wav/g722', ['-c:a', 'g722', '-ar', '16000']],
    ['g726.wav', 'wav/g726', ['-c:a', 'g726', '-ar', '8000', '-b:a', '32k']],
    ['g723.wav', 'wav/g723_1', ['-c:a', 'g723_1', '-ar', '8000', '-b:a', '6.3k']],
    ['call.m4a', 'mp4/aac', ['-c:a', 'aac', '-ar', '8000']],
  ])('%s is %s', async (name, format, encoding) => {
    const path = made(name, ...ONE_TONE, '-ac', '1', ...encoding);
    const { kind, codec, channels } = formatOf(path);
    expect([`${kind}/${codec}`, channels]).toEqual([format, 1]);
    const { tones, durationMs } = await decoded(path);
    expect(tones).toEqual([440]);
    expect(Math.abs(durationMs - 3_000)).toBeLessThan(150);
  });

  it.each([
    ['call.amr', 'amr/amr_nb'],
    ['phone.3gp', 'mp4/amr_nb'],
    ['amr.wav', 'wav/amr_nb'],
  ])('%s is %s', async (name, format) => {
    const bare = written('bare.amr', amrTone(3));
    const path = made(name, '-i', bare, '-c', 'copy');
    const { kind, codec, sampleRate, channels } = formatOf(path);
    expect([`${kind}/${codec}`, sampleRate, channels]).toEqual([format, 8_000, 1]);
    expect(await decoded(path)).toEqual({ tones: [440], durationMs: 3_000 });
  });

  it('Microsoft’s GSM in a WAV', async () => {
    const path = written('gsm.wav', gsmToneWav(100));
    expect(formatOf(path)).toMatchObject({ kind: 'wav', codec: 'gsm_ms' });
    const result = await decodeIn(folder.path, path);
    if (result.kind === 'refused') throw new Error(result.reason.code);
    expect(result.durationMs).toBe(2_000);
    expect(toneIn(result.channels[0]?.path ?? '', [400, 800, GSM_TONE_HERTZ, 2_000])).toBe(GSM_TONE_HERTZ);
  });

  it('wide band AMR', async () => {
    // 6.6 kbit/s: a head of one byte, then 17 bytes of whatever.
    const frame = (nth: number): number[] => [
      0x04,
      ...Array.from({ length: 17 }, (_, at) => (nth * 37 + at * 91) % 256),
    ];
    const frames = Array.from({ length: 100 }, (_, nth) => frame(nth)).flat();
    const path = written('call.awb', Buffer.concat([Buffer.from('#!AMR-WB\n', 'latin1'), Buffer.from(frames)]));
    expect(formatOf(path)).toMatchObject({ kind: 'amr', codec: 'amr_wb', sampleRate: 16_000 });
    expect(await decoded(path)).toMatchObject({ durationMs: 2_000 });
  });

  it('AAC whose description speaks of two channels where one was recorded', () => {
    const path = made('call.m4a', ...ONE_TONE, '-ac', '1', '-c:a', 'aac', '-ar', '8000');
    const bytes = readFileSync(path);
    const entry = bytes.indexOf('mp4a', bytes.indexOf('stsd'));
    bytes.writeUInt16BE(2, entry + 20);
    expect(formatOf(written('two.m4a', bytes)).channels).toBe(1);
  });
});

describe('recordings without a header are heard as the project says', () => {
  it.each<[RawAudioRule, string[]]>([
    [{ codec: 'mulaw', sampleRate: 8_000, channels: 1 }, ['-ar', '8000', '-f', 'mulaw']],
    [{ codec: 'alaw', sampleRate: 8_000, channels: 1 }, ['-ar', '8000', '-f', 'alaw']],
    [{ codec: 'slin', sampleRate: 16_000, channels: 1 }, ['-ar', '16000', '-f', 's16le']],
    [{ codec: 'g722', sampleRate: 16_000, channels: 1 }, ['-ar', '16000', '-c:a', 'g722', '-f', 'g722']],
  ])('%j', async (rule, encoding) => {
    const path = made('call.bin', ...ONE_TONE, '-ac', '1', ...encoding);
    expect(await decoded(path, { rule })).toEqual({ tones: [440], durationMs: 3_000 });
  });

  it('two channels that take turns by sample', async () => {
    const path = made('call.ulaw', ...TWO_TONES, '-ar', '8000', '-f', 'mulaw');
    const rule = { codec: 'mulaw', sampleRate: 8_000, channels: 2 } as const;
    expect(await decoded(path, { rule })).toEqual({ tones: [440, 880], durationMs: 3_000 });
  });

  it('GSM', async () => {
    const path = written('call.gsm', gsmTone(100));
    const rule = { codec: 'gsm', sampleRate: 8_000, channels: 1 } as const;
    const result = await decodeIn(folder.path, path, { rule });
    if (result.kind === 'refused') throw new Error(result.reason.code);
    expect(result.durationMs).toBe(2_000);
    expect(toneIn(result.channels[0]?.path ?? '', [400, 800, GSM_TONE_HERTZ, 2_000])).toBe(GSM_TONE_HERTZ);
  });

  it('a file with a header is heard by its header, whatever the rule says', () => {
    const path = made('call.ulaw', ...ONE_TONE, '-f', 'wav', '-ar', '8000');
    const rule = { codec: 'alaw', sampleRate: 8_000, channels: 1 } as const;
    expect(formatOf(path, rule)).toMatchObject({ kind: 'wav', codec: 'pcm_s16le' });
  });
});

describe('recorders that were cut short, streamed or wrote odd headers', () => {
  /** ffmpeg writes a list of what made the file before the sound. */
  const dataLengthAt = (bytes: Buffer): number => bytes.indexOf('data') + 4;

  it.each([0, 0xffffffff, 0x7ffff000])('a WAV whose data length is %d is heard to its end', async (declared) => {
    const path = made('streamed.wav', ...TWO_TONES, '-ar', '8000', '-c:a', 'pcm_alaw');
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(declared, dataLengthAt(bytes));
    const streamed = written('streamed.wav', bytes);
    expect(formatOf(streamed).truncated).toBe(false);
    expect(await decoded(streamed)).toEqual({ tones: [440, 880], durationMs: 3_000 });
  });

  it('an extensible WAV header with its own channel places', async () => {
    const path = made('mask.wav', ...TWO_TONES, '-ar', '48000', '-c:a', 'pcm_s24le');
    const bytes = readFileSync(path);
    expect(bytes.readUInt16LE(20)).toBe(0xfffe);
    // Front centre and low frequencies: whatever places they have, the first is left and the second right.
    bytes.writeUInt32LE(0x4 | 0x8, 40);
    expect((await decoded(written('mask.wav', bytes))).tones).toEqual([440, 880]);
  });

  it('a chunk of odd length before the sound', async () => {
    const bytes = readFileSync(made('plain.wav', ...TWO_TONES, '-ar', '8000', '-bitexact', '-c:a', 'pcm_s16le'));
    const note = Buffer.concat([Buffer.from('note\x05\0\0\0hello\0', 'latin1')]);
    const path = written('noted.wav', Buffer.concat([bytes.subarray(0, 12), note, bytes.subarray(12)]));
    expect(await decoded(path)).toEqual({ tones: [440, 880], durationMs: 3_000 });
  });

  it('a last frame that is not whole', async () => {
    const wav = made('cut.wav', ...TWO_TONES, '-ar', '8000', '-c:a', 'pcm_s16le');
    truncateSync(wav, statSync(wav).size - 3);
    expect(formatOf(wav).truncated).toBe(true);
    expect((await decoded(wav)).tones).toEqual([440, 880]);

    const gsm = written('cut.gsm', gsmTone(100).subarray(0, 100 * 33 - 5));
    const rule = { codec: 'gsm', sampleRate: 8_000, channels: 1 } as const;
    expect(formatOf(gsm, rule).truncated).toBe(true);
    expect((await decoded(gsm, { rule })).durationMs).toBe(99 * 20);
  });

  it('an M4A with its index in front that breaks off is heard as far as it goes', async () => {
    const path = made('cut.m4a', ...TWO_TONES, '-c:a', 'aac', '-ar', '16000', '-movflags', 'faststart');
    truncateSync(path, Math.round(statSync(path).size * 0.7));
    expect(formatOf(path).truncated).toBe(true);
    const { tones, durationMs } = await decoded(path);
    expect(tones).toEqual([440, 880]);
    expect(durationMs).toBeLessThan(2_600);
  });

  it('a phone’s recording with a picture in it', async () => {
    const picture = made('cover.png', '-f', 'lavfi', '-i', 'color=c=orange:s=64x64:d=1', '-frames:v', '1');
    const sound = made('sound.m4a', ...TWO_TONES, '-c:a', 'aac', '-ar', '16000');
    const path = made(
      'cover.m4a',
      '-i',
      picture,
      '-i',
      sound,
      '-map',
      '0',
      '-map',
      '1',
      '-c',
      'copy',
      '-disposition:v',
      'attached_pic',
    );
    expect((await decoded(path)).tones).toEqual([440, 880]);
  });

  it('Ogg recordings one behind the other are one recording', async () => {
    const path = made('first.ogg', ...TWO_TONES, '-c:a', 'libopus');
    appendFileSync(path, readFileSync(made('second.ogg', ...TWO_TONES, '-c:a', 'libopus', '-serial_offset', '7')));
    const { tones, durationMs } = await decoded(path);
    expect(tones).toEqual([440, 880]);
    expect(Math.abs(durationMs - 6_000)).toBeLessThan(100);
  });

  it('an Ogg that goes on with another number of channels keeps its own', async () => {
    const path = made('first.ogg', ...TWO_TONES, '-c:a', 'libopus');
    appendFileSync(
      path,
      readFileSync(made('mono.ogg', ...ONE_TONE, '-ac', '1', '-c:a', 'libopus', '-serial_offset', '7')),
    );
    expect((await decoded(path)).tones).toEqual([440, 880]);
  });
});

describe('a file that lies about its length costs no more than what it holds', () => {
  it.each([0, 1, 0xfffffffff])('a FLAC that claims %d samples', async (claimed) => {
    const bytes = readFileSync(made('call.flac', ...TWO_TONES, '-ar', '8000'));
    // The last 36 bits before the digest: 4 of byte 21, then 4 bytes.
    bytes[21] = ((bytes[21] ?? 0) & 0xf0) | Math.floor(claimed / 2 ** 32);
    bytes.writeUInt32BE(claimed % 2 ** 32, 22);
    const { tones, durationMs } = await decoded(written('lies.flac', bytes));
    expect(tones).toEqual([440, 880]);
    expect(Math.abs(durationMs - 3_000)).toBeLessThan(100);
  });

  it('hours of silence in a small FLAC end at the limit', async () => {
    const path = made('silence.flac', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '600');
    expect(statSync(path).size).toBeLessThan(100_000);
    const guards = { ...DEFAULT_GUARDS, maxDurationMs: 30_000 };
    expect(await decodeIn(folder.path, path, { guards })).toMatchObject({ reason: { code: 'AUDIO_TOO_LONG' } });
    expect(statSync(join(folder.path, 'raw', '0.pcm')).size).toBeLessThanOrEqual(31_000 * 32);
  });
});
