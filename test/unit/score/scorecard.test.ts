import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../score/fingerprint.ts';
import { parseScorecard, scorecardHash, vocabularyOf } from '../../../score/scorecard.ts';
import { shopScorecard, shopText } from './conversations.ts';

const PLAIN = `id: card
version: 1
titles: { en: Card }
languages: [en, ru]
coverageFloor: 0.6
sections:
  - id: only
    titles: { en: Only }
    criteria:
      - id: hello
        titles: { en: Hello }
        weight: 5
        says: { en: [hello], ru: [здравствуйте] }
`;

function faultsOf(text: string): readonly string[] {
  const parsed = parseScorecard(text, 'card.yaml');
  return parsed.ok ? [] : parsed.faults;
}

describe('the shipped scorecard', () => {
  it('reads without a fault, weighs 100 for a call and for a chat, and names what it needs of the vocabulary', () => {
    const card = shopScorecard();
    const selling = card.criteria.filter(({ sectionId }) => !['complaint', 'wrong_number'].includes(sectionId));
    const pointsOf = (criteria: typeof selling): number => criteria.reduce((sum, { worth }) => sum + worth.points, 0);
    const onlyWritten = ['first_response'];
    const onlySpoken = ['interruptions', 'dead_air', 'pace'];
    expect(pointsOf(selling.filter(({ id }) => !onlyWritten.includes(id)))).toBe(100);
    expect(pointsOf(selling.filter(({ id }) => !onlySpoken.includes(id)))).toBe(100);
    expect(vocabularyOf(card)).toEqual(['company']);
  });

  it('says every title and what to do for it in each of its languages', () => {
    const card = shopScorecard();
    const texts = [card.titles, ...card.sections.map(({ titles }) => titles)].concat(
      card.criteria.flatMap(({ titles, help }) => [titles, help]),
    );
    for (const text of texts)
      expect(Object.keys(text).sort(), JSON.stringify(text)).toEqual([...card.languages].sort());
  });

  it('has another hash as soon as one character differs', () => {
    expect(scorecardHash(shopText())).toMatch(/^[0-9a-f]{16}$/);
    expect(scorecardHash(`${shopText()} `)).not.toBe(scorecardHash(shopText()));
  });
});

describe('a mistake in a scorecard is reported with its line', () => {
  it('and a good one has none', () => {
    expect(faultsOf(PLAIN)).toEqual([]);
  });

  const again = '      - { id: hello, titles: { en: Again }, weight: 1, says: { en: [again], ru: [снова] } }\n';
  it.each([
    ['an id that stands twice', PLAIN + again, /^card\.yaml:14: .*"hello" stands twice/],
    ['a language without phrases', PLAIN.replace(', ru: [здравствуйте]', ''), /^card\.yaml:13: .*"ru" are missing/],
    ['a weight of nothing', PLAIN.replace('weight: 5', 'weight: 0'), /^card\.yaml:12: /],
    ['weight and bonus together', PLAIN.replace('weight: 5', 'weight: 5\n        bonus: 5'), /exactly one of weight/],
    ['nothing to judge by', PLAIN.replace(/says: .*\n/, ''), /exactly one of says, neverSays, measure/],
    [
      'two ways to judge',
      PLAIN.replace('says:', 'measure: { name: silenceMs, atMost: 5 }\n        says:'),
      /exactly one of says, neverSays, measure/,
    ],
    ['a list of phrases that is not there', PLAIN.replace(/says: .*\n/, 'says: lost\n'), /no list "lost"/],
    ['an open bracket', PLAIN.replace('[hello]', '["(hello"]'), /^card\.yaml:13: .*never closed/],
    ['a closing bracket alone', PLAIN.replace('[hello]', '["hello)"]'), /stands alone/],
    ['a phrase without a word', PLAIN.replace('[hello]', '["(a|)"]'), /without any word/],
    [
      'a criterion after one that is not there',
      PLAIN.replace('says:', 'when: { after: { criterion: lost }, withinSeconds: 5 }\n        says:'),
      /^card\.yaml:13: .*no criterion "lost"/,
    ],
    [
      'limits the wrong way round',
      PLAIN.replace(/says: .*\n/, 'measure: { name: silenceMs, atLeast: 9, atMost: 5 }\n'),
      /^card\.yaml:13: .*greater/,
    ],
    [
      'a critical bonus',
      PLAIN.replace('weight: 5', 'bonus: 5\n        critical: true'),
      /card\.yaml:13: .*cannot be critical/,
    ],
    ['a key nobody knows', PLAIN.replace('weight: 5', 'wieght: 5'), /did you mean "weight"/],
  ])('%s', (_, text, expected) => {
    expect(faultsOf(text).join('\n')).toMatch(expected);
  });

  it('all of them at once', () => {
    const both = PLAIN.replace(', ru: [здравствуйте]', '').replace('[hello]', '["(hello"]') + again;
    expect(faultsOf(both)).toHaveLength(3);
  });
});

describe('the fingerprint', () => {
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of "%s" is that of the FNV specification', (text, expected) => {
    expect(fingerprint(text)).toBe(expected);
  });
});
