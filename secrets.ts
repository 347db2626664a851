import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from './data-folder.ts';

/**
 * The secret behind all customer keys: the configured one, else one made at the first start and kept in the data folder,
 * readable by its owner only. Losing it makes old and new keys of one customer differ, so it belongs in the backup.
 */
export function installationSecret(configured: string, dataDir: string): string {
  if (configured !== '') return configured;
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) {
    makeDataFolder(dataDir);
    // wx: of two processes that start at once one makes it and both read it.
    try {
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
  }
  return readFileSync(file, 'utf8');
}

/** A project's own secret: the same customer has different keys in two projects, which are walls apart. */
export function projectSecret(installation: string, project: string): string {
  return createHmac('sha256', installation).update(`project:${project}`).digest('hex');
}

/** Credentials by name, a file each in a folder; null where there is none. A name is no path. */
export function credentialsIn(folder: string): (name: string) => string | null {
  return (name) => {
    if (folder === '' || !/^[\w.-]+$/.test(name) || name.startsWith('.')) return null;
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  };
}
