/** Where the store does not say what the truth says. */
export type Breach = {
  readonly what: string;
  /** Project, with call, operator, queue or interval. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
};

const NOTHING = 'nothing';

export function breach(what: string, where: string, expected: unknown, found: unknown): Breach {
  return { what, where, expected: shown(expected), found: shown(found) };
}

/** A breach where two values are not the same; numbers may differ as much as their sums in another order do. */
export function compared(what: string, where: string, expected: unknown, found: unknown): readonly Breach[] {
  return isSame(expected, found) ? [] : [breach(what, where, expected, found)];
}

/** Compares rows of one shape by what they are about: each must be there once and say the same. */
export function comparedRows<Row extends object>(
  what: string,
  where: string,
  rows: { readonly expected: readonly Row[]; readonly found: readonly Row[]; readonly about: (row: Row) => string },
): readonly Breach[] {
  const found = Map.groupBy(rows.found, rows.about);
  const expected = Map.groupBy(rows.expected, rows.about);
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((about) => {
    const place = about === '' ? where : `${where} ${about}`;
    const [one, ...more] = found.get(about) ?? [];
    const doubled = more.length === 0 ? [] : [breach(`${what}: rows`, place, 1, 1 + more.length)];
    return [...doubled, ...comparedRow(what, place, expected.get(about)?.[0], one)];
  });
}

/** Only the columns that differ are shown. */
function comparedRow(
  what: string,
  where: string,
  expected: object | undefined,
  found: object | undefined,
): readonly Breach[] {
  if (expected === undefined || found === undefined) return compared(what, where, expected, found);
  const columns = new Map<string, unknown>(Object.entries(found));
  return Object.entries(expected).flatMap(([name, value]) =>
    compared(`${what}: ${name}`, where, value, columns.get(name)),
  );
}

const PRECISION = 1e-9;

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= PRECISION * Math.max(1, Math.abs(a), Math.abs(b));
  if (!isObject(a) || !isObject(b)) return a === b;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? NOTHING : JSON.stringify(value);
}
