import { compilePhrase, parsePhrase, type CompiledPhrase, type PhraseNode } from '../phrase.ts';
import { stemOf } from '../stems.ts';
import { keyOf } from '../words.ts';
import { TONE_KINDS, type ToneKind } from './tone.ts';
import { hashOfLists, type Around, type ToneList, type Wording } from './tone-list.ts';

/** Foreign words that may stand between two words of a wording; none in what accuses. */
const GAP = 1;
const ACCUSING_GAP = 0;
/** The kinds that accuse an operator, read more strictly than those that praise. */
export const ACCUSING: readonly Finds[] = ['impatience', 'rudeness'];

/** A wording as it is looked for. `name`: `language.id`. */
export type Entry<What> = {
  readonly what: What;
  readonly name: string;
  readonly strength: number;
  readonly exact: boolean;
};
/** Where a phrase may begin: the entry and the phrase whose first word it is. */
export type Start<What> = { readonly entry: Entry<What>; readonly phrase: CompiledPhrase; readonly node: PhraseNode };
/** By the key of the first word, and by its stem where that is enough. */
export type Starts<What> = {
  readonly byKey: ReadonlyMap<string, readonly Start<What>[]>;
  readonly byStem: ReadonlyMap<string, readonly Start<What>[]>;
};

/** Single words that change what stands near them, as keys. */
export type AroundWords = Readonly<Record<Exclude<keyof Around, 'reporters'>, ReadonlySet<string>>>;

/** The sign of a mood; 0 and `ignored` for what only looks like a wording. */
export type Sign = 1 | -1 | 0;
export type Finds = ToneKind | 'ignored';

/** The lists of one language, made ready. */
export type Lexicon = {
  readonly language: string;
  /** The stem of a word in the form of `keyOf`. */
  readonly stem: (key: string) => string;
  readonly around: AroundWords;
  readonly findings: Starts<Finds>;
  readonly moods: Starts<Sign>;
  readonly reporters: Starts<'reported'>;
};
/** The lists that are there, a language made ready when it is first asked for. `hash`: see hashOfLists. */
export type Lexicons = { readonly hash: string; readonly of: (language: string) => Lexicon | undefined };

/** The lexicons of lists that were read. */
export function lexiconsOf(lists: readonly ToneList[]): Lexicons {
  const byLanguage = new Map<string, ToneList>(lists.map((list) => [list.language, list]));
  return lexiconsBy(hashOfLists(lists), (language) => byLanguage.get(language));
}

/** Lexicons whose lists are read when they are first asked for: a command that judges no tone reads none. */
export function lexiconsBy(hash: string, read: (language: string) => ToneList | undefined): Lexicons {
  const ready = new Map<string, Lexicon | undefined>();
  return {
    hash,
    of: (language) => {
      if (!ready.has(language)) {
        const list = read(language);
        ready.set(language, list === undefined ? undefined : lexiconOf(list));
      }
      return ready.get(language);
    },
  };
}

function lexiconOf(list: ToneList): Lexicon {
  const { language, around, findings, moods, ignored } = list;
  const { reporters, ...words } = around;
  const kinds = TONE_KINDS.flatMap((kind) =>
    findings[kind].flatMap((one) =>
      startsOf(entryOf(kind, one, language), one.says, language, ACCUSING.includes(kind) ? ACCUSING_GAP : GAP),
    ),
  );
  const startsOfAll = <What>(what: What, listed: readonly Listed[]): readonly Start<What>[] =>
    listed.flatMap((one) => startsOf(entryOf(what, one, language), one.says, language, GAP));
  const reported: Entry<'reported'> = { what: 'reported', name: 'reported', strength: 1, exact: false };
  return {
    language,
    stem: rememberedStems(language),
    around: aroundWords(words),
    findings: byFirstWord<Finds>([...kinds, ...startsOfAll('ignored' as const, ignored.findings)]),
    moods: byFirstWord<Sign>([
      ...startsOfAll(1 as const, moods.positive),
      ...startsOfAll(-1 as const, moods.negative),
      ...startsOfAll(0 as const, ignored.moods),
    ]),
    reporters: byFirstWord(startsOf(reported, reporters, language, ACCUSING_GAP)),
  };
}

/** Words of a language are few and come again in every call; the bound is for what recognisers make up. */
const STEMS_KEPT = 50_000;

function rememberedStems(language: string): (key: string) => string {
  const stems = new Map<string, string>();
  return (key) => {
    const known = stems.get(key);
    if (known !== undefined) return known;
    if (stems.size >= STEMS_KEPT) stems.clear();
    const stem = stemOf(key, language);
    stems.set(key, stem);
    return stem;
  };
}

type Listed = Omit<Wording, 'strength'> & { readonly strength?: number };

function entryOf<What>(what: What, { id, strength = 0, exact }: Listed, language: string): Entry<What> {
  return { what, name: `${language}.${id}`, strength, exact };
}

function startsOf<What>(
  entry: Entry<What>,
  says: readonly string[],
  language: string,
  gap: number,
): readonly Start<What>[] {
  return says.flatMap((text) => {
    const parsed = parsePhrase(text);
    if (!parsed.ok) return [];
    const phrase = compilePhrase(parsed.elements, { language, vocabulary: {}, gap });
    return phrase.first.flatMap((first) => {
      const node = phrase.nodes[first];
      return node === undefined ? [] : [{ entry, phrase, node }];
    });
  });
}

function byFirstWord<What>(starts: readonly Start<What>[]): Starts<What> {
  const isExact = ({ entry, node }: Start<What>): boolean => entry.exact || node.exact;
  return {
    byKey: Map.groupBy(starts, ({ node }) => node.key),
    byStem: Map.groupBy(
      starts.filter((start) => !isExact(start)),
      ({ node }) => node.stem,
    ),
  };
}

function aroundWords(words: Omit<Around, 'reporters'>): AroundWords {
  const keys = (list: readonly string[]): ReadonlySet<string> => new Set(list.map(keyOf));
  return {
    negations: keys(words.negations),
    onlyAfterNegation: keys(words.onlyAfterNegation),
    denials: keys(words.denials),
    denialEmphasis: keys(words.denialEmphasis),
    refusals: keys(words.refusals),
    intensifiers: keys(words.intensifiers),
    diminishers: keys(words.diminishers),
    contrasts: keys(words.contrasts),
    conditions: keys(words.conditions),
  };
}
