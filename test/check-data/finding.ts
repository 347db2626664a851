/** A line of the table at the end: what was looked at, what was found, and whether that is as it should be. */
export type Finding = { readonly what: string; readonly found: string; readonly ok: boolean };

/** The finding of `work`; what it throws is a finding too, so that the rest is looked at all the same. */
export async function findingOf(what: string, work: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> {
  try {
    return { what, ...(await work()) };
  } catch (error) {
    return { what, found: `crashed: ${error instanceof Error ? error.message : String(error)}`, ok: false };
  }
}

/** `12.3 %` of a share of 1. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `CODE 2, OTHER 1`; '' for none. */
export function countsText(names: readonly string[]): string {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${name} ${String(all.length)}`);
  return counts.toSorted().join(', ');
}
