import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SERVICE_LEVEL_VARIANTS } from '../../../ingest/project.ts';
import { workingHours } from '../../../ingest/working-hours.ts';
import { definitionOf, KPI_DEFINITIONS } from '../../../queries/definitions.ts';

const page = readFileSync('docs/metrics.md', 'utf8');

describe('the definitions of the numbers', () => {
  it('have one id and one SQL each, and are found by both', () => {
    expect(new Set(KPI_DEFINITIONS.map(({ id }) => id)).size).toBe(KPI_DEFINITIONS.length);
    for (const definition of KPI_DEFINITIONS) {
      expect([definitionOf(definition.id), definitionOf(definition.query)]).toEqual([definition, definition]);
      expect(readFileSync(`queries/${definition.query}.sql`, 'utf8')).toMatch(/^-- Question: /);
    }
  });

  it('are explained in docs/metrics.md', () => {
    expect(KPI_DEFINITIONS.filter(({ query }) => !page.includes(`\`${query}.sql\``)).map(({ id }) => id)).toEqual([]);
  });

  it('name each variant once, and those of the service level as a project does', () => {
    for (const { variants } of KPI_DEFINITIONS)
      expect(new Set(variants.map(({ variant }) => variant)).size).toBe(variants.length);
    expect(definitionOf('service-level')?.variants.map(({ variant }) => variant)).toEqual([...SERVICE_LEVEL_VARIANTS]);
  });
});

describe('the example of working hours in docs/metrics.md', () => {
  it('is read as a project would read it', () => {
    const [, example = ''] = /```yaml\n(workingHours:[^`]*)```/.exec(page) ?? [];
    const content = z.object({ workingHours: z.unknown() }).parse(parse(example));
    const [first, later] = workingHours.parse(content.workingHours);
    expect(first?.weekdays.mon).toEqual([
      { fromMinute: 540, toMinute: 780 },
      { fromMinute: 840, toMinute: 1080 },
    ]);
    expect([first?.holidays['2026-03-03'], later?.from]).toEqual([[], '2026-09-01']);
  });
});
