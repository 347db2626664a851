import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { EtalonError } from '../errors.ts';
import type { Reason } from '../errors.ts';
import type { AudioFormat } from './audio-format.ts';
import { decodeDeadlineMs, type AudioGuards } from './audio-guards.ts';
import type { PcmFile } from './engine.ts';
import { bytesOfMs, msOfBytes, samplesOfMs } from './pcm.ts';

export type DecodeRequest = {
  readonly path: string;
  readonly format: AudioFormat;
  /** A folder of this recording's own; the caller removes it, also after a refusal or an error. */
  readonly workFolder: string;
};

export type Decoded =
  | {
      readonly kind: 'decoded';
      readonly channels: readonly PcmFile[];
      readonly durationMs: number;
      readonly bytes: number;
    }
  | Refused;
type Refused = { readonly kind: 'refused'; readonly reason: Reason };

/**
 * Writes each channel of a recording as raw mono 16 kHz samples, in one ffmpeg process that is told the format and may
 * open nothing but the file. The samples never pass through Node. A damaged recording is a refusal; throws
 * FFMPEG_MISSING, and the retriable WORK_FOLDER_FULL and WORK_FOLDER_IO.
 */
export async function decodeChannels(
  ffmpegPath: string,
  guards: AudioGuards,
  request: DecodeRequest,
  signal: AbortSignal,
): Promise<Decoded> {
  const { path, format, workFolder: folder } = request;
  const files = Array.from({ length: format.channels }, (_, nth) => join(folder, `${nth}.pcm`));
  const outputs = [
    ...['-filter_complex', channelGraph(format, samplesOfMs(decodedMs(guards)))],
    ...files.flatMap((file, nth) => ['-map', `[c${nth}]`, '-c:a', 'pcm_s16le', '-f', 's16le', `file:${file}`]),
  ];
  const maxFileBytes = bytesOfMs(guards.maxDurationMs + 2_000);
  const done = await decodeInto(ffmpegPath, guards, { path, format, folder, outputs, maxFileBytes }, signal);
  if (done.kind === 'refused') return done;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const durationMs = msOfBytes(Math.max(...sizes));
  if (durationMs === 0) return refused('AUDIO_EMPTY');
  if (durationMs > guards.maxDurationMs) return refused('AUDIO_TOO_LONG', maxMinutes(guards));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { kind: 'decoded', channels: files.map((file) => ({ path: file, sampleRate: 16_000 })), durationMs, bytes };
}

/** What ffmpeg is to make of one recording. */
export type DecodeInto = Pick<DecodeRequest, 'path' | 'format'> & {
  /** Where the files lie that it writes. */
  readonly folder: string;
  /** Its arguments after the input: filters, and files by `file:` and their whole path. */
  readonly outputs: readonly string[];
  /** No file grows beyond this, where the system can limit it. */
  readonly maxFileBytes: number;
};

/**
 * Runs ffmpeg over a recording: told its format, allowed nothing but files, within the guards' time and memory. Refusals
 * and errors as for decodeChannels; files that it began are left to the caller.
 */
export async function decodeInto(
  ffmpegPath: string,
  guards: AudioGuards,
  into: DecodeInto,
  signal: AbortSignal,
): Promise<{ readonly kind: 'done' } | Refused> {
  const command = limited([ffmpegPath, ...decodeArguments(guards, into)], guards, into.maxFileBytes);
  const deadlineMs = decodeDeadlineMs(guards, (await stat(into.path)).size);
  const ended = await run(command, deadlineMs, signal);
  if (ended.kind === 'late') return refused('AUDIO_DECODE_TIMEOUT', { deadlineMs });
  return ended.code === 0 ? { kind: 'done' } : failed(ended, guards, into.folder);
}

/** A second more than is allowed, so that a recording that is too long can be told from one that just fits. */
export function decodedMs(guards: AudioGuards): number {
  return guards.maxDurationMs + 1_000;
}

/** Containers whose header is the truth about every sample; in the others channels may come and go on the way. */
const ONE_LAYOUT: readonly AudioFormat['kind'][] = ['wav', 'au', 'raw'];
const LAYOUTS = ['mono', 'stereo'];

/**
 * The filter graph that brings a recording to 16 kHz, takes its channels apart, as [c0], [c1], …, and ends it after
 * `maxSamples`: counted, because the times in a file may lie.
 */
export function channelGraph({ kind, channels }: Pick<AudioFormat, 'kind' | 'channels'>, maxSamples: number): string {
  const whole = `[0:a:0]${oneLayout({ kind, channels })}aresample=16000,atrim=end_sample=${maxSamples}`;
  if (channels === 1) return `${whole}[c0]`;
  const numbers = Array.from({ length: channels }, (_, nth) => nth);
  const split = `${whole},asplit=${channels}${numbers.map((n) => `[s${n}]`).join('')}`;
  return [split, ...numbers.map((n) => `[s${n}]pan=mono|c0=c${n}[c${n}]`)].join(';');
}

/** The filter that keeps the channels of a recording as its header says, wherever they may change on the way. */
export function oneLayout({ kind, channels }: Pick<AudioFormat, 'kind' | 'channels'>): string {
  const layout = ONE_LAYOUT.includes(kind) ? undefined : LAYOUTS[channels - 1];
  return layout === undefined ? '' : `aformat=channel_layouts=${layout},`;
}

function decodeArguments(guards: AudioGuards, { path, format, outputs }: DecodeInto): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-y', '-loglevel', 'quiet', '-threads', '1'],
    ...['-protocol_whitelist', 'file,pipe', '-f', format.demuxer, '-codec_whitelist', format.decoders.join(',')],
    ...(isBare(format) ? ['-ar', String(format.sampleRate), '-ac', String(format.channels)] : []),
    ...['-t', String(decodedMs(guards) / 1_000), '-vn', '-sn', '-dn', '-i', `file:${path}`],
    ...outputs,
  ];
}

/** Samples without any frame: ffmpeg has to be told their rate and channels. GSM and G.722 have their own. */
function isBare({ kind, codec }: AudioFormat): boolean {
  return kind === 'raw' && codec.startsWith('pcm_');
}

const PRLIMIT = '/usr/bin/prlimit';

/** Where the system can, memory and bytes written are bounded from outside as well. */
function limited(command: readonly string[], guards: AudioGuards, maxFileBytes: number): readonly string[] {
  if (!existsSync(PRLIMIT)) return command;
  return [PRLIMIT, `--as=${guards.decodeMemoryBytes}`, `--fsize=${maxFileBytes}`, '--core=0', ...command];
}

type Ended =
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'late' };

/** Nothing is read from the process and nothing written to it: it cannot hang on a full or an open pipe. */
function run(command: readonly string[], deadlineMs: number, signal: AbortSignal): Promise<Ended> {
  signal.throwIfAborted();
  const [program = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'ignore' });
    let late = false;
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, deadlineMs);
    signal.addEventListener('abort', kill, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    };
    child.once('error', (cause) => {
      settle();
      reject(new EtalonError('FFMPEG_MISSING', {}, { cause }));
    });
    child.once('exit', (code, by) => {
      settle();
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      else resolve(late ? { kind: 'late' } : { kind: 'ended', code, signal: by });
    });
  });
}

/** ffmpeg ends with the low byte of its negative error number; prlimit as a shell does when it cannot start it. */
const EXIT_NO_SPACE = 256 - 28;
const EXIT_IO = 256 - 5;
const EXITS_NOT_STARTED: readonly (number | null)[] = [126, 127];
/** Older versions end with 1 whatever happened; then the disk itself is asked. */
const FULL_BELOW_BYTES = 1024 ** 2;

async function failed(ended: Extract<Ended, { kind: 'ended' }>, guards: AudioGuards, folder: string): Promise<Refused> {
  if (EXITS_NOT_STARTED.includes(ended.code)) throw new EtalonError('FFMPEG_MISSING');
  if (ended.code === EXIT_NO_SPACE) throw new EtalonError('WORK_FOLDER_FULL');
  if (ended.code === EXIT_IO) throw new EtalonError('WORK_FOLDER_IO');
  if (ended.signal === 'SIGXFSZ') return refused('AUDIO_TOO_LONG', maxMinutes(guards));
  const disk = await statfs(folder);
  if (disk.bavail * disk.bsize < FULL_BELOW_BYTES) throw new EtalonError('WORK_FOLDER_FULL');
  return refused('AUDIO_DAMAGED');
}

function maxMinutes(guards: AudioGuards): Reason['params'] {
  return { maxMinutes: Math.round(guards.maxDurationMs / 60_000) };
}

function refused(code: Reason['code'], params: Reason['params'] = {}): Refused {
  return { kind: 'refused', reason: { code, params } };
}
