import { describe, expect, it } from 'vitest';
import { formatOfFile } from '../../../ingest/imports.ts';
import { parseProjects } from '../../../ingest/projects.ts';
import { shop } from '../../harness/shop.ts';

const formatOf = (path: string, yaml = ''): string | undefined => formatOfFile(path, shop(yaml).imports)?.name;

describe('what a file of the inbox is taken for', () => {
  it.each([
    ['shop/queue_log', 'queue_log'],
    ['shop/queue_log.1', 'queue_log'],
    ['shop/Master.csv', 'asterisk-cdr'],
    ['shop/cdr-csv/Master.csv.2', 'asterisk-cdr'],
    ['shop/Master.csv-20260302', 'asterisk-cdr'],
    ['shop/cel-custom/Master.csv', 'asterisk-cel'],
    ['shop/cel.csv', 'asterisk-cel'],
    ['shop/call.json', undefined],
    ['shop/call.wav', undefined],
  ])('its name says: %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  it('a rule of the project says first, by a name with * and ? or by a regular expression', () => {
    const yaml = [
      '    imports:',
      '      - { name: "pbx-?.csv", format: asterisk-cdr, columns: [start, src, "-", disposition] }',
      '      - { name: "/^events-\\\\d+/", format: asterisk-cel }',
      '',
    ].join('\n');
    expect(formatOf('shop/pbx-7.csv', yaml)).toBe('asterisk-cdr');
    expect(formatOf('shop/pbx-77.csv', yaml)).not.toBe('asterisk-cdr');
    expect(formatOf('shop/events-20260302.txt', yaml)).toBe('asterisk-cel');
    expect(shop(yaml).imports[0]?.columns).toEqual({ start: 1, src: 2, disposition: 4 });
  });

  it('columns may be told by their titles', () => {
    const yaml = '    imports: [{ name: "*.csv", format: asterisk-cdr, columns: { start: Beginn, src: 3 } }]\n';
    expect(shop(yaml).imports[0]?.columns).toEqual({ start: 'Beginn', src: 3 });
  });

  it('a rule that cannot be read is named with its place', () => {
    const text =
      'projects:\n  - id: shop\n    name: Shop\n    timeZone: Europe/Sofia\n    languages: [bg]\n    imports:\n      - { name: "/(/", format: avaya }\n';
    const parsed = parseProjects(text, 'projects.yaml');
    expect(parsed.ok ? [] : parsed.faults).toMatchObject([
      expect.stringContaining('projects.0.imports.0.name'),
      expect.stringContaining('projects.0.imports.0.format'),
    ]);
  });
});
