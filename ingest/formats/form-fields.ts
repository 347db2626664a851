type Branch = Map<string, unknown>;

/**
 * A posted form as the object it was made from: `callDetails[historyData][0][waitsec]`, as PHP spells nested fields,
 * becomes an object with a list in it. What has no such names stays as it is.
 */
export function nestedFields(json: unknown): unknown {
  if (!isRecord(json) || !Object.keys(json).some((name) => name.includes('['))) return json;
  const root: Branch = new Map();
  for (const [name, value] of Object.entries(json)) place(root, pathOf(name), value);
  return plain(root);
}

/** A list, or the values of an object that PHP makes of a list with a gap; null for anything else. */
export function listOf(value: unknown): readonly unknown[] | null {
  if (isList(value)) return value;
  return isRecord(value) ? Object.values(value) : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isBranch(value: unknown): value is Branch {
  return value instanceof Map;
}

/** No form of theirs is deeper; of a name that claims to be, the rest is left out. */
const DEPTH_MAX = 8;

function pathOf(name: string): readonly string[] {
  const [first = '', ...rest] = name.split('[', DEPTH_MAX);
  return [first, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function place(branch: Branch, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    branch.set(name, value);
    return;
  }
  const inner = branch.get(name);
  const next = isBranch(inner) ? inner : new Map<string, unknown>();
  branch.set(name, next);
  place(next, rest, value);
}

function plain(value: unknown): unknown {
  if (!isBranch(value)) return value;
  const entries = [...value].map(([name, inner]: [unknown, unknown]): [string, unknown] => [
    String(name),
    plain(inner),
  ]);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index) || name === '');
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
