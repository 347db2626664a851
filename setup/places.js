import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {Readonly<Record<string, string | undefined>>} Env */
/**
 * @typedef {object} Places absolute paths
 * @property {string} root       the checkout
 * @property {string} cache      outside the checkout, shared by all checkouts of this user
 * @property {string} models     finished model files
 * @property {string} bin        ffmpeg, when set-up fetched it
 * @property {string} downloads  what is not finished yet
 * @property {string} installed  the record that set-up leaves for Etalon
 * @property {string} lock
 */

/**
 * Where things go: `ETALON_CACHE`, else `XDG_CACHE_HOME/etalon`, else `~/.cache/etalon`.
 * @param {Env} env
 * @returns {Places}
 */
export function placesOf(env) {
  const cache = resolve(env['ETALON_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'etalon'));
  return {
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    cache,
    models: join(cache, 'models'),
    bin: join(cache, 'bin'),
    downloads: join(cache, 'downloads'),
    installed: join(cache, 'installed.json'),
    lock: join(cache, 'setup.lock'),
  };
}
