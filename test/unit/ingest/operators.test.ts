import { describe, expect, it } from 'vitest';
import { operatorLookup, parseOperators } from '../../../ingest/operators.ts';
import { SHOP } from '../../harness/shop.ts';

const HEADER = 'operatorId,project,name,team,site,role,hired,left,aliases';

function parse(...lines: readonly string[]) {
  return parseOperators([HEADER, ...lines].join('\n'), 'operators.csv', [SHOP]);
}

describe('operators.csv', () => {
  it('gives operators with their aliases by days of the project', () => {
    const parsed = parse('op-1,shop,"Petrova, Vera",sales,Plovdiv,,2025-01-10,,SIP/101@2026-01-01..2026-06-30; 101');
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          operatorId: 'op-1',
          project: 'shop',
          name: 'Petrova, Vera',
          team: 'sales',
          site: 'Plovdiv',
          role: 'operator',
          hired: '2025-01-10',
          left: '',
          aliases: [
            { alias: 'SIP/101', validFrom: Date.UTC(2025, 11, 31, 22), validTo: Date.UTC(2026, 5, 30, 21) },
            { alias: '101', validFrom: null, validTo: null },
          ],
        },
      ],
    });
  });

  it('names all its faults at once, each with line and column', () => {
    const parsed = parse(
      'op-1,shop,Vera,,,boss,10.01.2025,,101',
      'op-1,shop,Ivan,,,,,,101@2026-01-01..',
      ',warehouse,,,,,2026-02-01,2026-01-01,x@2026-02-30..',
    );
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      'operators.csv:2: role: expected operator or supervisor',
      'operators.csv:2: hired: expected a date such as 2026-03-02',
      'operators.csv:3: operatorId: "op-1" stands in line 2 already',
      'operators.csv:3: aliases: "101" is at the same time that of op-1 (line 2)',
      'operators.csv:4: operatorId: is missing',
      'operators.csv:4: name: is missing',
      'operators.csv:4: project: "warehouse" is not in projects.yaml',
      'operators.csv:4: left: lies before hired',
      'operators.csv:4: aliases: "x@2026-02-30.." has no valid dates; expected x@2026-01-01..2026-06-30',
    ]);
  });

  it('names a missing and a misspelt column', () => {
    const parsed = parseOperators('operatorId,project,nam\nop-1,shop,Vera', 'operators.csv', [SHOP]);
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      'operators.csv:1: the column name is missing',
      'operators.csv:1: "nam" is not a known column; did you mean "name"?',
    ]);
  });

  it.each([
    ['a semicolon', 'operatorId;project;name\nop-1;shop;"Vera; Petrova"', 'operators.csv:1: ', '";"'],
    ['a semicolon below an empty line', '\uFEFF\r\noperatorId;project;name', 'operators.csv:2: ', '";"'],
    ['a tab', 'operatorId\tproject\tname', 'operators.csv:1: ', 'a tab'],
  ])('separated by %s is told so in one fault', (_, text, place, separator) => {
    const parsed = parseOperators(text, 'operators.csv', [SHOP]);
    expect(parsed).toEqual({ ok: false, faults: [`${place}the separator must be a comma, not ${separator}`] });
  });

  it('with rows shorter or longer than its header names their lines', () => {
    const parsed = parse('carl,shop,Carl', 'op-1,shop,Vera,,,,,,SIP/102, 102', 'op-2,shop,Ivan,,,,,,103');
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      'operators.csv:2: the row has 3 cells, the header 9; an empty cell needs its comma too',
      expect.stringMatching(/^operators\.csv:3: the row has 10 cells, the header 9; .*separate aliases by ";"$/),
    ]);
  });

  it('that is no CSV says so with the line', () => {
    const parsed = parse('op-1,shop,"Vera,,,,,,');
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      expect.stringMatching(/^operators\.csv:\d+: this is not CSV \(CSV_/),
    ]);
  });
});

describe('an alias', () => {
  const parsed = parse(
    'op-1,shop,Vera,,,,,,SIP/101@..2026-03-01; agent@pbx',
    'op-2,shop,Ivan,,,,,,SIP/101@2026-03-02..',
  );
  const lookup = operatorLookup(parsed.ok ? parsed.value : [], SHOP);
  const midnight = Date.UTC(2026, 2, 1, 22);

  it('changes hands at midnight of the project', () => {
    expect(lookup('SIP/101', midnight - 1)).toEqual({ operatorId: 'op-1', provisional: false });
    expect(lookup('SIP/101', midnight)).toEqual({ operatorId: 'op-2', provisional: false });
  });

  it('may hold an @, and the operator id is one too', () => {
    expect(lookup('agent@pbx', midnight).operatorId).toBe('op-1');
    expect(lookup('op-2', midnight)).toEqual({ operatorId: 'op-2', provisional: false });
  });

  it.each(['SIP/101@2026-01-01', 'SIP/101@2026-01', 'SIP/101 @ 2026-01-01 .. 2026-06-30', '101@1.2.2026..'])(
    '%j is refused: its days would become a part of the name',
    (alias) => {
      const refused = parse(`op-1,shop,Vera,,,,,,${alias}`);
      expect(refused.ok ? [] : refused.faults).toEqual([
        expect.stringMatching(
          /^operators\.csv:2: aliases: ".+" names days in another way than SIP\/101@2026-01-01\.\./,
        ),
      ]);
    },
  );

  it('is separated from the next by a semicolon, never by a comma', () => {
    const refused = parse('op-1,shop,Vera,,,,,,"SIP/102, 102"');
    expect(refused).toEqual({
      ok: false,
      faults: ['operators.csv:2: aliases: "SIP/102, 102" holds a comma; aliases are separated by ";"'],
    });
  });

  it('that nobody owns is provisional', () => {
    expect(lookup('SIP/999', midnight)).toEqual({ operatorId: 'provisional:SIP/999', provisional: true });
  });
});
