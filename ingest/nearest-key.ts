/** Fewer letters begin too many words. */
const BEGINNING_MIN = 3;

/**
 * The known key a writer probably meant, or null. At most a third of the letters may differ (one at least), or the key
 * is the beginning of a known one, so that `langages` finds `languages`, `que` finds `queue` and `foo` finds nothing.
 */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const allowed = Math.max(1, Math.floor(key.length / 3));
  const begins = (candidate: string): boolean =>
    key.length >= BEGINNING_MIN && candidate.toLowerCase().startsWith(key.toLowerCase());
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= allowed || begins(candidate))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate ?? null;
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
