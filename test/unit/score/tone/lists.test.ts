import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePhrase, type Element } from '../../../../score/phrase.ts';
import { readingsOf, saidIn } from '../../../../score/tone/reading.ts';
import { parseToneList, type Wording } from '../../../../score/tone/tone-list.ts';
import { TONE_KINDS } from '../../../../score/tone/tone.ts';
import { findingsIn, LEXICONS, moodIn, TONE_LANGUAGES, toneListOf } from '../../../harness/tone.ts';

/** How many sequences of words a phrase stands for. */
function wordingsOf(text: string): number {
  const parsed = parsePhrase(text);
  return parsed.ok ? sequences(parsed.elements) : 0;
}
function sequences(elements: readonly Element[]): number {
  return elements.reduce((product, element) => {
    return element.kind === 'either'
      ? product * element.options.reduce((sum, one) => sum + sequences(one), 0)
      : product;
  }, 1);
}

/** Distinct words of four letters and more. */
function words(list: readonly Wording[]): number {
  return new Set(
    list.flatMap(
      ({ says }) =>
        says
          .join(' ')
          .toLowerCase()
          .match(/\p{L}{4,}/gu) ?? [],
    ),
  ).size;
}

/** The wordings that stand in a sentence, as their names, whatever they count for. */
function standingIn(of: 'findings' | 'moods', language: string, text: string): readonly string[] {
  const own = readingsOf(text, language, LEXICONS).slice(0, 1);
  const said = of === 'moods' ? saidIn(own, ({ moods }) => moods) : saidIn(own, ({ findings }) => findings);
  return said.map(({ entry }) => entry.name);
}

function counting(of: 'findings' | 'moods', language: string, text: string): readonly string[] {
  if (of === 'moods') return (moodIn(language, text)?.evidence ?? []).map(({ wording }) => wording);
  return findingsIn(language, text).map(({ wording }) => wording);
}

describe.each(TONE_LANGUAGES)('the list of wordings of %s', (language) => {
  const list = toneListOf(language);
  const findings = [...Object.values(list.findings).flat(), ...list.ignored.findings];
  const moods = [...list.moods.positive, ...list.moods.negative, ...list.ignored.moods];

  it('fires on every example it gives, and on none of its counter-examples', () => {
    const wrong = (of: 'findings' | 'moods', entries: readonly Omit<Wording, 'strength'>[]): readonly string[] =>
      entries.flatMap(({ id, example, not }) => {
        const name = `${language}.${id}`;
        const silent = example.filter((text) => !standingIn(of, language, text).includes(name));
        const loud = not.filter((text) => counting(of, language, text).includes(name));
        return [...silent.map((text) => `${id} misses "${text}"`), ...loud.map((text) => `${id} fires on "${text}"`)];
      });
    expect([...wrong('findings', findings), ...wrong('moods', moods)]).toEqual([]);
  });

  it('has at least thirty wordings of each kind of finding, and 150 words for each side of a mood', () => {
    for (const kind of TONE_KINDS) {
      const found = list.findings[kind].flatMap(({ says }) => says).reduce((sum, text) => sum + wordingsOf(text), 0);
      expect(found, kind).toBeGreaterThanOrEqual(30);
    }
    expect(words(list.moods.positive)).toBeGreaterThanOrEqual(150);
    expect(words(list.moods.negative)).toBeGreaterThanOrEqual(150);
  });
});

describe('a list of wordings that is broken', () => {
  const faultsOf = (text: string): readonly string[] => {
    const parsed = parseToneList(text, 'scorecards/tone/xx.yaml');
    return parsed.ok ? [] : parsed.faults;
  };

  it('is refused with each fault, by file and line', () => {
    expect(faultsOf('language: xx\nfindings: 3\n')).toEqual([
      expect.stringMatching(/^scorecards\/tone\/xx\.yaml:1: language: .*"ru"\|"uk"\|"bg"\|"pl"\|"en"/),
      expect.stringMatching(/^scorecards\/tone\/xx\.yaml:1: around: is missing/),
      expect.stringMatching(/^scorecards\/tone\/xx\.yaml:1: moods: is missing/),
      expect.stringMatching(/^scorecards\/tone\/xx\.yaml:1: ignored: is missing/),
      expect.stringMatching(/^scorecards\/tone\/xx\.yaml:2: findings: .*number/),
    ]);
  });

  it('is refused for a name given twice and for a phrase that cannot be read, where each stands', () => {
    const english = readFileSync('scorecards/tone/en.yaml', 'utf8');
    const broken = english.replace('- id: could-you', '- id: please').replace('- would you mind', '- (would you mind');
    const lineOf = (text: string): number => english.slice(0, english.indexOf(text)).split('\n').length;
    expect(faultsOf(english)).toEqual([]);
    expect(faultsOf(broken)).toEqual([
      `scorecards/tone/xx.yaml:${String(lineOf('id: could-you'))}: findings.politeness.1.id: "please" stands here twice`,
      expect.stringContaining(
        `scorecards/tone/xx.yaml:${String(lineOf('would you mind'))}: findings.politeness.1.says.1: `,
      ),
    ]);
  });
});
