import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readToneLists } from '../../tone-lists.ts';
import { LEXICONS } from '../harness/tone.ts';

let own = '';
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'etalon-tone-'));
  mkdirSync(join(own, 'tone'));
});
afterEach(() => {
  rmSync(own, { recursive: true });
});

describe('the lists of wordings', () => {
  it('are those that are shipped, known by one hash, and ready for each language when it is asked for', () => {
    const { lexicons, faults } = readToneLists('scorecards', own);
    expect(faults).toEqual([]);
    expect(lexicons.hash).toBe(LEXICONS.hash);
    expect(lexicons.of('uk')?.language).toBe('uk');
    expect(lexicons.of('ko')).toBeUndefined();
  });

  it('are replaced, language by language, by those of the configuration', () => {
    const english = readFileSync('scorecards/tone/en.yaml', 'utf8');
    writeFileSync(join(own, 'tone', 'en.yaml'), english.replace('happy to help', 'happy as a lark to help'));
    const { lexicons, faults } = readToneLists('scorecards', own);
    expect(faults).toEqual([]);
    expect(lexicons.hash).not.toBe(LEXICONS.hash);
    expect(lexicons.of('en')?.language).toBe('en');
  });

  it('are refused with file and line when a list of the configuration has a fault, or is named after another language', () => {
    writeFileSync(join(own, 'tone', 'pl.yaml'), 'language: pl\n');
    copyFileSync('scorecards/tone/en.yaml', join(own, 'tone', 'de.yaml'));
    const { faults } = readToneLists('scorecards', own);
    expect(faults).toContain('scorecards/tone/de.yaml: language: the file is named after another language');
    expect(faults.filter((fault) => fault.startsWith('scorecards/tone/pl.yaml:1: '))).not.toEqual([]);
  });
});
