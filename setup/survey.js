import { stat } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { findBrowser } from './browser.js';
import { stampOf } from './digest.js';
import { findFfmpeg } from './ffmpeg.js';
import { adoptModel, readManifest } from './models.js';
import { packagesState } from './packages.js';
import { pagesState } from './pages.js';
import { say } from './say.js';
import { SetupError } from './setup-error.js';

/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('./places.js').Env} Env */
/** @typedef {import('./installed.js').Installed} Installed */
/** @typedef {import('./digest.js').Stamp & { readonly name: string }} NamedStamp */
/**
 * @typedef {object} Survey what is there already
 * @property {'fresh' | 'absent' | 'stale'} packages
 * @property {'fresh' | 'absent' | 'stale' | 'none'} pages
 * @property {import('./program.js').Program | undefined} ffmpeg
 * @property {import('./program.js').Program | undefined} browser when none is needed: the one recorded earlier, if any
 * @property {boolean} isBrowserNeeded
 * @property {NamedStamp | undefined} whisper
 * @property {NamedStamp | undefined} vad
 * @property {string | undefined} chosen
 */

/**
 * Looks at everything Etalon needs and changes nothing. Reads no model file that an earlier set-up has stamped.
 * @param {Places} places
 * @param {Env} env
 * @param {Partial<Installed>} earlier
 * @param {{ readonly chosen: string | undefined, readonly isBrowserNeeded: boolean }} wishes `chosen`: a whisper file of
 *   the user's own, instead of the manifest's
 * @returns {Promise<Survey>}
 */
export async function survey(places, env, earlier, { chosen, isBrowserNeeded }) {
  const [ffmpeg, browser, whisper, vad] = await Promise.all([
    findFfmpeg({ bin: places.bin, env }, earlier.ffmpeg),
    isBrowserNeeded ? findBrowser(env, earlier.browser) : earlier.browser,
    chosen === undefined ? cached('whisper', places, earlier) : own(chosen, earlier),
    cached('vad', places, earlier),
  ]);
  const [packages, pages] = [packagesState(places.root), pagesState(places.root)];
  return { packages, pages, ffmpeg, browser, isBrowserNeeded, whisper, vad, chosen };
}

/**
 * The manifest's model of a role, if it is in the cache with the digest the manifest names.
 * @param {'whisper' | 'vad'} role
 * @param {Places} places
 * @param {Partial<Installed>} earlier
 * @returns {Promise<NamedStamp | undefined>}
 */
async function cached(role, places, earlier) {
  for (const model of readManifest().filter((one) => one.role === role)) {
    const found = await stampOf(join(places.models, model.file), earlier[role]);
    if (found?.sha256 === model.sha256) return named(found);
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {Partial<Installed>} earlier
 * @returns {Promise<NamedStamp>}
 */
async function own(file, earlier) {
  const found = await stampOf(file, earlier.whisper);
  if (found === undefined) {
    throw new SetupError(
      `The model file ${file} is not there: put it back, or run \`npm run setup -- --default-model\` to use Etalon's own.`,
    );
  }
  return named(found);
}

/**
 * @param {import('./digest.js').Stamp} stamp
 * @returns {NamedStamp}
 */
function named(stamp) {
  return { name: parse(stamp.file).name, ...stamp };
}

/**
 * Which whisper file the user wants, after `--model-file` or ETALON_MODEL_FILE: a file Etalon knows goes into the cache
 * like a fetched one, any other stays where it is and is used from there.
 * @param {string} path
 * @param {Places} places
 * @param {Partial<Installed>} earlier
 * @returns {Promise<string | undefined>} the file to use, undefined for the manifest's own
 */
export async function takeModelFile(path, places, earlier) {
  // npm runs scripts in the checkout and leaves the folder the user stands in here.
  const file = resolve(process.env['INIT_CWD'] ?? '.', path);
  const found = (await stat(file).catch(() => undefined))?.isFile() ? await stampOf(file, earlier.whisper) : undefined;
  if (found === undefined) throw new SetupError(`--model-file: ${file} is not a file; give the path of a ggml model.`);
  if (found.file === earlier.whisper?.file && found.sha256 === earlier.whisper.sha256) return earlier.chosen;
  say(`Model file ${file}, sha256 ${found.sha256}`);
  const known = await adoptModel(file, found.sha256, places.models);
  if (known !== undefined) {
    say(`  this is ${known.file}; it was copied to ${places.models}`);
    return undefined;
  }
  say('  not one that Etalon knows: it will be used as it is, and named in every transcript');
  return file;
}
