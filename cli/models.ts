import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../config.ts';
import { EtalonError } from '../errors.ts';
import { sha256Of } from '../setup/digest.js';
import { readInstalled } from '../setup/installed.js';
import { withLock } from '../setup/lock.js';
import { announcementOf, obtainArchive } from '../setup/model-archive.js';
import { bytesOnDisk, damagedFiles, readModelFolders, type ModelFolder } from '../setup/model-folder.js';
import { nameOf } from '../setup/model-source.js';
import { obtainModel, type Model, type ModelArchive } from '../setup/models.js';
import { megabytes, say } from '../setup/say.js';
import { sentenceOf } from '../setup/setup-error.js';
import type { ModelsAction, ModelsOptions } from './command-line.ts';
import { table } from './table.ts';

/** The models that can be fetched: files that set-up installs, archives that are fetched when asked for. */
export type KnownModels = { readonly files: readonly Model[]; readonly archives: readonly ModelArchive[] };

type Here = Pick<Config, 'cache' | 'engine' | 'vadModelPath'> & { readonly known: KnownModels };

/** Where it says what it does: text only, unlike a line at work, which draws. */
type Texts = Readonly<Record<'out' | 'err', { write(text: string): unknown; readonly isTTY?: boolean }>>;

/** A model as `models list` shows it. */
type Listed = {
  readonly name: string;
  readonly role: string;
  /** ISO 639-1; '' = many. */
  readonly language: string;
  /** On disk when it is installed, else to fetch. */
  readonly bytes: number;
  readonly licence: string;
  readonly installed: boolean;
  /** The configured engine needs it. */
  readonly used: boolean;
  /** Whether those who wrote Etalon have run it. */
  readonly runHere: boolean;
};

/** `models list | get | verify | rm`: the recognisers' models on this machine. */
export async function modelsCommand(
  action: ModelsAction,
  names: readonly string[],
  options: ModelsOptions,
  here: Here,
  streams: Texts,
): Promise<number> {
  try {
    if (action === 'list') return list(options, here, streams);
    if (action === 'verify') return await verify(here, streams);
    for (const name of names) {
      if (action === 'get') await get(name, here, streams);
      else await remove(name, options.force ?? false, here, streams);
    }
    return 0;
  } catch (error) {
    const sentence = error instanceof EtalonError ? undefined : sentenceOf(error, here.cache.models);
    if (sentence === undefined) throw error;
    streams.err.write(`${sentence}\n`);
    return 1;
  }
}

function list({ json }: ModelsOptions, here: Here, { out }: Texts): number {
  const models = listed(here);
  if (json === true) {
    out.write(`${JSON.stringify(models, null, 2)}\n`);
    return 0;
  }
  const rows = models.map(({ name, role, language, bytes, licence, installed, used, runHere }) => [
    name,
    role,
    language === '' ? 'many' : language,
    megabytes(bytes),
    licence,
    used ? 'in use' : installed ? 'yes' : 'no',
    runHere ? 'yes' : 'no',
  ]);
  const titles = ['model', 'for', 'language', 'size', 'licence', 'installed', 'run by us'];
  out.write(
    `${table(
      titles.map((title) => ({ title, ...(title === 'size' ? RIGHT : {}) })),
      rows,
      'No models.',
    )}\n`,
  );
  return 0;
}

const RIGHT = { align: 'right' } as const;

function listed(here: Here): readonly Listed[] {
  const folders = new Map(readModelFolders(here.cache.models).map((found) => [found.record.name, found]));
  const files = here.known.files.map(({ file, role, bytes, licence }) => ({
    name: file,
    role,
    language: '',
    bytes,
    licence,
    installed: existsSync(join(here.cache.models, file)),
    used: isUsed(join(here.cache.models, file), here),
    runHere: true,
  }));
  const archives = here.known.archives.map(({ name, role, language, bytes, licence, runHere }) => {
    const found = folders.get(name);
    const used = found !== undefined && isUsed(found.folder, here);
    const size = found === undefined ? bytes : bytesOnDisk(found.record);
    return { name, role, language, bytes: size, licence, installed: found !== undefined, used, runHere };
  });
  return [...files, ...archives];
}

function isUsed(path: string, { engine, vadModelPath }: Here): boolean {
  if (path === vadModelPath) return existsSync(path);
  if (engine.kind === 'vosk') return engine.models.some(({ folder }) => folder === path);
  return engine.kind === 'whisper' && engine.modelPath === path && existsSync(path);
}

/** Says what it will fetch, fetches it, and says what came. */
async function get(name: string, { cache, known }: Here, { out, err }: Texts): Promise<void> {
  const show = err.isTTY === true;
  const archive = known.archives.find((model) => model.name === name);
  const file = known.files.find((model) => model.file === name);
  if (archive !== undefined) {
    err.write(`${announcementOf(archive, cache.models)}\n`);
    const record = await withLock(cache.lock, () => obtainArchive(archive, cache, show), say);
    out.write(
      `${name}: ${megabytes(bytesOnDisk(record))} in ${join(cache.models, name)}, ${digestOf(record.archive)}\n`,
    );
  } else if (file !== undefined) {
    err.write(`${fileAnnouncement(file, cache.models)}\n`);
    const path = await withLock(cache.lock, () => obtainModel(file, cache, show), say);
    out.write(`${name}: ${megabytes(file.bytes)} in ${path}, ${digestOf(file)}\n`);
  } else throw unknown(name, known);
}

function digestOf({ sha256 }: { readonly sha256: string }): string {
  return `sha256 ${sha256}`;
}

function fileAnnouncement({ file, what, bytes, licence, sources }: Model, models: string): string {
  return `${file}: ${what}, ${megabytes(bytes)}, ${licence}, from ${sources.map(nameOf).join(', else ')}, to ${models}`;
}

/** Reads every model there is: 1 when a file is not what it should be. */
async function verify(here: Here, { out }: Texts): Promise<number> {
  let damaged = 0;
  const tell = (name: string, faults: readonly string[]): void => {
    if (faults.length > 0) damaged++;
    out.write(`${name}: ${faults.length === 0 ? 'whole' : `damaged: ${faults.join(', ')}`}\n`);
  };
  for (const { path, sha256 } of installedFiles(here)) {
    const found = await sha256Of(path).catch(() => '');
    tell(basename(path), found === sha256 ? [] : [path]);
  }
  for (const model of readModelFolders(here.cache.models)) tell(model.record.name, await damagedFiles(model));
  return damaged === 0 ? 0 : 1;
}

/** The model files in the cache, and the whisper file of the user's own, with the digests they must have. */
function installedFiles({ cache, known }: Here): readonly { readonly path: string; readonly sha256: string }[] {
  const files = known.files.map(({ file, sha256 }) => ({ path: join(cache.models, file), sha256 }));
  const { whisper } = readInstalled(cache.installed);
  const own = whisper === undefined || files.some(({ path }) => path === whisper.file) ? [] : [whisper];
  return [...files.filter(({ path }) => existsSync(path)), ...own.map(({ file, sha256 }) => ({ path: file, sha256 }))];
}

async function remove(name: string, force: boolean, here: Here, { out }: Texts): Promise<void> {
  const found = installed(name, here);
  if (isUsed(found.path, here) && !force) throw new EtalonError('MODEL_IN_USE', { model: name });
  await withLock(here.cache.lock, () => rm(found.path, { recursive: true }), say);
  out.write(`${name}: removed, ${megabytes(found.bytes)} freed\n`);
}

function installed(name: string, { cache, known }: Here): { readonly path: string; readonly bytes: number } {
  const folder: ModelFolder | undefined = readModelFolders(cache.models).find(({ record }) => record.name === name);
  if (folder !== undefined) return { path: folder.folder, bytes: bytesOnDisk(folder.record) };
  const file = known.files.find((model) => model.file === name);
  const path = join(cache.models, file?.file ?? '');
  if (file !== undefined && existsSync(path)) return { path, bytes: file.bytes };
  throw file === undefined && !known.archives.some((model) => model.name === name)
    ? unknown(name, known)
    : new EtalonError('MODEL_NOT_INSTALLED', { model: name });
}

function unknown(name: string, { files, archives }: KnownModels): EtalonError {
  const names = [...archives.map((model) => model.name), ...files.map(({ file }) => file)];
  return new EtalonError('MODEL_UNKNOWN', { model: name, known: names.join(', ') });
}
