import type { Reason } from '../../errors.ts';
import { readTable } from '../csv.ts';
import { parseJson } from '../json.ts';
import type { Format, RecordOf, RefusedPart } from './format.ts';

/** Records in the shape of our contracts, still to be checked, and what could not be read. */
export type Records =
  | { readonly ok: true; readonly messages: readonly unknown[]; readonly refused: readonly RefusedPart[] }
  | { readonly ok: false; readonly reason: Reason };

/** What a whole message or file of a foreign format holds. Not ok: nothing of it can be read. */
export function recordsOf(bytes: Buffer, format: Exclude<Format, { kind: 'lines' }>, of: RecordOf): Records {
  const text = textOf(bytes, format.kind === 'csv');
  if (text === null) return { ok: false, reason: { code: 'MESSAGE_NOT_UTF8', params: { file: of.file } } };
  const read = translated(text, format, of);
  return read.ok ? { ok: true, messages: read.messages, refused: read.refused ?? [] } : read;
}

function translated(
  text: string,
  format: Exclude<Format, { kind: 'lines' }>,
  of: RecordOf,
): ReturnType<typeof format.read> {
  if (format.kind === 'text') return format.read(text, of);
  if (format.kind === 'csv') {
    const table = readTable(text);
    if (table.ok) return format.read(table, of);
    const params = { file: of.file, line: table.line, why: table.code };
    return { ok: false, reason: { code: 'TABLE_INVALID', params } };
  }
  const form = formOf(text);
  if (form !== null) return format.read(form, of);
  const json = parseJson(text, of.file);
  return json.ok ? format.read(json.value, of) : json;
}

/** What web hooks of some telephone systems send: `a=1&b=2`, percent-encoded; null = it is not that. */
function formOf(text: string): Readonly<Record<string, string>> | null {
  if (!/^[\w.%[\]-]+=\S*$/.test(text.trim())) return null;
  return Object.fromEntries(new URLSearchParams(text.trim()));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Spreadsheets write tables in UTF-16 and in the code page of Windows; everything else must be UTF-8. */
function textOf(bytes: Buffer, isTable: boolean): string | null {
  if (isTable && bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return isTable ? new TextDecoder('windows-1251').decode(bytes) : null;
  }
}
