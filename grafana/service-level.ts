import { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';

const columnOf = (variant: string): string =>
  `${variant.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}Percent`;

/** Of a row of service-level.sql the percent of a variant, which is SQL: NULL for one that is not known. */
export function percentOf(variant: string): string {
  const choices = SERVICE_LEVEL_VARIANTS.map((name) => `${variant} = '${name}', ${columnOf(name)}`);
  return `multiIf(${choices.join(', ')}, NULL)`;
}
