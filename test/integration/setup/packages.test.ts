import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageCount, packagesState } from '../../../setup/packages.js';

type Locked = Readonly<Record<string, { readonly version: string; readonly optional?: boolean }>>;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'etalon-packages-'));
  await mkdir(join(root, 'node_modules'));
});

afterEach(() => rm(root, { recursive: true }));

/** Writes the lock and npm's own record of what it installed. */
async function given(lock: Locked, installed: Locked): Promise<void> {
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': { version: '1.0.0' }, ...lock } }));
  await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
}

const zod = { 'node_modules/zod': { version: '4.6.7' } };
const macOnly = { 'node_modules/for-mac': { version: '1.0.0', optional: true } };

test('packages that npm recorded as installed are fresh', async () => {
  await given(zod, zod);
  expect(packagesState(root)).toBe('fresh');
  expect(packageCount(root)).toBe(1);
});

test('a package for another platform may be missing', async () => {
  await given({ ...zod, ...macOnly }, zod);
  expect(packagesState(root)).toBe('fresh');
});

test('a missing package and another version make them stale', async () => {
  await given(zod, {});
  expect(packagesState(root)).toBe('stale');
  await given(zod, { 'node_modules/zod': { version: '4.6.6' } });
  expect(packagesState(root)).toBe('stale');
  await given(macOnly, { 'node_modules/for-mac': { version: '0.9.0' } });
  expect(packagesState(root)).toBe('stale');
});

test('an installation that was interrupted has no record and counts as absent', async () => {
  await given(zod, zod);
  await rm(join(root, 'node_modules', '.package-lock.json'));
  expect(packagesState(root)).toBe('absent');
});

test('a checkout without a lock is not installed by guess', () => {
  expect(() => packagesState(root)).toThrow('package-lock.json is missing or broken');
});
