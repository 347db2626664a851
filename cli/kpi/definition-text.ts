import type { KpiDefinition, KpiVariant } from '../../queries/definitions.ts';

/** What a number means, for people; the same as docs/metrics.md and the head of its SQL. */
export function definitionText(definition: KpiDefinition): string {
  const { id, title, query, unit, variants, n, parameters, attribution, version } = definition;
  return [
    `${title} (${id}, definition ${String(version)}), ${unit}`,
    ...variants.map(formula),
    `n: ${n}. Denominator 0 gives no data.`,
    `Attribution: ${attribution}`,
    `Parameters: ${parameters.join(', ')}`,
    `SQL: queries/${query}.sql`,
  ].join('\n');
}

function formula({ variant, numerator, denominator }: KpiVariant): string {
  const name = variant === '' ? '' : `${variant}: `;
  return denominator === '–' ? `  ${name}${numerator}` : `  ${name}(${numerator}) / (${denominator})`;
}

/** All numbers by their ids. */
export function definitionsText(definitions: readonly KpiDefinition[]): string {
  return definitions.map(({ id, title }) => `${id.padEnd(24)}${title}`).join('\n');
}
