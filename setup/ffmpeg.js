import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { zipMember } from './archive.js';
import { sha256Of } from './digest.js';
import { wheel } from './pip.js';
import { lastLine, run } from './run.js';
import { say } from './say.js';
import { isOfTheDisk, reasonOf, SetupError } from './setup-error.js';

/** @typedef {{ readonly file: string, readonly version: string, readonly bytes: number, readonly mtimeMs: number }} Ffmpeg */

/** 5.1 is the oldest that decoded every call format tried. */
const OLDEST_MAJOR = 5;
const APT_DEADLINE_MS = 15 * 60_000;

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
 * @param {Ffmpeg | undefined} earlier
 * @returns {Promise<Ffmpeg | undefined>} throws a SetupError when FFMPEG_BIN names none that works
 */
export async function findFfmpeg({ bin, env }, earlier) {
  const named = env['FFMPEG_BIN'];
  if (named) {
    const found = await probe(named, earlier);
    if (found !== undefined) return found;
    throw new SetupError(
      `FFMPEG_BIN names ${named}, which is no ffmpeg ${OLDEST_MAJOR} or newer: correct or unset it and run the same command again.`,
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [bin, ...folders]) {
    const found = await probe(join(folder, 'ffmpeg'), earlier);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {Ffmpeg | undefined} earlier
 * @returns {Promise<Ffmpeg | undefined>} undefined when it is no ffmpeg that starts, or an old one
 */
async function probe(file, earlier) {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const facts = { file, bytes: found.size, mtimeMs: found.mtimeMs };
  if (earlier?.file === file && earlier.bytes === facts.bytes && earlier.mtimeMs === facts.mtimeMs) return earlier;
  const { code, output } = await run([file, '-version'], { timeoutMs: 20_000 });
  const version = /^ffmpeg version n?(\d+(?:\.\d+)*)/m.exec(output)?.[1];
  // A build from the development branch ("N-123456-g…") has no number and is newer than any.
  const isNew = version === undefined ? /^ffmpeg version N-/m.test(output) : parseInt(version, 10) >= OLDEST_MAJOR;
  return code === 0 && isNew ? { ...facts, version: version ?? 'development' } : undefined;
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
  for (const way of [() => fromWheel(folders, show), () => fromApt(show)]) {
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

/** @param {boolean} show */
async function fromApt(show) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new Error('apt-get needs Debian and root');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'ffmpeg'];
  for (const command of [['apt-get', 'update'], install]) {
    const { code, output } = await run(command, { timeoutMs: APT_DEADLINE_MS, show, env });
    if (code !== 0) throw new Error(`${command.slice(0, 2).join(' ')}: ${lastLine(output) || `exit code ${code}`}`);
  }
}
