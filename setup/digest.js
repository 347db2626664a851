import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * SHA-256 of a file, read in pieces: model files may be larger than memory.
 * @param {string} file
 * @returns {Promise<string>} 64 hex digits
 */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

/** @typedef {{ readonly file: string, readonly bytes: number, readonly mtimeMs: number, readonly sha256: string }} Stamp */

/**
 * A file with its digest. The digest of an earlier stamp is taken over while size and time of change are the same, so
 * that a second run reads no model file.
 * @param {string} file
 * @param {Stamp | undefined} earlier
 * @returns {Promise<Stamp | undefined>} undefined when there is no such file
 */
export async function stampOf(file, earlier) {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const same = earlier?.file === file && earlier.bytes === found.size && earlier.mtimeMs === found.mtimeMs;
  return { file, bytes: found.size, mtimeMs: found.mtimeMs, sha256: same ? earlier.sha256 : await sha256Of(file) };
}
