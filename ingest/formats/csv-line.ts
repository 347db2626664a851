/**
 * The cells of one line of a comma-separated log. Tolerant, for one caller's name must not cost the row: a quote ends a
 * cell only before a separator or the end, doubled quotes are one, any other stays as it is.
 */
export function csvCells(line: string, separator: string): readonly string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const quoted = line[at] === '"';
    const end = quoted ? closingQuote(line, at + 1, separator) : line.indexOf(separator, at);
    const stop = end === -1 ? line.length : end;
    const text = line.slice(quoted ? at + 1 : at, stop);
    cells.push((quoted ? text.replaceAll('""', '"') : text).trim());
    at = stop + (quoted && end !== -1 ? 2 : 1);
  }
  return cells;
}

/** Whichever of , ; and tab the line has most of. */
export function separatorOf(line: string): string {
  const count = (separator: string): number => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function closingQuote(line: string, from: number, separator: string): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    const next = line[at + 1];
    if (next === '"') at++;
    else if (next === undefined || next === separator) return at;
  }
  return -1;
}

/** Whether a row without a line end looks whole: no quote is open, and it has as many cells as the row before it. */
export function isWholeRow(line: string, before: string): boolean {
  if ((line.split('"').length - 1) % 2 === 1) return false;
  const separator = separatorOf(before === '' ? line : before);
  return before === '' || csvCells(line, separator).length === csvCells(before, separator).length;
}
