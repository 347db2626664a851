import { stemOf } from './stems.ts';
import { tokensOf } from './words.ts';
import { isExact, type Stemmed } from './similarity.ts';

/** A phrase as written, taken apart. `slot` is a name of the project's vocabulary. */
export type Element =
  | { readonly kind: 'word'; readonly key: string }
  | { readonly kind: 'slot'; readonly name: string }
  | { readonly kind: 'gap' }
  | { readonly kind: 'either'; readonly options: readonly (readonly Element[])[] };

export type ParsedPhrase =
  { readonly ok: true; readonly elements: readonly Element[] } | { readonly ok: false; readonly fault: string };

/** Foreign words that `...` lets stand between two words of a phrase. */
export const WIDE_GAP = 6;

/** A word of a phrase and which words may follow it, each at most `gap` foreign words later. */
export type PhraseNode = Stemmed & {
  readonly language: string;
  /** "language key": by it words of an index are found. */
  readonly word: string;
  readonly exact: boolean;
  readonly next: readonly PhraseEdge[];
  /** True when the phrase may end here. */
  readonly final: boolean;
};
/** `wide`: the author wrote `...`, so the words may stand in neighbouring sentences. */
export type PhraseEdge = { readonly to: number; readonly gap: number; readonly wide: boolean };

/** A phrase as a small automaton over its words: as large as the phrase is long, however many alternatives it has. */
export type CompiledPhrase = {
  readonly language: string;
  readonly first: readonly number[];
  readonly nodes: readonly PhraseNode[];
};

const PIECE = /\.\.\.|[()|]|\{(\w+)\}|[^\s()|{}]+|[{}]/gu;

/** Takes a phrase of a scorecard apart. Faults are sentences for the author: an open bracket, nothing to match, … */
export function parsePhrase(text: string): ParsedPhrase {
  const pieces = [...text.replaceAll('…', '...').matchAll(PIECE)].map((match) => match[0]);
  const reader = { pieces, at: 0 };
  const options = readOptions(reader);
  if (reader.at < pieces.length) return { ok: false, fault: `"${text}": a ")" or "{" stands alone` };
  if (options === null) return { ok: false, fault: `"${text}": a "(" is never closed or "{" stands alone` };
  const elements: readonly Element[] = options.length === 1 ? (options[0] ?? []) : [{ kind: 'either', options }];
  if (mayBeEmpty(elements)) return { ok: false, fault: `"${text}": the phrase can match without any word` };
  return { ok: true, elements };
}

/** The names of the vocabulary that a phrase refers to. */
export function slotsOf(elements: readonly Element[]): readonly string[] {
  return elements.flatMap((element) => {
    if (element.kind === 'slot') return [element.name];
    return element.kind === 'either' ? element.options.flatMap(slotsOf) : [];
  });
}

type Reader = { readonly pieces: readonly string[]; at: number };

/** Reads alternatives up to a closing bracket or the end; null on an unbalanced brace. */
function readOptions(reader: Reader): readonly (readonly Element[])[] | null {
  const options: Element[][] = [[]];
  while (reader.at < reader.pieces.length && reader.pieces[reader.at] !== ')') {
    const piece = reader.pieces[reader.at] ?? '';
    reader.at += 1;
    if (piece === '|') options.push([]);
    else {
      const elements = piece === '(' ? readGroup(reader) : readPiece(piece);
      if (elements === null) return null;
      options.at(-1)?.push(...elements);
    }
  }
  return options;
}

function readGroup(reader: Reader): readonly Element[] | null {
  const options = readOptions(reader);
  if (options === null || reader.pieces[reader.at] !== ')') return null;
  reader.at += 1;
  return [{ kind: 'either', options }];
}

function readPiece(piece: string): readonly Element[] | null {
  if (piece === '{' || piece === '}') return null;
  if (piece === '...') return [{ kind: 'gap' }];
  if (piece.startsWith('{')) return [{ kind: 'slot', name: piece.slice(1, -1) }];
  return wordsOf(piece);
}

function wordsOf(text: string): readonly Element[] {
  return tokensOf(text).map((token) => ({ kind: 'word', key: token.key }));
}

function mayBeEmpty(elements: readonly Element[]): boolean {
  return elements.every(
    (element) => element.kind === 'gap' || (element.kind === 'either' && element.options.some(mayBeEmpty)),
  );
}

export type CompileOptions = {
  readonly language: string;
  readonly vocabulary: Readonly<Record<string, readonly string[]>>;
  /** Foreign words allowed between two words where the author wrote no `...`. */
  readonly gap: number;
};

type Entry = { readonly from: number | null; readonly gap: number; readonly wide: boolean };
type DraftNode = Stemmed & { readonly exact: boolean; readonly next: PhraseEdge[]; final: boolean };
type Draft = { readonly first: Set<number>; readonly nodes: DraftNode[]; readonly options: CompileOptions };

/** Compiles a parsed phrase. A vocabulary name without spellings matches nothing. */
export function compilePhrase(elements: readonly Element[], options: CompileOptions): CompiledPhrase {
  const draft: Draft = { first: new Set(), nodes: [], options };
  const ends = addSequence(draft, elements, [{ from: null, gap: 0, wide: false }]);
  for (const end of ends) {
    const node = end.from === null ? undefined : draft.nodes[end.from];
    if (node) node.final = true;
  }
  const { language } = options;
  return {
    language,
    first: [...draft.first],
    nodes: draft.nodes.map((node) => ({ ...node, language, word: `${language} ${node.key}` })),
  };
}

function addSequence(draft: Draft, elements: readonly Element[], entries: readonly Entry[]): readonly Entry[] {
  return elements.reduce<readonly Entry[]>((open, element) => addElement(draft, element, open), entries);
}

function addElement(draft: Draft, element: Element, entries: readonly Entry[]): readonly Entry[] {
  switch (element.kind) {
    case 'gap':
      return entries.map((entry) => ({ ...entry, gap: WIDE_GAP, wide: true }));
    case 'word':
      return [addWord(draft, element.key, entries)];
    case 'either':
      return element.options.flatMap((option) => addSequence(draft, option, entries));
    case 'slot': {
      const spellings = draft.options.vocabulary[element.name] ?? [];
      return spellings.flatMap((spelling) => addSequence(draft, wordsOf(spelling), entries));
    }
  }
}

function addWord(draft: Draft, key: string, entries: readonly Entry[]): Entry {
  const to = draft.nodes.length;
  const { language, gap } = draft.options;
  draft.nodes.push({ key, stem: stemOf(key, language), exact: isExact(key), next: [], final: false });
  for (const entry of entries) {
    if (entry.from === null) draft.first.add(to);
    else draft.nodes[entry.from]?.next.push({ to, gap: entry.gap, wide: entry.wide });
  }
  return { from: to, gap, wide: false };
}
