import type { Operator } from '../ingest/operator.ts';

/**
 * Made-up operators as the operators.csv that Etalon must be given with them; their aliases are theirs for ever, so none
 * has days.
 */
export function operatorsCsv(operators: readonly Operator[]): string {
  const rows = operators.map(({ operatorId, project, name, team, site, role, hired, left, aliases }) => {
    return [operatorId, project, name, team, site, role, hired, left, aliases.map(({ alias }) => alias).join('; ')];
  });
  const header = ['operatorId', 'project', 'name', 'team', 'site', 'role', 'hired', 'left', 'aliases'];
  return [header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
