/** Where a value stands in parsed JSON or YAML: names and places in lists, from the outside in. */
export type FieldPath = readonly (string | number)[];

/** The steps of a zod issue, whose symbols no parsed text can hold. */
export function fieldPath(steps: readonly PropertyKey[]): FieldPath {
  return steps.map((step) => (typeof step === 'number' ? step : String(step)));
}

/** The value at a path, undefined where the content does not go that far. */
export function valueAt(content: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? (value[step] as unknown) : undefined;
    return isRecord(value) ? value[String(step)] : undefined;
  }, content);
}

/** The names that stand in the object at a path; none where there is no object. */
export function namesAt(content: unknown, path: FieldPath): readonly string[] {
  const value = valueAt(content, path);
  return isRecord(value) && !Array.isArray(value) ? Object.keys(value) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
