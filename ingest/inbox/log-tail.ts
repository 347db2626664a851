import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** Bytes read at a time: bounds memory, whatever the size of the log. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** How far back the beginning of the second in progress is looked for; 64 KiB hold some 800 lines of queue_log. */
const LOOK_BACK_BYTES = 64 * 1024;
/**
 * A log is known again after a rotation by the digest of its first bytes, more than a header row, and of the last ones that
 * were taken: where it was written anew with a row more or less, these stand elsewhere.
 */
const KNOWN_BYTES = 1024;

export type LogPiece = {
  /**
   * Whole lines, from the beginning of the second that was being read when the last piece ended: a line's place within
   * its second needs the lines before it, and lines told twice are the same events.
   */
  readonly lines: readonly string[];
  /** Byte offset of the first of `lines`. */
  readonly fromByte: number;
  /** End of the last line that was taken: the next piece starts here. */
  readonly consumedBytes: number;
  readonly knownSha256: string;
  /** Bytes passed over because no line end came within PIECE_BYTES; they are named, never silently dropped. */
  readonly overlongBytes: number;
};

/** Where a log ends that nobody writes to, and whether its last line looks whole, by the line before it ('' = none). */
export type LogEnd = { readonly atByte: number; readonly isWhole: (line: string, before: string) => boolean };

/**
 * The next piece of a growing log, null when it holds no new line. `secondOf` gives the second a line belongs to; null =
 * its lines stand for themselves, and the piece begins with the first new one. `end`: where the log ends and nobody writes
 * on, so that what stands there without a line end is a line too, if it looks whole beside the line before it; null = it
 * may go on. Should it go on after all, that line is told again, whole.
 */
export async function readLogPiece(
  path: string,
  consumedBytes: number,
  secondOf: ((line: string) => string) | null,
  end: LogEnd | null = null,
): Promise<LogPiece | null> {
  const file = await open(path, 'r');
  try {
    const fresh = await readAt(file, consumedBytes, PIECE_BYTES);
    const atEnd = fresh.length < PIECE_BYTES && consumedBytes + fresh.length === end?.atByte;
    const taken = atEnd && (await endsWhole(file, end)) ? fresh.length : fresh.lastIndexOf(10) + 1;
    const overlong = taken === 0 && fresh.length === PIECE_BYTES;
    if (taken === 0 && !overlong) return null;
    const next = consumedBytes + (overlong ? fresh.length : taken);
    const back =
      secondOf === null
        ? await beginningOfLine(file, consumedBytes)
        : await beginningOfSecond(file, consumedBytes, secondOf);
    const lines = overlong ? [] : linesOf(Buffer.concat([back, fresh.subarray(0, taken)]));
    return {
      lines,
      fromByte: consumedBytes - back.length,
      consumedBytes: next,
      knownSha256: await knownSha256(file, next),
      overlongBytes: overlong ? fresh.length : 0,
    };
  } finally {
    await file.close();
  }
}

/** Digest by which a log is known again, to tell whether a file is still the log that was read so far. */
export async function knownBy(path: string, consumedBytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    return await knownSha256(file, consumedBytes);
  } finally {
    await file.close();
  }
}

/** The first line of a log, which may be its header; '' when it has no whole one within LOOK_BACK_BYTES. */
export async function firstLineOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const start = await readAt(file, 0, LOOK_BACK_BYTES);
    const end = start.indexOf(10) + 1;
    // A log of one line may have no line end at all.
    return linesOf(end === 0 && start.length < LOOK_BACK_BYTES ? start : start.subarray(0, end))[0] ?? '';
  } finally {
    await file.close();
  }
}

/** The whole lines that end at a byte, at most so many bytes of them, from the first line of a second on. */
export async function readLinesBefore(
  path: string,
  { byte, bytes }: { readonly byte: number; readonly bytes: number },
  secondOf: ((line: string) => string) | null,
): Promise<readonly string[]> {
  const start = Math.max(0, byte - bytes);
  const file = await open(path, 'r');
  try {
    const before = linesOf(await readAt(file, start, byte - start));
    if (start === 0) return before;
    // The first line is broken, and the second it may share with the next is not whole.
    const whole = before.slice(1);
    const second = secondOf?.(whole[0] ?? '');
    return secondOf === null ? whole : whole.slice(whole.findIndex((line) => secondOf(line) !== second));
  } finally {
    await file.close();
  }
}

async function knownSha256(file: FileHandle, consumedBytes: number): Promise<string> {
  const length = Math.min(KNOWN_BYTES, consumedBytes);
  const head = await readAt(file, 0, length);
  const last = await readAt(file, consumedBytes - length, length);
  return createHash('sha256').update(head).update(last).digest('hex');
}

async function endsWhole(file: FileHandle, { atByte, isWhole }: LogEnd): Promise<boolean> {
  const start = Math.max(0, atByte - LOOK_BACK_BYTES);
  const [before = '', last = ''] = ['', ...linesOf(await readAt(file, start, atByte - start))].slice(-2);
  return isWhole(last, before);
}

/** What was taken of a line that had no end then; nothing of one whose beginning was passed over as overlong. */
async function beginningOfLine(file: FileHandle, consumedBytes: number): Promise<Buffer> {
  const start = Math.max(0, consumedBytes - LOOK_BACK_BYTES);
  const before = await readAt(file, start, consumedBytes - start);
  const lineStart = before.lastIndexOf(10) + 1;
  return lineStart === 0 && start > 0 ? Buffer.alloc(0) : before.subarray(lineStart);
}

async function beginningOfSecond(
  file: FileHandle,
  consumedBytes: number,
  secondOf: (line: string) => string,
): Promise<Buffer> {
  const start = Math.max(0, consumedBytes - LOOK_BACK_BYTES);
  const before = await readAt(file, start, consumedBytes - start);
  const second = secondOf(linesOf(before).at(-1) ?? '');
  let from = before.length;
  while (from > 0) {
    const lineStart = before.lastIndexOf(10, from - 2) + 1;
    if (secondOf(before.toString('utf8', lineStart, from)) !== second) break;
    from = lineStart;
  }
  return before.subarray(from);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Lines without their ends; broken bytes become U+FFFD, because one caller id must not cost the log. */
function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
