import { expect, test } from 'vitest';
import { nameOf, readManifest } from '../../../setup/models.js';

const models = readManifest();

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
