import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from './digest.js';
import { systemCode } from './setup-error.js';

/**
 * What lies beside the files of a model that came as an archive: where it is from, and what belongs to it.
 * @typedef {object} ModelRecord
 * @property {1} schemaVersion
 * @property {string} name also the folder's
 * @property {'vosk'} role
 * @property {string} language ISO 639-1
 * @property {string} licence
 * @property {{ readonly from: string, readonly bytes: number, readonly sha256: string }} archive
 * @property {readonly import('./unpack.js').Unpacked[]} files
 */
/** @typedef {{ readonly folder: string, readonly record: ModelRecord }} ModelFolder */

const RECORD = 'etalon-model.json';

/**
 * @param {string} folder
 * @param {ModelRecord} record
 * @returns {Promise<void>}
 */
export async function writeModelRecord(folder, record) {
  await writeFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * The models in folders, by name; a folder without a record is none of ours.
 * @param {string} models
 * @returns {readonly ModelFolder[]}
 */
export function readModelFolders(models) {
  return foldersIn(models).flatMap((name) => {
    const folder = join(models, name);
    try {
      const record = JSON.parse(readFileSync(join(folder, RECORD), 'utf8'));
      return record.schemaVersion === 1 && record.name === name ? [{ folder, record }] : [];
    } catch {
      return [];
    }
  });
}

/** @param {string} models */
function foldersIn(models) {
  try {
    const entries = readdirSync(models, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Reads every file of a model: those that are gone or are not what was unpacked.
 * @param {ModelFolder} model
 * @returns {Promise<readonly string[]>} their paths in the folder
 */
export async function damagedFiles({ folder, record }) {
  /** @type {string[]} */
  const damaged = [];
  for (const { path, sha256 } of record.files) {
    const found = await sha256Of(join(folder, ...path.split('/'))).catch(() => '');
    if (found !== sha256) damaged.push(path);
  }
  return damaged;
}

/** @param {ModelRecord} record */
export function bytesOnDisk({ files }) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
