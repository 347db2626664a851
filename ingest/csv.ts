import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

/** What the parser gives with `info`; its own types do not follow that option. */
const WITH_INFO = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** `width`: how many cells the row itself has, be they more or fewer than the columns. */
export type CsvRow = {
  readonly line: number;
  readonly width: number;
  readonly cells: Readonly<Record<string, string>>;
};

/** CSV text as a header and trimmed rows with their line numbers; or the line and code of what breaks the format. */
export function readCsv(
  text: string,
):
  | { readonly ok: true; readonly columns: readonly string[]; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly line: number; readonly code: string } {
  try {
    const records = parse(text, { ...RELAXED, info: true });
    const lines = WITH_INFO.parse(records).map(({ record, info }) => ({ cells: record, line: info.lines }));
    const columns = lines[0]?.cells ?? [];
    const rows = lines.slice(1).map(({ cells, line }) => ({
      line,
      width: cells.length,
      cells: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
    }));
    return { ok: true, columns, rows };
  } catch (error) {
    return faultOf(error);
  }
}

const RELAXED = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true } as const;

function faultOf(error: unknown): { readonly ok: false; readonly line: number; readonly code: string } {
  if (!(error instanceof CsvError)) throw error;
  const line: unknown = error['lines'];
  return { ok: false, line: typeof line === 'number' ? line : 1, code: error.code };
}

/** A table of a spreadsheet, its cells separated by whichever of ; , and tab its first row has most of. */
export function readTable(
  text: string,
):
  | { readonly ok: true; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly line: number; readonly code: string } {
  const firstRow = text.slice(0, Math.max(0, text.indexOf('\n')) || undefined);
  const [delimiter = ','] = [',', ';', '\t'].sort((a, b) => firstRow.split(b).length - firstRow.split(a).length);
  try {
    const records = parse(text, { ...RELAXED, delimiter, relax_quotes: true });
    const [header = [], ...rows] = z.array(z.array(z.string())).parse(records);
    return { ok: true, header, rows: rows.map((row) => header.map((_, index) => row[index] ?? '')) };
  } catch (error) {
    return faultOf(error);
  }
}
