import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { EtalonError, type ErrorCode } from '../../errors.ts';
import type { FetchedRecording } from './fetched-recording.ts';

/** The clock over one fetch: the time of the whole, and how long the source may say nothing. */
export type Watch = {
  /** Aborted by the caller with their reason, or by the clock with RECORDING_SOURCE_AWAY. */
  readonly signal: AbortSignal;
  /** What the source answers, unless the signal comes first; only such waits count as its silence. */
  readonly awaiting: <T>(answer: Promise<T>) => Promise<T>;
  readonly end: () => void;
};

/** Starts the clock; whoever starts it ends it. `shown`: the source as reasons may name it. */
export function startWatch(
  {
    totalMs,
    silenceMs,
    shown,
    onAnswer,
  }: {
    readonly totalMs: number;
    readonly silenceMs: number;
    readonly shown: string;
    readonly onAnswer: () => void;
  },
  caller: AbortSignal,
): Watch {
  const late = new AbortController();
  const over = (why: string) => () => {
    late.abort(new EtalonError('RECORDING_SOURCE_AWAY', { uri: shown, why }));
  };
  const whole = setTimeout(over('timeout'), totalMs);
  const signal = AbortSignal.any([caller, late.signal]);
  return {
    signal,
    awaiting: async (answer) => {
      const silence = setTimeout(over('silence'), silenceMs);
      try {
        const answered = await unlessAborted(answer, signal);
        onAnswer();
        return answered;
      } finally {
        clearTimeout(silence);
      }
    },
    end: () => {
      clearTimeout(whole);
    },
  };
}

/**
 * The answer, or the signal's reason if that comes first. The promise that it is raced with lives as long as this wait:
 * one for the whole fetch would hold on to every answer that it was ever raced with, which is the whole recording.
 */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * The body of an answer as a new file in `folder`, readable by its owner only; removed if it cannot be had whole. An
 * empty one is absent: it is only being written at its source.
 * @throws EtalonError RECORDING_TOO_LARGE, at the byte that is too much; WORK_FOLDER_FULL, WORK_FOLDER_IO; or
 * RECORDING_SOURCE_AWAY when the body breaks off.
 */
export async function storeBody(
  body: Readable,
  of: {
    readonly folder: string;
    readonly maxBytes: number;
    readonly shown: string;
    /** As the source says beforehand, if it does. */
    readonly lengthBytes: number | null;
    readonly modifiedAtMs: number | null;
  },
  watch: Watch,
): Promise<FetchedRecording> {
  // What comes after the end of the work has no hearer; before it, the reads below do.
  body.on('error', () => undefined);
  const path = join(of.folder, `recording-${randomUUID()}`);
  try {
    if (of.lengthBytes !== null && of.lengthBytes > of.maxBytes) throw tooLarge(of);
    const sizeBytes = await writeFile(body, path, of, watch);
    if (sizeBytes > 0) return { kind: 'here', path, sizeBytes, modifiedAtMs: of.modifiedAtMs };
    await rm(path, { force: true });
    return absent(of.shown);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    body.destroy();
  }
}

async function writeFile(
  body: Readable,
  path: string,
  limits: { readonly maxBytes: number; readonly shown: string },
  watch: Watch,
): Promise<number> {
  const file = await onDisk(() => open(path, 'wx', 0o600));
  try {
    return await copy(body, file, limits, watch);
  } finally {
    await onDisk(() => file.close());
  }
}

async function copy(
  body: Readable,
  file: FileHandle,
  limits: { readonly maxBytes: number; readonly shown: string },
  watch: Watch,
): Promise<number> {
  const pieces: AsyncIterator<unknown, unknown> = body[Symbol.asyncIterator]();
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await fromSource(() => watch.awaiting(pieces.next()), limits.shown, watch);
    if (done === true) return sizeBytes;
    if (!Buffer.isBuffer(value)) throw new TypeError('a body that is not bytes');
    sizeBytes += value.length;
    if (sizeBytes > limits.maxBytes) throw tooLarge(limits);
    await onDisk(() => file.writeFile(value));
  }
}

async function fromSource<T>(read: () => Promise<T>, shown: string, watch: Watch): Promise<T> {
  try {
    return await read();
  } catch (error) {
    watch.signal.throwIfAborted();
    throw awayOf(error, shown);
  }
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code: ErrorCode = codeOf(cause) === 'ENOSPC' ? 'WORK_FOLDER_FULL' : 'WORK_FOLDER_IO';
    throw new EtalonError(code, {}, { cause });
  }
}

function tooLarge({ shown, maxBytes }: { readonly shown: string; readonly maxBytes: number }): EtalonError {
  return new EtalonError('RECORDING_TOO_LARGE', { uri: shown, maxBytes });
}

/** A recording that is not there yet. `file` is what may be shown of it; the caller may know a better name. */
export function absent(shown: string): FetchedRecording {
  return { kind: 'absent', reason: { code: 'AUDIO_MISSING', params: { file: shown } } };
}

/** What a connection failed of: an error that is ours as it is, every other one as RECORDING_SOURCE_AWAY. */
export function awayOf(error: unknown, shown: string): EtalonError {
  if (error instanceof EtalonError) return error;
  return new EtalonError('RECORDING_SOURCE_AWAY', { uri: shown, why: codeOf(error) ?? 'broken-off' }, { cause: error });
}

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`: the code of a fault of the system, of TLS or of Node; null = it has none. */
export function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : null;
}
