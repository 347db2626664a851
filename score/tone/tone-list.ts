import { z } from 'zod';
import { parseYaml, type Parsed, type YamlFault } from '../../ingest/yaml.ts';
import { fingerprint } from '../fingerprint.ts';
import { parsePhrase } from '../phrase.ts';
import { TONE_KINDS } from './tone.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and -, starting with a letter');
const phrases = z.array(z.string().min(1)).min(1);

/**
 * One wording. `says`: phrases as in scorecards. `exact`: only these forms, not all of their stem. `note`: what it is, and
 * why it is listed where that is not plain. A test runs `example` (each fires) and `not` (none does).
 */
const wording = z.strictObject({
  id,
  strength: z.number().positive().max(1),
  note: z.string().min(1),
  says: phrases,
  exact: z.boolean().default(false),
  example: phrases,
  not: z.array(z.string().min(1)).default([]),
});
export type Wording = z.infer<typeof wording>;

const wordings = z.array(wording).min(1);
/** What only looks like one of the wordings: it is found before them, being longer, and counts for nothing. */
const lookalikes = z.array(wording.omit({ strength: true })).default([]);

/** Single words, parted by spaces. */
const words = z
  .string()
  .min(1)
  .transform((text): readonly string[] => text.trim().split(/\s+/));

/** Words that change what stands near them; docs/metrics.md, "Tone", says how far each reaches. */
const around = z.strictObject({
  negations: words,
  /** Words before which a negation denies nothing: "not only". */
  onlyAfterNegation: words,
  /** Words that deny what stands right after them, and those that may stand between: "no such complaints". */
  denials: words,
  denialEmphasis: words,
  refusals: words,
  intensifiers: words,
  diminishers: words,
  contrasts: words,
  conditions: words,
  /** Phrases after which another's words follow: "you said that". */
  reporters: phrases,
});
export type Around = z.infer<typeof around>;

const toneListFile = z.strictObject({
  language: z.enum(['ru', 'uk', 'bg', 'pl', 'en']),
  around,
  findings: z.record(z.enum(TONE_KINDS), wordings),
  moods: z.strictObject({ positive: wordings, negative: wordings }),
  ignored: z.strictObject({ findings: lookalikes, moods: lookalikes }),
});

/** The wordings of one language, with the hash of the text they were read from. */
export type ToneList = z.infer<typeof toneListFile> & { readonly hash: string };

/** Reads a list of wordings. Every fault comes as `file:line: path: problem`. */
export function parseToneList(text: string, file: string): Parsed<ToneList> {
  const schema = toneListFile.transform((list) => ({ ...list, hash: fingerprint(text) }));
  return parseYaml<ToneList>(text, file, schema, faultsAcross);
}

/** Raised with every change of this folder that may change a tone. */
export const TONE_VERSION = '2';

/** Identifies all lists together and the code that reads them; `hash` of a list is the fingerprint of its text. */
export function hashOfLists(lists: readonly { readonly language: string; readonly hash: string }[]): string {
  const hashes = lists.map(({ language, hash }) => `${language} ${hash}`).sort();
  return fingerprint([TONE_VERSION, ...hashes].join('\n'));
}

const looseWordings = z.array(z.looseObject({ id: z.string(), says: z.array(z.string()) }));
const looseFile = z.looseObject({
  findings: z.record(z.string(), looseWordings),
  moods: z.record(z.string(), looseWordings),
  ignored: z.record(z.string(), looseWordings),
});

/** Phrases that cannot be read, and ids that are given twice. */
function faultsAcross(content: unknown): readonly YamlFault[] {
  const file = looseFile.safeParse(content);
  if (!file.success) return [];
  const seen = new Set<string>();
  const places = Object.entries(file.data.findings).map(([kind, list]) => ({ path: ['findings', kind], list }));
  const moods = Object.entries(file.data.moods).map(([side, list]) => ({ path: ['moods', side], list }));
  const ignored = Object.entries(file.data.ignored).map(([of, list]) => ({ path: ['ignored', of], list }));
  return [...places, ...moods, ...ignored].flatMap(({ path, list }) =>
    list.flatMap((one, nth) => {
      const twice = seen.has(one.id) ? [{ path: [...path, nth, 'id'], problem: `"${one.id}" stands here twice` }] : [];
      seen.add(one.id);
      return [...twice, ...phraseFaults(one.says, [...path, nth, 'says'])];
    }),
  );
}

function phraseFaults(says: readonly string[], path: YamlFault['path']): readonly YamlFault[] {
  return says.flatMap((phrase, nth) => {
    const parsed = parsePhrase(phrase);
    return parsed.ok ? [] : [{ path: [...path, nth], problem: parsed.fault }];
  });
}
