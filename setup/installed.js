import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @typedef {import('./digest.js').Stamp} Stamp */
/** @typedef {import('./program.js').Program} Program */
/**
 * What set-up found or fetched, left in the cache for Etalon to read: absolute paths, sizes, digests.
 * @typedef {object} Installed
 * @property {1} schemaVersion
 * @property {Program} ffmpeg
 * @property {Stamp & { readonly name: string }} whisper `name`: the file's name without folder and ending
 * @property {Stamp & { readonly name: string }} vad
 * @property {Program} [browser] for the tests of the pages; set-up brings it when it is asked for one
 * @property {string} [chosen] a whisper file that `--model-file` put in place of the usual one
 */

/**
 * @param {string} file
 * @returns {Partial<Installed>} empty when there is none, or one of another version
 */
export function readInstalled(file) {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'));
    return record.schemaVersion === 1 ? record : {};
  } catch {
    return {};
  }
}

/**
 * Replaces the record, whole or not at all; an equal one is left alone.
 * @param {string} file
 * @param {Installed} record
 * @returns {Promise<void>}
 */
export async function writeInstalled(file, record) {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (text === (await readFile(file, 'utf8').catch(() => ''))) return;
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, text);
  await rename(aside, file);
}
