import { posix } from 'node:path';
import { z } from 'zod';
import { FORMAT_NAMES, type DeclaredColumns, type FormatName } from './formats/format-names.ts';
import { remembered } from './remembered.ts';

/** What files of the inbox with such a name hold; `imports:` of a project in projects.yaml, the first that fits counts. */
export type ImportRule = {
  /** `cdr-*.csv`, with * for any characters and ? for one, or a regular expression between slashes: `/^cdr-\d+\.csv$/`. */
  readonly name: string;
  readonly format: FormatName;
  readonly columns: DeclaredColumns;
};

/** What a file is read as. */
export type FileFormat = { readonly name: FormatName; readonly columns: DeclaredColumns };

const place = z.number().int().min(1).max(1000);
const title = z.string().trim().min(1).max(200);

/** A list names the columns from left to right, "-" for one that is not wanted; a map says title or place of each. */
const columns = z
  .union([z.array(title).min(1).max(200), z.record(title, z.union([place, title]))], {
    error: 'expected a list of names from left to right, or names with the title or the place of their column',
  })
  .transform((told): DeclaredColumns => (Array.isArray(told) ? placesOf(told) : told))
  .pipe(z.record(z.string(), z.union([z.number(), z.string()])));

const importRule = z.strictObject({
  name: z
    .string()
    .min(1)
    .refine((name) => patternOf(name) !== null, {
      error: 'is neither a file name such as cdr-*.csv nor a regular expression between slashes',
    }),
  format: z.enum(FORMAT_NAMES),
  columns: columns.default({}),
});

/** `imports:` of a project. */
export const importRules = z.array(importRule).default([]);

/** `asterisk:` of a project. */
export const asteriskFacts = z
  .strictObject({ trunks: z.array(title).default([]), inboundContexts: z.array(title).default([]) })
  .prefault({});

/** What files are taken for where no rule of the project says otherwise; by their name, in lower case. */
const DEFAULTS: readonly { readonly name: RegExp; readonly format: FormatName }[] = [
  { name: /^queue_log/, format: 'queue_log' },
  { name: /^cel[^/]*\.csv(?:[.-]\d+)?$/, format: 'asterisk-cel' },
  { name: /\.vtt$/, format: 'webvtt' },
  { name: /\.srt$/, format: 'srt' },
  { name: /^(?:master|cdr)[^/]*\.csv(?:[.-]\d+)?$/, format: 'asterisk-cdr' },
  { name: /\.csv$/, format: 'table-export' },
];

/**
 * The format of an inbox file, by its path (its name, and for what Asterisk calls Master.csv in two folders, the folder);
 * null = no format of others: a message of ours, or a recording.
 */
export function formatOfFile(path: string, rules: readonly ImportRule[]): FileFormat | null {
  const name = posix.basename(path);
  const rule = rules.find((one) => patternOf(one.name)?.test(name) === true);
  if (rule !== undefined) return { name: rule.format, columns: rule.columns };
  const lower = name.toLowerCase();
  const format = DEFAULTS.find((one) => one.name.test(lower))?.format;
  if (format === undefined) return null;
  const inCel = format === 'asterisk-cdr' && posix.basename(posix.dirname(path)).toLowerCase().startsWith('cel');
  return { name: inCel ? 'asterisk-cel' : format, columns: {} };
}

function placesOf(names: readonly string[]): DeclaredColumns {
  return Object.fromEntries(names.flatMap((name, index) => (name === '-' ? [] : [[name, index + 1]])));
}

/** A project has few rules, and every file is held against each of them at every look. */
const patterns = remembered<RegExp | null>(1_000);

function patternOf(name: string): RegExp | null {
  return patterns(name, () => compiled(name));
}

function compiled(name: string): RegExp | null {
  const inner = /^\/(.+)\/$/.exec(name)?.[1];
  const glob = name
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    return inner === undefined ? new RegExp(`^${glob}$`, 'u') : new RegExp(inner, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
