import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tarMember, zipMember } from '../../../setup/archive.js';

const long = 'a line that deflates well\n'.repeat(10_000);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etalon-archive-'));
  await mkdir(join(folder, 'package', 'dist'), { recursive: true });
  await writeFile(join(folder, 'package', 'empty.txt'), '');
  await writeFile(join(folder, 'package', 'dist', 'long.txt'), long);
});

afterEach(() => rm(folder, { recursive: true }));

/** Made by Python, as wheels are. */
function zip(method: 'ZIP_STORED' | 'ZIP_DEFLATED'): string {
  const program = `import zipfile as z
with z.ZipFile('a.zip', 'w', z.${method}) as a:
    a.write('package/empty.txt'); a.write('package/dist/long.txt'); a.comment = b'a comment'`;
  execFileSync('python3', ['-c', program], { cwd: folder });
  return join(folder, 'a.zip');
}

test.each(['ZIP_STORED', 'ZIP_DEFLATED'] as const)('a member of a wheel is read (%s)', async (method) => {
  const file = zip(method);
  expect((await zipMember(file, 'package/dist/long.txt')).toString()).toBe(long);
  expect(await zipMember(file, 'package/empty.txt')).toHaveLength(0);
});

test('a wheel without the member, and one cut short, are refused', async () => {
  const file = zip('ZIP_DEFLATED');
  await expect(zipMember(file, 'package/gone.txt')).rejects.toThrow('has no package/gone.txt');
  await writeFile(file, 'PK\u0003\u0004 and no more');
  await expect(zipMember(file, 'package/empty.txt')).rejects.toThrow('not a whole ZIP file');
});

test('a member of an npm package is read', async () => {
  execFileSync('tar', ['--format=ustar', '-czf', 'a.tgz', 'package/empty.txt', 'package/dist/long.txt'], {
    cwd: folder,
  });
  const file = join(folder, 'a.tgz');
  expect((await tarMember(file, 'package/dist/long.txt')).toString()).toBe(long);
  expect(await tarMember(file, 'package/empty.txt')).toHaveLength(0);
  await expect(tarMember(file, 'package/gone.txt')).rejects.toThrow('has no package/gone.txt');
});
