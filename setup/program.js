import { stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './run.js';
import { SetupError } from './setup-error.js';

/**
 * A program that Etalon or its tests start.
 * @typedef {{ readonly file: string, readonly version: string, readonly bytes: number, readonly mtimeMs: number }} Program
 */
/**
 * @typedef {object} Wanted
 * @property {string} setting            the variable by which a user names one
 * @property {string} what               for sentences, "ffmpeg 5 or newer"
 * @property {readonly string[]} names   in the order in which they are tried
 * @property {readonly string[]} folders looked into before those of the PATH
 * @property {string} versionFlag
 * @property {(output: string) => string | undefined} versionIn what the flag made it say; undefined: too old, or another program
 */

/** A program that does not answer with its version by then is none. */
const ANSWER_MS = 20_000;

/**
 * The program that will be called: the one that the setting names, else the first that will do. Its version is taken from
 * `earlier` while the file is unchanged.
 * @param {Wanted} wanted
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {Program | undefined} earlier
 * @returns {Promise<Program | undefined>} throws a SetupError when the setting names none that works
 */
export async function findProgram(wanted, env, earlier) {
  const named = env[wanted.setting];
  if (named) {
    const found = await probe(named, wanted, earlier);
    if (found !== undefined) return found;
    throw new SetupError(
      `${wanted.setting} names ${named}, which is no ${wanted.what}: correct or unset it and run the same command again.`,
    );
  }
  const folders = [...wanted.folders, ...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
  for (const file of wanted.names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const found = await probe(file, wanted, earlier);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {Wanted} wanted
 * @param {Program | undefined} earlier
 * @returns {Promise<Program | undefined>} undefined when it does not start, or will not do
 */
async function probe(file, { versionFlag, versionIn }, earlier) {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const facts = { file, bytes: found.size, mtimeMs: found.mtimeMs };
  if (earlier?.file === file && earlier.bytes === facts.bytes && earlier.mtimeMs === facts.mtimeMs) return earlier;
  const { code, output } = await run([file, versionFlag], { timeoutMs: ANSWER_MS });
  const version = code === 0 ? versionIn(output) : undefined;
  return version === undefined ? undefined : { ...facts, version };
}
