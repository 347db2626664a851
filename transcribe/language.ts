/** What recognisers hear when one of our languages is spoken: neighbours they mistake it for, likeliest first. */
const MISTAKEN_FOR: Readonly<Record<string, readonly string[]>> = {
  be: ['ru', 'uk'],
  ru: ['uk', 'bg'],
  uk: ['ru', 'bg', 'pl'],
  mk: ['bg', 'ru'],
  sr: ['bg', 'ru'],
  bg: ['ru', 'uk'],
  cs: ['pl'],
  sk: ['pl', 'uk'],
  hr: ['pl', 'bg'],
  pl: ['uk', 'ru'],
};

/** The candidate that was heard, or the one that a recogniser would take for it; the first when nothing tells. */
export function bestCandidate(heard: string, candidates: readonly string[]): string {
  if (candidates.includes(heard)) return heard;
  return MISTAKEN_FOR[heard]?.find((language) => candidates.includes(language)) ?? candidates[0] ?? heard;
}
