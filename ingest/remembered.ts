/**
 * What was made for a key, made once for as long as it is remembered: at most `most` of them, then all are forgotten.
 * For pure work that comes again within seconds; what is made is shared, and must not be changed.
 */
export function remembered<T>(most: number): (key: string, make: () => T) => T {
  const known = new Map<string, { readonly made: T }>();
  return (key, make) => {
    const before = known.get(key);
    if (before !== undefined) return before.made;
    const made = make();
    if (known.size >= most) known.clear();
    known.set(key, { made });
    return made;
  };
}
