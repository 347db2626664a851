import { existsSync } from 'node:fs';
import { lastLine, run } from './run.js';

const DEADLINE_MS = 15 * 60_000;

/**
 * Installs packages of Debian, where set-up may: as root on Debian and what is made of it.
 * @param {readonly string[]} packages
 * @param {boolean} show let apt's own progress reach the terminal
 * @returns {Promise<void>} throws an Error when it may not, or when apt-get fails
 */
export async function aptInstall(packages, show) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new Error('apt-get needs Debian and root');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  for (const command of [['apt-get', 'update'], install]) {
    const { code, output } = await run(command, { timeoutMs: DEADLINE_MS, show, env });
    if (code !== 0) throw new Error(`${command.slice(0, 2).join(' ')}: ${lastLine(output) || `exit code ${code}`}`);
  }
}
