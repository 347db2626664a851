import Table from 'cli-table3';

export type Column = { readonly title: string; readonly align?: 'left' | 'right'; readonly width?: number };

/** A table for people: plain lines, wrapped words, numbers to the right. Empty rows give the words of `nothing`. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], nothing: string): string {
  if (rows.length === 0) return nothing;
  const drawn = new Table({
    head: columns.map((c) => c.title),
    colAligns: columns.map((c) => c.align ?? 'left'),
    colWidths: columns.map((c) => c.width ?? null),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) drawn.push([...row]);
  return drawn.toString();
}
