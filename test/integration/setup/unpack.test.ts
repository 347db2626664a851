import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackZip } from '../../../setup/unpack.js';

const LIMITS = { maxBytes: 1_000_000, maxFiles: 5 };
const weights = 'weights that deflate well\n'.repeat(1_000);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etalon-unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Made by Python: each member is a name, or a name and how it is written. */
function zip(program: string): string {
  const lines = ['import zipfile as z, sys', "a = z.ZipFile('a.zip', 'w', z.ZIP_DEFLATED)", program, 'a.close()'];
  execFileSync('python3', ['-W', 'ignore', '-c', lines.join('\n'), weights], { cwd: folder });
  return join(folder, 'a.zip');
}

const unpack = (file: string, limits = LIMITS): ReturnType<typeof unpackZip> =>
  unpackZip(file, 'model', join(folder, 'out'), limits);
const written = (): readonly string[] => (existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []);

test('what lies below the root is written, with size and digest, and nothing else', async () => {
  const file = zip(
    "a.writestr('model/am/final.mdl', sys.argv[1]); a.writestr('model/empty', ''); a.writestr('other/x', 'x')\n" +
      "a.writestr(z.ZipInfo('model/stored'), 'as it is'); a.mkdir('model/conf')",
  );
  const files = await unpack(file);
  expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['am/final.mdl', weights.length],
    ['empty', 0],
    ['stored', 8],
  ]);
  expect(files[1]?.sha256).toMatch(/^e3b0c44298fc/);
  expect(readFileSync(join(folder, 'out', 'am', 'final.mdl'), 'utf8')).toBe(weights);
  expect(readFileSync(join(folder, 'out', 'stored'), 'utf8')).toBe('as it is');
  expect([...written()].sort()).toEqual(['am', 'empty', 'stored']);
});

test.each([
  ['climbs out', "a.writestr('model/../../escaped', 'x')"],
  ['climbs in its middle', "a.writestr('model/am/../../../escaped', 'x')"],
  ['is absolute below its root', "a.writestr('model//etc/escaped', 'x')"],
  ['has the separators of another system', "a.writestr('model/..\\\\escaped', 'x')"],
  ['names a drive', "a.writestr('model/c:escaped', 'x')"],
  [
    'is a link',
    "i = z.ZipInfo('model/link'); i.create_system = 3; i.external_attr = 0o120777 << 16; a.writestr(i, '/etc')",
  ],
])('a member that %s is refused before anything is written', async (_, program) => {
  const file = zip(`a.writestr('model/good', 'x'); ${program}`);
  await expect(unpack(file)).rejects.toThrow('leads out of its folder');
  expect(written()).toEqual([]);
});

test('more than the limits allow is refused before anything is written', async () => {
  const file = zip("a.writestr('model/a', sys.argv[1]); a.writestr('model/b', sys.argv[1])");
  await expect(unpack(file, { maxBytes: weights.length, maxFiles: 5 })).rejects.toThrow('would unpack to');
  await expect(unpack(file, { maxBytes: 1_000_000, maxFiles: 1 })).rejects.toThrow('holds 2 files');
  expect(written()).toEqual([]);
});

test('a member that declares less than it holds is stopped', async () => {
  const file = zip("a.writestr('model/bomb', sys.argv[1])");
  const bytes = readFileSync(file);
  // The size in the directory, 24 bytes into its only entry.
  bytes.writeUInt32LE(10, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + 24);
  writeFileSync(file, bytes);
  await expect(unpack(file)).rejects.toThrow('more than it declares');
});

test('a damaged member, a name that comes twice, and no model at all are refused', async () => {
  const file = zip("a.writestr(z.ZipInfo('model/stored'), 'as it is')");
  const bytes = readFileSync(file);
  bytes.write('as it IS', bytes.indexOf('as it is'));
  writeFileSync(file, bytes);
  await expect(unpack(file)).rejects.toThrow('stored is damaged');
  await expect(unpack(zip("a.writestr('model/a', 'x'); a.writestr('model/a', 'y')"))).rejects.toThrow('twice');
  await expect(unpack(zip("a.writestr('page.html', 'x')"))).rejects.toThrow('no folder model');
});

test('an archive that was cut short is refused', async () => {
  const file = zip("a.writestr('model/a', sys.argv[1])");
  truncateSync(file, 100);
  await expect(unpack(file)).rejects.toThrow('not a whole ZIP file');
});
