import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { findingsIn, TONE_LANGUAGES, type ToneLanguage } from '../../../harness/tone.ts';

const Everyday = z.record(z.enum(TONE_LANGUAGES), z.array(z.string()));
const Golden = z.record(z.string(), z.looseObject({ meets: z.array(z.string()), looksAlike: z.array(z.string()) }));

const EVERYDAY = Everyday.parse(parse(readFileSync('test/fixtures/tone/everyday.yaml', 'utf8')));

/** What is well said by the shop's scorecard, and what only looks rude to it. */
function wellSaid(language: ToneLanguage): readonly string[] {
  const golden = Golden.parse(parse(readFileSync(`scorecards/golden/shop-inbound/${language}.yaml`, 'utf8')));
  const harmless = golden['forbidden_phrases']?.looksAlike ?? [];
  return [...Object.values(golden).flatMap(({ meets }) => meets), ...harmless];
}

/** As a recogniser writes: no capitals, no marks. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[.,!?:;„“«»"]/g, '');
}

function accused(language: ToneLanguage, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    findingsIn(language, text)
      .filter(({ kind }) => kind === 'impatience' || kind === 'rudeness')
      .map(({ wording, quote }) => `${wording} in "${text}": ${quote}`),
  );
}

describe('what operators say every day', () => {
  it('is tried with at least sixty sentences', () => {
    expect(Object.values(EVERYDAY).flat().length).toBeGreaterThanOrEqual(60);
  });

  it.each(TONE_LANGUAGES)('is neither impatient nor rude in %s', (language) => {
    expect(accused(language, EVERYDAY[language])).toEqual([]);
    // Without marks a question cannot be told from a statement.
    expect(accused(language, EVERYDAY[language].filter((text) => !text.includes('?')).map(plain))).toEqual([]);
  });

  it.each(TONE_LANGUAGES)('is neither impatient nor rude where the scorecard finds it well said, in %s', (language) => {
    expect(accused(language, wellSaid(language))).toEqual([]);
    expect(accused(language, wellSaid(language).map(plain))).toEqual([]);
  });
});
