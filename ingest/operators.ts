import { readCsv, type CsvRow } from './csv.ts';
import { nearestKey } from './nearest-key.ts';
import type { Operator, OperatorAlias, OperatorLookup } from './operator.ts';
import type { Project } from './project.ts';
import { startOfDay } from './time.ts';
import type { Parsed } from './yaml.ts';

const COLUMNS = ['operatorId', 'project', 'name', 'team', 'site', 'role', 'hired', 'left', 'aliases'] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['operatorId', 'project', 'name'];

/**
 * operators.csv with the columns operatorId, project, name, team, site, role, hired, left, aliases, in any order; the
 * first three must be there. Aliases: `SIP/101@2026-01-01..2026-06-30; 101`, days in the project's zone, the last one
 * included (`validTo` is the midnight after it), either side open. All faults at once as `file:line: column: what`;
 * alone comes a header that is not separated by commas, for then no column can be told.
 * `projects` null: not known because their own file is wrong, so nothing is said about the column project.
 */
export function parseOperators(
  text: string,
  file: string,
  projects: readonly Project[] | null,
): Parsed<readonly Operator[]> {
  const separator = separatorFault(text);
  if (separator !== null) return { ok: false, faults: [`${file}:${separator.line}: ${separator.fault}`] };
  const csv = readCsv(text);
  if (!csv.ok) return { ok: false, faults: [`${file}:${csv.line}: this is not CSV (${csv.code})`] };
  const columns = columnFaults(csv.columns).map((fault) => `${file}:1: ${fault}`);
  if (columns.length > 0) return { ok: false, faults: columns };
  const known = projects && new Map(projects.map((project) => [project.id, project]));
  const rows = csv.rows.map((row) => ({ row, ...operatorOf(row, known, csv.columns.length) }));
  const faults = [
    ...rows.flatMap(({ row, faults }) => faults.map((fault) => ({ line: row.line, fault }))),
    ...repeatedIds(rows),
    ...sharedAliases(rows),
  ].sort((a, b) => a.line - b.line);
  if (faults.length > 0) return { ok: false, faults: faults.map(({ line, fault }) => `${file}:${line}: ${fault}`) };
  return { ok: true, value: rows.map(({ operator }) => operator) };
}

/** A day, or a span of anything, after an @. */
const LIKE_DAYS = /@\s*\d{4}[-./]\d{1,2}\b|@[^@]*\.\./;

/**
 * Who an alias means in a project at a moment. An operatorId is an alias of its own, unless somebody else owns that
 * name at the moment. What nobody owns is `provisional:<alias>`.
 */
export function operatorLookup(operators: readonly Operator[], project: Project): OperatorLookup {
  const own = operators.filter((operator) => operator.project === project.id);
  const ids = new Set(own.map(({ operatorId }) => operatorId));
  const byAlias = Map.groupBy(
    own.flatMap(({ operatorId, aliases }) => aliases.map((alias) => ({ ...alias, operatorId }))),
    ({ alias }) => alias,
  );
  return (alias, at) => {
    const owner = byAlias
      .get(alias)
      ?.find(({ validFrom, validTo }) => (validFrom ?? -Infinity) <= at && at < (validTo ?? Infinity));
    if (owner !== undefined) return { operatorId: owner.operatorId, provisional: false };
    if (ids.has(alias)) return { operatorId: alias, provisional: false };
    return { operatorId: `provisional:${alias}`, provisional: true };
  };
}

type ReadRow = { readonly row: CsvRow; readonly operator: Operator };
type LineFault = { readonly line: number; readonly fault: string };

/** Spreadsheets of half of Europe write `;` into a CSV; no name of a column holds one, nor a tab. */
function separatorFault(text: string): LineFault | null {
  const lines = text.split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => line.trim() !== '');
  const header = lines[index] ?? '';
  const other = header.includes(';') ? '";"' : header.includes('\t') ? 'a tab' : null;
  if (other === null || header.includes(',')) return null;
  return { line: index + 1, fault: `the separator must be a comma, not ${other}` };
}

function columnFaults(columns: readonly string[]): readonly string[] {
  const missing = REQUIRED.filter((column) => !columns.includes(column)).map(
    (column) => `the column ${column} is missing`,
  );
  const unknown = columns.filter((column) => !COLUMNS.some((known) => known === column));
  const faults = unknown.map((column) => {
    const near = nearestKey(column, COLUMNS);
    return `"${column}" is not a known column${near === null ? '' : `; did you mean "${near}"?`}`;
  });
  return [...missing, ...faults];
}

function operatorOf(
  row: CsvRow,
  projects: ReadonlyMap<string, Project> | null,
  width: number,
): { readonly operator: Operator; readonly faults: readonly string[] } {
  const cell = (column: Column): string => row.cells[column] ?? '';
  const project = projects?.get(cell('project'));
  const timeZone = project?.timeZone ?? 'UTC';
  const aliases = aliasesOf(cell('aliases'), timeZone);
  const role = cell('role') || 'operator';
  const faults = [
    ...widthFaults(row, width),
    ...REQUIRED.filter((column) => cell(column) === '').map((column) => `${column}: is missing`),
    ...(projects !== null && project === undefined && cell('project') !== ''
      ? [`project: "${cell('project')}" is not in projects.yaml`]
      : []),
    ...(cell('operatorId').startsWith('provisional:') ? ['operatorId: must not begin with "provisional:"'] : []),
    ...(isRole(role) ? [] : ['role: expected operator or supervisor']),
    ...(['hired', 'left'] as const)
      .filter((column) => cell(column) !== '' && startOfDay(cell(column), timeZone) === null)
      .map((column) => `${column}: expected a date such as 2026-03-02`),
    ...(cell('hired') !== '' && cell('left') !== '' && cell('left') < cell('hired') ? ['left: lies before hired'] : []),
    ...aliases.faults.map((fault) => `aliases: ${fault}`),
  ];
  const operator: Operator = {
    operatorId: cell('operatorId'),
    project: cell('project'),
    name: cell('name'),
    team: cell('team'),
    site: cell('site'),
    role: isRole(role) ? role : 'operator',
    hired: cell('hired'),
    left: cell('left'),
    aliases: aliases.aliases,
  };
  return { operator, faults };
}

function widthFaults(row: CsvRow, width: number): readonly string[] {
  if (row.width === width) return [];
  const counted = `the row has ${row.width} cells, the header ${width}`;
  if (row.width < width) return [`${counted}; an empty cell needs its comma too`];
  return [`${counted}; put text that holds a comma in quotes, and separate aliases by ";"`];
}

function isRole(role: string): role is Operator['role'] {
  return role === 'operator' || role === 'supervisor';
}

function aliasesOf(
  text: string,
  timeZone: string,
): { readonly aliases: readonly OperatorAlias[]; readonly faults: readonly string[] } {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map((part) => aliasOf(part, timeZone));
  return {
    aliases: read.filter((alias) => typeof alias !== 'string'),
    faults: read.filter((alias) => typeof alias === 'string'),
  };
}

/**
 * `name`, `name@from..`, `name@..to` or `name@from..to`; a string says what is wrong. Names may hold an @ themselves,
 * but what looks like days after it must be days: read as a part of the name they would match nobody.
 */
function aliasOf(part: string, timeZone: string): OperatorAlias | string {
  if (part.includes(',')) return `"${part}" holds a comma; aliases are separated by ";"`;
  const dated = /^(.*)@([\d-]*)\.\.([\d-]*)$/.exec(part);
  if (dated === null && LIKE_DAYS.test(part)) {
    return `"${part}" names days in another way than SIP/101@2026-01-01.. or SIP/101@2026-01-01..2026-06-30`;
  }
  if (dated === null) return { alias: part, validFrom: null, validTo: null };
  const [, name = '', from = '', to = ''] = dated;
  const alias = name.trim();
  const validFrom = from === '' ? null : startOfDay(from, timeZone);
  const validTo = to === '' ? null : startOfDay(to, timeZone, 1);
  if (alias === '') return `"${part}" names no alias`;
  if ((from !== '' && validFrom === null) || (to !== '' && validTo === null)) {
    return `"${part}" has no valid dates; expected ${alias}@2026-01-01..2026-06-30`;
  }
  if (validFrom !== null && validTo !== null && validTo <= validFrom) return `"${part}" ends before it begins`;
  return { alias, validFrom, validTo };
}

function repeatedIds(rows: readonly ReadRow[]): readonly LineFault[] {
  const named = rows.filter(({ operator }) => operator.operatorId !== '');
  const groups = Map.groupBy(named, ({ operator }) => JSON.stringify([operator.project, operator.operatorId]));
  return [...groups.values()].flatMap(([first, ...more]) =>
    more.map(({ row, operator }) => ({
      line: row.line,
      fault: `operatorId: "${operator.operatorId}" stands in line ${first?.row.line ?? 0} already`,
    })),
  );
}

/** One name for two people at one time would make it a guess whose call it was. */
function sharedAliases(rows: readonly ReadRow[]): readonly LineFault[] {
  const all = rows.flatMap(({ row, operator }) => operator.aliases.map((alias) => ({ row, operator, alias })));
  const groups = Map.groupBy(all, ({ operator, alias }) => JSON.stringify([operator.project, alias.alias]));
  return [...groups.values()].flatMap((owners) =>
    owners.flatMap((owner, index) => {
      const earlier = owners.slice(0, index).find((other) => overlap(other.alias, owner.alias));
      if (earlier === undefined) return [];
      const whose = `${earlier.operator.operatorId} (line ${earlier.row.line})`;
      return [{ line: owner.row.line, fault: `aliases: "${owner.alias.alias}" is at the same time that of ${whose}` }];
    }),
  );
}

function overlap(a: OperatorAlias, b: OperatorAlias): boolean {
  return (a.validFrom ?? -Infinity) < (b.validTo ?? Infinity) && (b.validFrom ?? -Infinity) < (a.validTo ?? Infinity);
}
