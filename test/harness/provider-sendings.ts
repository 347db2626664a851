import type { FormatName } from '../../ingest/formats/format-names.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One call as a provider sends it. `form`: what its web hook posts, named as PHP names nested fields. */
export type Sending = {
  readonly as: 'web hook in JSON' | 'web hook as a form' | 'record of the API' | 'export';
  readonly format: FormatName;
  /** By it the inbox tells the format. */
  readonly fileName: string;
  readonly text: string;
};

export type Provider = 'ringostat' | 'binotel' | 'zadarma' | 'comagic';

/** What the API of a provider answers with its records. */
const ANSWERS: Readonly<Record<Provider, (records: readonly Fields[]) => unknown>> = {
  ringostat: (records) => records,
  binotel: (records) => ({
    status: 'success',
    callDetails: Object.fromEntries(records.map((record, index) => [String(7001 + index), record])),
  }),
  zadarma: (stats) => ({ status: 'success', stats }),
  comagic: (data) => ({ jsonrpc: '2.0', id: 1, result: { data } }),
};

/** A call in every form in which a provider sends it, from its web hook and the flat record of its API. */
export function sendingsOf(provider: Provider, hook: Fields, record: Fields): readonly Sending[] {
  const of = { format: provider } as const;
  return [
    { as: 'web hook in JSON', ...of, fileName: `${provider}-1.json`, text: JSON.stringify(hook) },
    { as: 'web hook as a form', ...of, fileName: `${provider}-1.txt`, text: formOf(hook) },
    apiAnswer(provider, [record]),
    exportOf(provider, [record]),
  ];
}

export function apiAnswer(provider: Provider, records: readonly Fields[]): Sending {
  const text = JSON.stringify(ANSWERS[provider](records));
  return { as: 'record of the API', format: provider, fileName: `${provider}-2.json`, text };
}

/** Records as a table under the names of their fields. */
export function exportOf(provider: Provider, records: readonly Fields[]): Sending {
  const names = Object.keys(records[0] ?? {});
  const lines = [names, ...records.map((record) => names.map((name) => String(record[name])))];
  const text = lines.map((cells) => `${cells.join(';')}\n`).join('');
  return { as: 'export', format: `${provider}-export`, fileName: `export-${provider}-1.csv`, text };
}

/** Rules of projects.yaml for such files, indented by four. */
export const IMPORTS = [
  '    imports:',
  ...(['ringostat', 'binotel', 'zadarma', 'comagic'] as const).flatMap((provider) => [
    `      - { name: "${provider}-*", format: ${provider} }`,
    `      - { name: "export-${provider}-*.csv", format: ${provider}-export }`,
  ]),
  '',
].join('\n');

function formOf(fields: Fields): string {
  return new URLSearchParams(flat(fields, (name) => name)).toString();
}

function flat(of: object, named: (name: string) => string): [string, string][] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flat(value, (inner) => `${named(name)}[${inner}]`)
      : [[named(name), String(value)]],
  );
}
