import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, run } from './run.js';
import { SetupError } from './setup-error.js';

const DEADLINE_MS = 30 * 60_000;
const CLIENTS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * A wheel from the Python package index, kept in `downloads` until its content is in place, so that an interrupted
 * set-up does not fetch it twice. pip runs as the user's own client: its settings, mirror and proxy hold.
 * @param {string} requirement "name==version"
 * @param {string} downloads
 * @param {boolean} show let pip's progress bar reach the terminal
 * @returns {Promise<string>} path of the wheel; throws a SetupError when there is no pip, an Error when pip fails
 */
export async function wheel(requirement, downloads, show) {
  const kept = await findWheel(requirement, downloads);
  if (kept !== undefined) return kept;

  const pip = await findPip();
  const apart = join(downloads, 'pip');
  await rm(apart, { recursive: true, force: true });
  await mkdir(apart, { recursive: true });
  try {
    const quiet = show ? [] : ['--quiet', '--progress-bar', 'off'];
    const args = ['download', '--no-deps', '--only-binary', ':all:', '--no-input', '--disable-pip-version-check'];
    const command = [...pip, ...args, ...quiet, '--dest', apart, requirement];
    const { code, output } = await run(command, { timeoutMs: DEADLINE_MS, show });
    const arrived = await findWheel(requirement, apart);
    if (code !== 0 || arrived === undefined) throw new Error(`pip: ${lastLine(output) || `exit code ${code}`}`);
    const place = arrived.replace(apart, downloads);
    await rename(arrived, place);
    return place;
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
}

/**
 * @param {string} requirement
 * @param {string} folder
 * @returns {Promise<string | undefined>}
 */
async function findWheel(requirement, folder) {
  const [name = '', version = ''] = requirement.split('==');
  const start = `${name.replaceAll('-', '_')}-${version}-`;
  const names = await readdir(folder).catch(() => []);
  const found = names.find((file) => file.startsWith(start) && file.endsWith('.whl'));
  return found === undefined ? undefined : join(folder, found);
}

/** @returns {Promise<readonly string[]>} the first pip that starts */
async function findPip() {
  for (const client of CLIENTS) {
    if ((await run([...client, '--version'], { timeoutMs: 60_000 })).code === 0) return client;
  }
  throw new SetupError(
    'Python 3 with pip was not found: install it (Debian: `apt-get install python3-pip`) and run the same ' +
      'command again.',
  );
}
