import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.js';
import { lastLine } from './run.js';
import { SetupError } from './setup-error.js';

/** @typedef {{ readonly version?: string, readonly optional?: boolean, readonly link?: boolean }} Locked */

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed, which it writes
 * last. Packages for other platforms may be missing; none may have another version.
 * @param {string} root
 * @returns {'fresh' | 'absent' | 'stale'}
 */
export function packagesState(root) {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new SetupError('package-lock.json is missing or broken: take it from a fresh clone.');
  if (present === undefined) return 'absent';
  const stale = Object.entries(wanted).some(([path, { version, optional }]) => {
    const there = present[path];
    return path !== '' && (there === undefined ? !optional : there.version !== version);
  });
  return stale ? 'stale' : 'fresh';
}

/**
 * @param {string} file
 * @returns {Readonly<Record<string, Locked>> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} root */
export function packageCount(root) {
  return Object.keys(lockedPackages(join(root, 'package-lock.json')) ?? {}).length - 1;
}

/**
 * Installs exactly what the lock names, with every install script off: all of Etalon works without them. Development
 * and optional packages are named because NODE_ENV or a user's npmrc may leave them out, and the pinned Node is one.
 * @param {string} root
 * @param {boolean} show
 * @returns {Promise<void>}
 */
export async function installPackages(root, show) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const { code, output } = await npm(args, { cwd: root, show });
  if (code !== 0) {
    const detail = lastLine(output.replace(/^npm error A complete log.*$/m, ''));
    throw new SetupError(
      `npm could not install the packages (npm ci ended with ${code}${detail === '' ? '' : `: ${detail}`}): check that ` +
        '`npm ping` reaches your registry and run the same command again.',
    );
  }
}
