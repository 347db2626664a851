import type { Turn } from '../conversation.ts';
import { toneWords, type ToneWord } from './clause.ts';
import type { AroundWords, Lexicon, Lexicons, Starts } from './lexicon.ts';
import type { ToneQuote } from './tone.ts';
import { wordingsIn, type Found } from './wordings.ts';

/** An utterance as one language reads it. */
export type Reading = { readonly lexicon: Lexicon; readonly words: readonly ToneWord[] };

/** Russian and Ukrainian mix within an utterance, and recognisers name only one of them. */
const MIXED: readonly string[] = ['ru', 'uk'];

/** The readings of an utterance, that of its own language first; none where no list knows the language. */
export function readingsOf(text: string, language: string, lexicons: Lexicons): readonly Reading[] {
  const languages = MIXED.includes(language) ? [language, ...MIXED.filter((other) => other !== language)] : [language];
  return languages.flatMap((one) => {
    const lexicon = lexicons.of(one);
    return lexicon === undefined ? [] : [{ lexicon, words: toneWords(text, lexicon, one !== language) }];
  });
}

/** The language an utterance is read in: its own, else the conversation's, else what its letters suggest. */
export function languageRead({ language, text }: Pick<Turn, 'language' | 'text'>, otherwise: string): string {
  return language || otherwise || (/\p{Script=Cyrillic}/u.test(text) ? 'ru' : 'en');
}

/** A wording that stands in an utterance, with what surrounds it. */
export type Said<What> = Found<What> & {
  readonly reading: Reading;
  readonly around: AroundWords;
  /** It stands in what another is said to have said. */
  readonly reported: boolean;
};

/** The wordings of all readings, none over another: a word that two languages list is said once. */
export function saidIn<What>(
  readings: readonly Reading[],
  startsOf: (lexicon: Lexicon) => Starts<What>,
): readonly Said<What>[] {
  const all = readings.flatMap((reading): readonly Said<What>[] => {
    const { words, lexicon } = reading;
    const { around } = lexicon;
    const reported = reportedWords(reading);
    return wordingsIn(words, startsOf(lexicon), around).map((found) => {
      return { ...found, reading, around, reported: reported.has(found.from) };
    });
  });
  const kept: Said<What>[] = [];
  // The sort is stable: of equal ones that of the utterance's own language stands first.
  for (const one of all.sort((a, b) => b.length - a.length))
    if (kept.every((other) => !overlap(one, other))) kept.push(one);
  return kept.sort((a, b) => spanOf(a).start - spanOf(b).start);
}

/** Words that follow "you said that", up to the end of the clause or this many. */
const REPORTED_REACH = 8;

function reportedWords({ words, lexicon }: Reading): ReadonlySet<number> {
  const { reporters, around } = lexicon;
  const places = wordingsIn(words, reporters, around).flatMap(({ to }) => {
    const rest = words.slice(to + 1, to + 1 + REPORTED_REACH);
    const end = rest.findIndex(({ apart, key }, nth) => around.contrasts.has(key) || (apart && nth > 0));
    return rest.slice(0, end < 0 ? rest.length : end).map((_, nth) => to + 1 + nth);
  });
  return new Set(places);
}

function overlap<What>(a: Said<What>, b: Said<What>): boolean {
  const [one, other] = [spanOf(a), spanOf(b)];
  return one.start < other.end && other.start < one.end;
}

/** Where it stands in the text, in UTF-16 units. */
function spanOf<What>({ reading, from, to }: Said<What>): { readonly start: number; readonly end: number } {
  return { start: reading.words[from]?.start ?? 0, end: reading.words[to]?.end ?? 0 };
}

/**
 * The words as they stand in the text, with the time at which they were said: by their place in the text, for a recogniser's
 * words need not be those of the text.
 */
export function quoteOf<What>(said: Said<What>, { text, startMs, endMs }: Turn): ToneQuote {
  const { start, end } = spanOf(said);
  const msPerLetter = (endMs - startMs) / Math.max(1, text.length);
  return {
    quote: text.slice(start, end),
    startMs: Math.round(startMs + start * msPerLetter),
    endMs: Math.round(startMs + end * msPerLetter),
  };
}
