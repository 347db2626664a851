import { aptInstall } from './apt.js';
import { findProgram } from './program.js';
import { run } from './run.js';
import { say } from './say.js';
import { reasonOf, SetupError } from './setup-error.js';

/** @typedef {import('./program.js').Program} Program */
/** @typedef {Readonly<Record<string, string | undefined>>} Env */

/** What the pages are built for (review/pages/vite.config.ts). */
const OLDEST_MAJOR = 120;
const CHROMIUM = 'chromium';
/** 3 MB with Latin and Cyrillic letters. */
const FONTS = 'fonts-dejavu-core';

/** On disk in Debian 12, without the libraries it needs. */
export const BROWSER_BYTES = 297_000_000;

/**
 * The browser that the tests of the pages will start: `CHROMIUM_BIN`, then the first on the PATH that is new enough.
 * @param {Env} env
 * @param {Program | undefined} earlier
 * @returns {Promise<Program | undefined>} undefined also when no font has Cyrillic letters: three of five languages of the
 *   pages would be empty boxes; throws a SetupError when CHROMIUM_BIN names none that works
 */
export async function findBrowser(env, earlier) {
  const found = await findChromium(env, earlier);
  // What was recorded had its letters then.
  return found === undefined || found === earlier || (await hasCyrillic(env)) ? found : undefined;
}

/**
 * @param {Env} env
 * @param {Program | undefined} earlier
 */
function findChromium(env, earlier) {
  return findProgram(
    {
      setting: 'CHROMIUM_BIN',
      what: `Chromium ${OLDEST_MAJOR} or newer`,
      names: ['chromium', 'chromium-browser', 'google-chrome'],
      folders: [],
      versionFlag: '--version',
      versionIn: chromiumVersion,
    },
    env,
    earlier,
  );
}

/**
 * @param {string} output of `--version`: "Chromium 156.0.8078.108 built on …", "Google Chrome 131.0.6778.85"
 * @returns {string | undefined} undefined for an old one and for another program
 */
export function chromiumVersion(output) {
  const version = /^(?:Chromium|Google Chrome)\D* (\d+(?:\.\d+){3})/m.exec(output)?.[1];
  return version !== undefined && parseInt(version, 10) >= OLDEST_MAJOR ? version : undefined;
}

/**
 * @param {Env} env
 * @returns {Promise<boolean>} true as well where fontconfig cannot be asked, as on macOS, whose own fonts have them
 */
async function hasCyrillic(env) {
  const { code, output } = await run(['fc-list', ':lang=uk', 'family'], { timeoutMs: 20_000, env: { ...env } });
  return code !== 0 || output.trim() !== '';
}

/**
 * Brings what is missing of browser and letters from Debian, when we may install it.
 * @param {Env} env
 * @param {boolean} show
 * @returns {Promise<void>} throws a SetupError when it cannot be had
 */
export async function installBrowser(env, show) {
  try {
    const found = await findChromium(env, undefined);
    await aptInstall([...(found === undefined ? [CHROMIUM] : []), FONTS], show);
    if ((await findBrowser(env, undefined)) !== undefined) return;
    throw new Error(`what apt-get installed is no Chromium ${OLDEST_MAJOR} or newer`);
  } catch (error) {
    say(`  browser: ${reasonOf(error)}`);
    throw new SetupError(
      `Chromium ${OLDEST_MAJOR} or newer and a font with Cyrillic letters could not be had, and the tests of the pages need ` +
        `them: install them (Debian: \`apt-get install ${CHROMIUM} ${FONTS}\`, macOS: \`brew install --cask google-chrome\`), ` +
        'or set CHROMIUM_BIN to the path of a browser, and run the same command again.',
    );
  }
}
