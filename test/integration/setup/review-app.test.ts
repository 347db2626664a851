import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCheckout, type Checkout } from './checkout.ts';
import { send, serve, type Server } from './server.ts';
import { addPages, writeSource } from './small-pages.ts';

const content = Buffer.from('an ear and where speech is');

let checkout: Checkout;
let server: Server;

beforeEach(async () => {
  server = await serve((response, from) => {
    send(response, content, from);
  });
  const sources = [{ kind: 'http', url: server.url }];
  checkout = await makeCheckout({ file: 'ear.bin', content, sources }, { file: 'vad.onnx', content, sources });
});

afterEach(async () => {
  await server.close();
  await checkout.remove();
});

/** A program of the checkout that says something and nothing else. */
async function program(name: string, said: string): Promise<string> {
  const file = join(checkout.root, name);
  await writeFile(file, `#!/bin/sh\necho '${said}'\n`, { mode: 0o755 });
  return file;
}

test('the pages are built when their sources changed, and not otherwise', async () => {
  await addPages(checkout.root);
  const first = await checkout.setup();
  expect(first.said).toContain('  pages: the review app, ');
  expect(first.code).toBe(0);
  expect(await checkout.setup(['--quiet'])).toEqual({ code: 0, said: '' });
  await writeSource(checkout.root, 'review/pages/style.css', 'h1 { color: navy }\n');
  const { code, said } = await checkout.setup(['--quiet']);
  expect(said).toMatch(/^Etalon is about to build:\n {2}pages: [\s\S]*Set-up is done/);
  expect(code).toBe(0);
});

test('--packages-only leaves the pages alone, --pages-only builds nothing else', async () => {
  await addPages(checkout.root);
  expect(await checkout.setup(['--packages-only'])).toEqual({ code: 0, said: '' });
  expect((await checkout.setup(['--check'])).said).toContain('pages: absent');
  expect((await checkout.setup(['--pages-only'])).said).toMatch(/^- pages …\n {2}pages: done in .* s\n$/);
  const { said } = await checkout.setup(['--check']);
  expect(said).toContain('pages: fresh');
  expect(said).toContain('speech model: missing');
});

test('the browser is looked for when it is asked for, and stays in the record', async () => {
  const CHROMIUM_BIN = await program('chromium', 'Chromium 156.0.8078.108 built on Debian');
  const record = async (): Promise<unknown> =>
    JSON.parse(await readFile(join(checkout.cache, 'installed.json'), 'utf8'));
  await checkout.setup([], { CHROMIUM_BIN });
  expect(await record()).not.toHaveProperty('browser');
  expect((await checkout.setup(['--browser'], { CHROMIUM_BIN })).code).toBe(0);
  const browser = { file: CHROMIUM_BIN, version: '156.0.8078.108' };
  expect(await record()).toMatchObject({ schemaVersion: 1, browser });
  await checkout.setup();
  expect(await record()).toMatchObject({ schemaVersion: 1, browser });
});

test('CHROMIUM_BIN that is no browser, or an old one, ends with one sentence', async () => {
  const CHROMIUM_BIN = await program('old', 'Chromium 119.0.6045.199');
  const { code, said } = await checkout.setup(['--browser'], { CHROMIUM_BIN });
  expect(code).toBe(1);
  expect(said).toBe(
    `\nSet-up cannot go on. CHROMIUM_BIN names ${CHROMIUM_BIN}, which is no Chromium 120 or newer: correct or unset it and run the same command again.\n`,
  );
});

test.each([
  ['a browser', []],
  ['Cyrillic letters', [['chromium', 'Chromium 156.0.8078.108']]],
] as const)('where %s can neither be found nor installed, npm test ends with one sentence', async (_, programs) => {
  const bin = await mkdtemp(join(tmpdir(), 'etalon-bin-'));
  await symlink(process.execPath, join(bin, 'node'));
  for (const [name, said] of programs) await rename(await program(name, said), join(bin, name));
  // A fontconfig that knows no font; there is no apt-get.
  await writeFile(join(bin, 'fc-list'), '#!/bin/sh\n', { mode: 0o755 });
  const { code, said } = await checkout.setup(['--browser'], { PATH: bin });
  await rm(bin, { recursive: true });
  expect(code).toBe(1);
  expect(said).toContain('  browser: Chromium and a font with Cyrillic letters, for tests only');
  expect(said.trim().split('\n').at(-1)).toMatch(
    /^Set-up cannot go on\. Chromium 120 or newer and .*`apt-get install chromium fonts-dejavu-core`/,
  );
});
