import { lstat, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Stats } from 'node:fs';
import { EtalonError } from '../../errors.ts';
import { absent, codeOf } from './fetch-limits.ts';
import type { FetchedRecording } from './fetched-recording.ts';

/** All that a reason may say of a file. */
const SHOWN = 'file:';
/** Not there, or not for us: the telephone system may be about to write it or to hand it over. */
const NOT_YET = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'];
const NEVER = ['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/**
 * A file below a root, where it lies: it is not copied. The root itself may be reached through links; below it there
 * must be none, for whoever may write there could lead out with one. Only a regular file is a recording.
 * @throws EtalonError RECORDING_URI_REFUSED, RECORDING_TOO_LARGE; RECORDING_SOURCE_AWAY when the root is not there, such
 * as a disk that is not mounted, or does not answer.
 */
export async function fetchFile(path: string, root: string, maxBytes: number): Promise<FetchedRecording> {
  const start = await realpath(root).catch((error: unknown) => {
    throw away(error);
  });
  const found = await walk(start, relative(root, path).split('/'));
  if (found === null || found.stats.size === 0) return absent(SHOWN);
  const { size, mtimeMs } = found.stats;
  if (size > maxBytes) throw new EtalonError('RECORDING_TOO_LARGE', { uri: SHOWN, maxBytes });
  return { kind: 'here', path: found.path, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) };
}

/** Down from the root, a part at a time; null = it is not there. */
async function walk(
  start: string,
  parts: readonly string[],
): Promise<{ readonly path: string; readonly stats: Stats } | null> {
  let path = start;
  let stats: Stats | null = null;
  for (const part of parts) {
    path = join(path, part);
    stats = await look(() => lstat(path));
    if (stats === null) return null;
    if (stats.isSymbolicLink()) throw refused('symlink');
  }
  if (stats?.isFile() !== true) throw refused('not-a-file');
  // Once more as a whole, against a folder that was changed for a link while it was walked.
  const real = await look(() => realpath(path));
  if (real !== null && real !== path) throw refused('symlink');
  return real === null ? null : { path, stats };
}

async function look<T>(at: () => Promise<T>): Promise<T | null> {
  try {
    return await at();
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (NOT_YET.includes(code)) return null;
    throw NEVER.includes(code) ? refused('malformed') : away(error);
  }
}

function refused(why: 'symlink' | 'not-a-file' | 'malformed'): EtalonError {
  return new EtalonError('RECORDING_URI_REFUSED', { uri: SHOWN, why });
}

function away(error: unknown): EtalonError {
  return new EtalonError('RECORDING_SOURCE_AWAY', { uri: SHOWN, why: codeOf(error) ?? 'unreadable' }, { cause: error });
}
