import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYaml } from '../../../ingest/yaml.ts';
import { answerTo, judged, shopScorecard, transcript, type Line } from './conversations.ts';

/** Golden conversations of the shop's scorecard, a file a language: what each criterion must make of them. */
const FOLDER = new URL('../../../scorecards/golden/shop-inbound/', import.meta.url);

const SHOP = shopScorecard();

const lines = z.array(z.string().min(1)).min(1);
const golden = z.record(
  z.string(),
  z.strictObject({
    /** What the customer says before, so that the criterion applies. */
    opens: z.string().min(1).optional(),
    notOpens: lines.optional(),
    meets: lines,
    fails: lines,
    looksAlike: lines,
  }),
);
type Golden = z.infer<typeof golden>[string];
type Case = { readonly said: readonly string[]; readonly verdict: 'yes' | 'no' | 'na' };

const languages = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));
const byWords = SHOP.criteria.filter(({ judging }) => judging.kind !== 'measure');

function goldenOf(language: string): Readonly<Record<string, Golden>> {
  const parsed = parseYaml(readFileSync(new URL(`${language}.yaml`, FOLDER), 'utf8'), `${language}.yaml`, golden);
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

/** What looks like the words is not the words: no for what must be said, yes for what must never be said. */
function casesOf({ opens, notOpens, meets, fails, looksAlike }: Golden, forbidden: boolean): readonly Case[] {
  const before = opens === undefined ? [] : [opens];
  const cases = (said: readonly string[], verdict: Case['verdict']): readonly Case[] =>
    said.map((line) => ({ said: [...before, line], verdict }));
  return [
    ...cases(meets, 'yes'),
    ...cases(fails, 'no'),
    ...cases(looksAlike, forbidden ? 'yes' : 'no'),
    ...(notOpens ?? []).map((line): Case => ({ said: [line, meets[0] ?? ''], verdict: 'na' })),
  ];
}

/** As recognisers write: no capitals, no marks. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[.,!?:;„“”«»"]/g, '')
    .trim();
}

/** The last line is the operator's; spoken at 150 words a minute. */
function linesOf(said: readonly string[]): readonly Line[] {
  let at = 1;
  return said.map((text, nth): Line => {
    const from = at;
    const to = from + text.split(/\s+/).length * 0.4;
    at = to + 0.5;
    return [nth === said.length - 1 ? 'O' : 'C', from, to, text];
  });
}

describe('the golden conversations', () => {
  it('are there in every language of the scorecard, for every criterion that is judged by words', () => {
    expect([...languages].sort()).toEqual([...SHOP.languages].sort());
    for (const language of languages)
      expect(Object.keys(goldenOf(language)).sort(), language).toEqual(byWords.map(({ id }) => id).sort());
  });

  it('show what opens a criterion and what only seems to, wherever it does not always apply', () => {
    const conditional = byWords.filter(
      ({ when, applies }) =>
        when.kind === 'afterCustomer' || applies.customerSays !== null || applies.anyoneSays !== null,
    );
    for (const language of languages)
      for (const { id } of conditional) {
        const { opens, notOpens } = goldenOf(language)[id] ?? {};
        expect([typeof opens, notOpens?.length ?? 0], `${language} ${id}`).not.toContain(0);
        expect(typeof opens, `${language} ${id}`).toBe('string');
      }
  });
});

describe.each(languages)('the golden conversations in %s', (language) => {
  const all = byWords.flatMap(({ id, judging }) => {
    const own = goldenOf(language)[id];
    return own === undefined ? [] : casesOf(own, judging.kind === 'neverSays').map((one) => ({ id, ...one }));
  });

  it.each(all)('$id: $said is $verdict, with punctuation and without', ({ id, said, verdict }) => {
    const written = answerTo(judged([transcript(linesOf(said), language)]), id);
    const heard = answerTo(judged([transcript(linesOf(said.map(plain)), language)]), id);
    expect([written.verdict, heard.verdict], JSON.stringify(written.evidence.map(({ quote }) => quote))).toEqual([
      verdict,
      verdict,
    ]);
  });
});
