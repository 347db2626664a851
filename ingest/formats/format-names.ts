/** Foreign formats by the name that headers, rules and projects.yaml call them; formats.ts says how each is read. */
export const FORMAT_NAMES = [
  ...(['queue_log', 'freeswitch', 'amazon-connect', 'asterisk-cdr', 'asterisk-cel'] as const),
  ...(['ringostat', 'binotel', 'zadarma', 'comagic', 'ringostat-export', 'binotel-export', 'zadarma-export'] as const),
  ...(['comagic-export', 'table-export', 'webvtt', 'srt'] as const),
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Columns of a table as the project declares them: our name → the column's title, or its place from 1 on. */
export type DeclaredColumns = Readonly<Record<string, string | number>>;
