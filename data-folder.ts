import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EtalonError } from './errors.ts';

/**
 * Makes the data folder and what is missing above it. One level at a time: asked for all of them, Node never comes back
 * where the file system answers "no such file" to mkdir itself (as /proc does).
 * @throws EtalonError DATA_FOLDER_UNUSABLE
 */
export function makeDataFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw new EtalonError('DATA_FOLDER_UNUSABLE', { folder, why: 'it is a file' });
  }
  const above = dirname(folder);
  if (above !== folder) makeDataFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Made by another process in the meantime.
    if (existsSync(folder)) return;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EtalonError('DATA_FOLDER_UNUSABLE', { folder, why }, { cause: error });
  }
}
