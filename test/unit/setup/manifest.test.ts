import { expect, test } from 'vitest';
import { nameOf } from '../../../setup/model-source.js';
import { readArchives, readManifest } from '../../../setup/models.js';

const models = readManifest();
const archives = readArchives();

test('the manifest names one whisper model and one speech finder', () => {
  expect(models.map((model) => model.role).sort()).toEqual(['vad', 'whisper']);
});

test.each(models)('$file is known by size and digest and says whose it is', (model) => {
  expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(model.bytes).toBeGreaterThan(1_000_000);
  expect(model.licence).toBe('MIT');
  expect(new URL(model.origin).protocol).toBe('https:');
});

test.each(models)('$file can be had from at least two sources, each pinned to a version', (model) => {
  expect(model.sources.length).toBeGreaterThanOrEqual(2);
  for (const source of model.sources) {
    if (source.kind === 'http') expect(new URL(source.url).protocol).toBe('https:');
    if (source.kind === 'pypi') expect(source.wheel).toMatch(/==\d/);
    if (source.kind === 'npm') expect(source.package).toMatch(/@\d/);
    if (source.kind === 'pypi-ctranslate2') expect(source.wheels.every((wheel) => /==\d/.test(wheel))).toBe(true);
    expect(nameOf(source)).not.toBe('');
  }
});

test('there are Vosk models of Russian, Ukrainian, Polish and English', () => {
  expect([...new Set(archives.map(({ language }) => language))].sort()).toEqual(['en', 'pl', 'ru', 'uk']);
  expect(new Set(archives.map(({ name }) => name)).size).toBe(archives.length);
});

test.each(archives)('$name comes from its publisher, with its licence, and its name is a folder', (model) => {
  expect(model.name).toMatch(/^[\w.-]+$/);
  expect(model.licence).toBe('Apache-2.0');
  expect(new URL(model.origin).protocol).toBe('https:');
  for (const source of model.sources)
    expect(source).toEqual({ kind: 'http', url: `https://alphacephei.com/vosk/models/${model.name}.zip` });
  expect(model.bytes).toBeGreaterThan(10_000_000);
  // An archive without a digest is trusted as first seen: its size is then what the publisher says, rounded.
  expect(model.sha256).toMatch(model.exact ? /^[0-9a-f]{64}$/ : /^([0-9a-f]{64})?$/);
});
