import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall } from './apt.js';
import { zipMember } from './archive.js';
import { sha256Of } from './digest.js';
import { wheel } from './pip.js';
import { findProgram } from './program.js';
import { say } from './say.js';
import { isOfTheDisk, reasonOf, SetupError } from './setup-error.js';

/** @typedef {import('./program.js').Program} Program */

/** 5.1 is the oldest that decoded every call format tried. */
const OLDEST_MAJOR = 5;

/** A static build inside the official wheel, by `process.platform`-`process.arch`. ffmpeg is GPL and stays a program apart. */
export const FETCHED = {
  platform: 'linux-x64',
  wheel: 'imageio-ffmpeg==0.8.1',
  downloadBytes: 67_998_402,
  member: 'imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2',
  bytes: 172_692_552,
  sha256: '0d709a0bed1a43f24cd2c420878c63afea4580671b6949ad19ed124572f3bc3d',
};

/**
 * The ffmpeg that Etalon will call: `FFMPEG_BIN`, then the one set-up fetched, then the first on the PATH that is new
 * enough. Its version is taken from `earlier` while the file is unchanged.
 * @param {{ readonly bin: string, readonly env: Readonly<Record<string, string | undefined>> }} where
 * @param {Program | undefined} earlier
 * @returns {Promise<Program | undefined>} throws a SetupError when FFMPEG_BIN names none that works
 */
export function findFfmpeg({ bin, env }, earlier) {
  const wanted = {
    setting: 'FFMPEG_BIN',
    what: `ffmpeg ${OLDEST_MAJOR} or newer`,
    names: ['ffmpeg'],
    folders: [bin],
    versionFlag: '-version',
    versionIn: ffmpegVersion,
  };
  return findProgram(wanted, env, earlier);
}

/**
 * @param {string} output of `-version`
 * @returns {string | undefined} undefined for an old one and for another program
 */
function ffmpegVersion(output) {
  // A build from the development branch ("N-123456-g…") has no number and is newer than any.
  if (/^ffmpeg version N-/m.test(output)) return 'development';
  const version = /^ffmpeg version n?(\d+(?:\.\d+)*)/m.exec(output)?.[1];
  return version !== undefined && parseInt(version, 10) >= OLDEST_MAJOR ? version : undefined;
}

/**
 * Fetches ffmpeg: the static build of a Python wheel, else Debian's package when we may install it.
 * @param {{ readonly bin: string, readonly downloads: string }} folders
 * @param {boolean} show
 * @returns {Promise<void>} throws a SetupError when neither can be had
 */
export async function installFfmpeg(folders, show) {
  /** @type {unknown} */
  let cause;
  for (const way of [() => fromWheel(folders, show), () => aptInstall(['ffmpeg'], show)]) {
    try {
      return await way();
    } catch (error) {
      if (isOfTheDisk(error)) throw error;
      say(`  ffmpeg: ${reasonOf(error)}`);
      cause ??= error;
    }
  }
  if (cause instanceof SetupError) throw cause;
  throw new SetupError(
    `ffmpeg ${OLDEST_MAJOR} or newer could not be had: install it (Debian: \`apt-get install ffmpeg\`, macOS: \`brew install ` +
      'ffmpeg`), or set FFMPEG_BIN to its path, and run the same command again.',
  );
}

/**
 * @param {{ readonly bin: string, readonly downloads: string }} folders
 * @param {boolean} show
 */
async function fromWheel({ bin, downloads }, show) {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== FETCHED.platform) throw new Error(`there is no checked build for ${platform}`);
  await mkdir(downloads, { recursive: true });
  await mkdir(bin, { recursive: true });
  const file = await wheel(FETCHED.wheel, downloads, show);
  const part = join(downloads, 'ffmpeg.part');
  try {
    await writeFile(part, await zipMember(file, FETCHED.member));
    if ((await sha256Of(part)) !== FETCHED.sha256) throw new Error('the digest is not the known one');
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    await rm(file, { force: true });
    throw new Error(`${FETCHED.wheel}: ${reasonOf(error)}; it was removed`);
  }
  await chmod(part, 0o755);
  await rename(part, join(bin, 'ffmpeg'));
}
