import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { obtainArchive } from '../../../setup/model-archive.js';
import { damagedFiles, readModelFolders } from '../../../setup/model-folder.js';
import type { ModelArchive } from '../../../setup/models.js';
import { send, serve, type Server } from './server.ts';

let home: string;
let server: Server;
let archive: Buffer;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'etalon-archive-'));
  archive = zipOf('the first weights');
  server = await serve((response, from) => {
    send(response, archive, from);
  });
});
afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true });
});

function zipOf(weights: string): Buffer {
  const program = `import zipfile as z, sys
a = z.ZipFile('made.zip', 'w', z.ZIP_DEFLATED)
a.writestr('small-ru/am/final.mdl', sys.argv[1] * 50); a.writestr('small-ru/README', 'a model'); a.close()`;
  execFileSync('python3', ['-c', program, weights], { cwd: home });
  const bytes = readFileSync(join(home, 'made.zip'));
  rmSync(join(home, 'made.zip'));
  return bytes;
}

const folders = (): { models: string; downloads: string } => ({
  models: join(home, 'models'),
  downloads: join(home, 'downloads'),
});
const modelOf = (of: Partial<ModelArchive> = {}): ModelArchive => ({
  role: 'vosk',
  name: 'small-ru',
  language: 'ru',
  what: 'Russian, small',
  bytes: archive.length,
  exact: true,
  sha256: createHash('sha256').update(archive).digest('hex'),
  licence: 'Apache-2.0',
  origin: 'https://models.example',
  root: 'small-ru',
  runHere: false,
  sources: [{ kind: 'http', url: server.url }],
  ...of,
});
const place = (): string => join(folders().models, 'small-ru');
const get = (of: Partial<ModelArchive> = {}): ReturnType<typeof obtainArchive> =>
  obtainArchive(modelOf(of), folders(), false);

test('an archive becomes a folder with a record of its files, and leaves nothing else', async () => {
  await get();
  expect(readFileSync(join(place(), 'am', 'final.mdl'), 'utf8')).toBe('the first weights'.repeat(50));
  const [found, ...others] = readModelFolders(folders().models);
  expect(others).toEqual([]);
  expect(found?.record).toMatchObject({ name: 'small-ru', language: 'ru', archive: { from: '127.0.0.1' } });
  expect(found && (await damagedFiles(found))).toEqual([]);
  expect(readdirSync(folders().downloads)).toEqual([]);
});

test('a file that was changed and one that is gone are named', async () => {
  await get();
  appendFileSync(join(place(), 'am', 'final.mdl'), '!');
  rmSync(join(place(), 'README'));
  const [found] = readModelFolders(folders().models);
  expect(found && (await damagedFiles(found))).toEqual(['am/final.mdl', 'README']);
  await get();
  expect(found && (await damagedFiles(found))).toEqual([]);
});

test('an archive with another digest than the manifest’s is removed and never unpacked', async () => {
  await expect(get({ sha256: '0'.repeat(64) })).rejects.toThrow('could not be had from any source');
  expect(existsSync(place())).toBe(false);
  expect(readdirSync(folders().downloads)).toEqual([]);
});

test('without a published digest the first archive is trusted, and another one refused, also after the model was removed', async () => {
  const rounded = { sha256: '', bytes: 1_000, exact: false };
  const first = archive;
  await get(rounded);
  rmSync(place(), { recursive: true });
  archive = zipOf('weights of somebody else');
  await expect(get(rounded)).rejects.toThrow('could not be had from any source');
  archive = first;
  await get(rounded);
  expect(readModelFolders(folders().models)).toHaveLength(1);
});

test('a source that is away is left for the next one', async () => {
  const gone = await serve(() => undefined);
  await gone.close();
  await get({
    sources: [
      { kind: 'http', url: gone.url },
      { kind: 'http', url: server.url },
    ],
  });
  expect(existsSync(place())).toBe(true);
});
