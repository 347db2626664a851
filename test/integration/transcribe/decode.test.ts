import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawAudioRule } from '../../../ingest/recordings/raw-audio-rule.ts';
import { DEFAULT_GUARDS } from '../../../transcribe/audio-guards.ts';
import type { Decoded } from '../../../transcribe/ffmpeg.ts';
import { transcribeRecording } from '../../../transcribe/transcribe.ts';
import type { Transcribed } from '../../../transcribe/transcribe.ts';
import { sweepWorkFolders } from '../../../transcribe/work-folder.ts';
import { decodeIn, formatOf, toneIn, type DecodeOf } from '../../harness/decoding.ts';
import { HEARD_PROJECT, depsIn, jobFor, testFolder } from '../../harness/hearing.ts';
import { makeAudio } from '../../harness/speech-tools.ts';

const GOOD_CALL = join(import.meta.dirname, '..', '..', '..', 'samples', 'inbox', 'shop', 'good-call.wav');
const signal = new AbortController().signal;
let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => {
  folder.remove();
});

/** 3 s, 440 Hz on the left, 880 Hz on the right. */
const TWO_TONES = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*880*t):s=16000:d=3'];
const ONE_TONE = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t):s=16000:d=3'];

function made(name: string, ...args: readonly string[]): string {
  const path = join(folder.path, name);
  makeAudio(...args, path);
  return path;
}

function written(name: string, bytes: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

const decode = (path: string, of: DecodeOf = {}): Promise<Decoded> => decodeIn(folder.path, path, of);

describe('recordings become raw samples, a file a channel', () => {
  it.each([
    ['pcm8.wav', ['-c:a', 'pcm_u8', '-ar', '8000']],
    ['pcm16.wav', ['-c:a', 'pcm_s16le', '-ar', '8000']],
    ['pcm24.wav', ['-c:a', 'pcm_s24le', '-ar', '48000']],
    ['float.wav', ['-c:a', 'pcm_f32le', '-ar', '44100']],
    ['alaw.wav', ['-c:a', 'pcm_alaw', '-ar', '8000']],
    ['mulaw.wav', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
    ['adpcm.wav', ['-c:a', 'adpcm_ima_wav', '-ar', '8000']],
    ['large.wav', ['-c:a', 'pcm_s16le', '-ar', '16000', '-rf64', 'always']],
    ['call.mp3', ['-c:a', 'libmp3lame', '-ar', '16000', '-b:a', '64k', '-joint_stereo', '0']],
    ['call.opus', ['-c:a', 'libopus', '-b:a', '64k']],
  ])('%s', async (name, encoding) => {
    const decoded = await decode(made(name, ...TWO_TONES, ...encoding));
    if (decoded.kind === 'refused') throw new Error(decoded.reason.code);
    expect(Math.abs(decoded.durationMs - 3_000)).toBeLessThan(120);
    expect(decoded.channels.map(({ path }) => toneIn(path))).toEqual([440, 880]);
  });

  it('the name of a file proves nothing: an mp3 called .wav is an mp3', async () => {
    const path = made('call.mp3', ...ONE_TONE, '-ar', '16000');
    const decoded = await decode(written('call.wav', readFileSync(path)));
    expect(decoded.kind).toBe('decoded');
  });

  it('a recording cut off in the middle is decoded as far as it goes', async () => {
    const path = made('cut.wav', ...ONE_TONE, '-c:a', 'pcm_s16le');
    truncateSync(path, 44 + 32_000);
    expect(formatOf(path).truncated).toBe(true);
    expect(await decode(path)).toMatchObject({ kind: 'decoded', durationMs: expect.closeTo(1_000, -2) as number });
  });
});

describe('decoding is guarded', () => {
  it('a recording that is too long is refused, and no more than the limit is written', async () => {
    const path = made('long.wav', ...ONE_TONE, '-c:a', 'pcm_s16le');
    const guards = { ...DEFAULT_GUARDS, maxDurationMs: 1_500 };
    expect(await decode(path, { guards })).toEqual({
      kind: 'refused',
      reason: { code: 'AUDIO_TOO_LONG', params: { maxMinutes: 0 } },
    });
    expect(readFileSync(join(folder.path, 'raw', '0.pcm')).length).toBeLessThanOrEqual(2_500 * 32);
  });

  it('ffmpeg is killed when its time is over', async () => {
    const path = made('slow.wav', '-f', 'lavfi', '-i', 'anoisesrc=d=600:r=16000', '-c:a', 'pcm_s16le');
    const guards = { ...DEFAULT_GUARDS, decodeDeadline: { baseMs: 1, share: 0 } };
    expect(await decode(path, { guards })).toEqual({
      kind: 'refused',
      reason: { code: 'AUDIO_DECODE_TIMEOUT', params: { deadlineMs: 1 } },
    });
  });

  it('a full disk is no fault of the recording: it is tried again', async () => {
    const workFolder = join(folder.path, 'full');
    mkdirSync(workFolder);
    symlinkSync('/dev/full', join(workFolder, '0.pcm'));
    const decoding = decode(made('call.wav', ...ONE_TONE), { workFolder });
    await expect(decoding).rejects.toMatchObject({ code: 'WORK_FOLDER_FULL', retriable: true });
  });

  it('an ffmpeg that is not there says what to do', async () => {
    const decoding = decode(made('call.wav', ...ONE_TONE), { ffmpeg: join(folder.path, 'no-ffmpeg') });
    await expect(decoding).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
  });

  it('an abort ends ffmpeg and the stage, and leaves nothing behind', async () => {
    const stop = new AbortController();
    const path = made('call.wav', '-f', 'lavfi', '-i', 'anoisesrc=d=600:r=16000', '-c:a', 'pcm_s16le');
    const deps = depsIn(folder.path, {
      findTranscript: () => {
        stop.abort(new Error('the line ends'));
        return Promise.resolve(null);
      },
    });
    await expect(transcribeRecording(deps, jobFor(path), stop.signal)).rejects.toThrow('the line ends');
    expect(readdirSync(deps.workRoot)).toEqual([]);
  });
});

describe('hostile files are refused with a reason, and leave nothing behind', () => {
  const noise = Buffer.from(Uint8Array.from({ length: 20_000 }, (_, i) => (i * i * 31 + i * 7) % 256));
  const wavHeader = (sampleRate: number, channels: number): Buffer => {
    const header = Buffer.alloc(44 + 8_000);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(8_036, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(channels, 22);
    header.writeUInt32LE(sampleRate, 24);
    header.writeUInt32LE(sampleRate * channels * 2, 28);
    header.writeUInt16LE(channels * 2, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(8_000, 40);
    return header;
  };
  const mp3Frames = Buffer.concat(
    Array.from({ length: 40 }, () => Buffer.from([0xff, 0xf3, 0x88, 0xc0, ...noise.subarray(0, 284)])),
  );

  const hear = async (path: string): Promise<Transcribed> => {
    const deps = depsIn(folder.path);
    const result = await transcribeRecording(deps, jobFor(path), signal);
    expect(readdirSync(folder.path).includes('work') ? readdirSync(deps.workRoot) : []).toEqual([]);
    return result;
  };

  it.each([
    ['empty', '', 'AUDIO_EMPTY'],
    ['a text', 'Dear customer, please find the recording attached.', 'AUDIO_FORMAT_UNKNOWN'],
    ['a playlist', '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n', 'AUDIO_FORMAT_UNKNOWN'],
    ['an archive', Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), noise]), 'AUDIO_FORMAT_UNKNOWN'],
    ['samples without a header', noise, 'AUDIO_FORMAT_UNKNOWN'],
    ['a sample rate of 1', wavHeader(1, 1), 'AUDIO_SAMPLE_RATE'],
    ['64 channels', wavHeader(8_000, 64), 'AUDIO_CHANNEL_COUNT'],
    ['4 channels', wavHeader(8_000, 4), 'AUDIO_SPEAKERS_UNASSIGNED'],
    ['a header and nothing else', wavHeader(8_000, 1).subarray(0, 44), 'AUDIO_EMPTY'],
    ['an Ogg with rubbish behind its head', Buffer.concat([oggHead(), noise]), 'AUDIO_DAMAGED'],
  ])('%s', async (_, bytes, code) => {
    const result = await hear(written('call.wav', bytes));
    expect(result).toMatchObject({ kind: 'refused', reason: { code, params: { file: 'shop/call.wav' } } });
  });

  it('mp3 frames full of rubbish end in a refusal or in a transcript without words', async () => {
    const result = await hear(written('call.mp3', mp3Frames));
    expect(result.kind === 'refused' ? result.reason.code : result.transcript.utterances).toEqual(
      result.kind === 'refused' ? 'AUDIO_DAMAGED' : [],
    );
  });

  it('a folder called .wav', async () => {
    const path = join(folder.path, 'call.wav');
    mkdirSync(path);
    expect(await hear(path)).toMatchObject({ kind: 'refused', reason: { code: 'AUDIO_FORMAT_UNKNOWN' } });
  });

  it('a recording that is not there is awaited, not refused', async () => {
    await expect(hear(join(folder.path, 'later.wav'))).rejects.toMatchObject({
      code: 'AUDIO_MISSING',
      retriable: true,
    });
  });
});

describe('a recording without a header is heard by its project’s rule', () => {
  const hear = (path: string, withoutHeader: RawAudioRule | null): Promise<Transcribed> => {
    const project = { ...HEARD_PROJECT, recordings: { ...HEARD_PROJECT.recordings, withoutHeader } };
    return transcribeRecording(depsIn(folder.path), jobFor(path, { project }), signal);
  };
  const MULAW = { codec: 'mulaw', sampleRate: 8_000, channels: 1 } as const;

  it('as long as it says what the bytes are', async () => {
    const path = made('call.wav', '-i', GOOD_CALL, '-t', '5', '-ac', '1', '-ar', '8000', '-f', 'mulaw');
    expect(await hear(path, null)).toMatchObject({ kind: 'refused', reason: { code: 'AUDIO_FORMAT_UNKNOWN' } });
    expect(await hear(path, { ...MULAW, codec: 'alaw' })).toMatchObject({
      kind: 'refused',
      reason: { code: 'AUDIO_NOT_AS_DECLARED', params: { codec: 'alaw', likely: 'mulaw', file: 'shop/call.wav' } },
    });
    expect(await hear(path, MULAW)).toMatchObject({
      kind: 'transcribed',
      facts: { format: 'raw/pcm_mulaw', channels: 1, durationMs: 5_000, truncated: false },
    });
  });

  it('anew under another rule: the same bytes are another sound', async () => {
    const path = made('call.wav', ...ONE_TONE, '-ac', '1', '-ar', '8000', '-f', 's16le');
    const hashOf = async (rule: RawAudioRule): Promise<string> => {
      const heard = await hear(path, rule);
      return heard.kind === 'refused' ? heard.reason.code : heard.transcript.optionsHash;
    };
    const slow = await hashOf({ ...MULAW, codec: 'slin' });
    expect(await hashOf({ ...MULAW, codec: 'slin', sampleRate: 16_000 })).not.toBe(slow);
    const wav = made('call2.wav', ...ONE_TONE, '-ar', '8000');
    const plain = await hear(wav, null);
    expect(plain).toMatchObject({ kind: 'transcribed' });
    expect(await hear(wav, MULAW)).toMatchObject(
      plain.kind === 'transcribed' ? { transcript: { optionsHash: plain.transcript.optionsHash } } : {},
    );
  });
});

describe('what a killed process left is swept', () => {
  it('folders of the dead, of a namesake and of a host that is gone go, those of the living stay', async () => {
    const root = join(folder.path, 'work');
    const longAgo = new Date('2026-01-01T00:00:00Z');
    const here = hostname();
    const own = `speech-${here}-${String(process.pid)}`;
    const gone = [`${own}-old`, `speech-${here}-999999999-dead`, 'speech-other-host-1-gone'];
    const stay = [`speech-${here}-1-alive`, 'somebody-elses'];
    for (const name of [...gone, ...stay]) {
      mkdirSync(join(root, name), { recursive: true });
      utimesSync(join(root, name), longAgo, longAgo);
    }
    // At work now: the same process id in another container is not ours.
    const busy = [`${own}-new`, `speech-other-host-${String(process.pid)}-busy`];
    for (const name of busy) mkdirSync(join(root, name));
    expect(await sweepWorkFolders(root)).toBe(gone.length);
    expect(readdirSync(root).toSorted()).toEqual([...stay, ...busy].toSorted());
  });
});

/** The first page of an Ogg Opus stream as far as it is looked at. */
function oggHead(): Buffer {
  const page = Buffer.alloc(28 + 19);
  page.write('OggS', 0, 'latin1');
  page[5] = 2;
  page[26] = 1;
  page[27] = 19;
  page.write('OpusHead', 28, 'latin1');
  page[36] = 1;
  page[37] = 1;
  page.writeUInt32LE(16_000, 40);
  return page;
}
