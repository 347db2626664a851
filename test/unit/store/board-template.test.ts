import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardQueries } from '../../../store/board-queries.ts';
import { boardTemplate } from '../../../store/board-template.ts';
import { tokensOf, withoutEnd } from '../../../store/sql-tokens.ts';

function runs(rawSql: string, sql: string): boolean {
  const tokens = tokensOf(sql);
  return tokens !== null && boardQueries(boardTemplate(rawSql))(withoutEnd(tokens));
}

describe('the template of a board query', () => {
  it.each([
    ['$__timeFilter(at)', 'at >= toDateTime({{number}}) AND at <= toDateTime({{number}})'],
    [
      '$__timeFilter_ms(at)',
      'at >= fromUnixTimestamp64Milli({{number}}) AND at <= fromUnixTimestamp64Milli({{number}})',
    ],
    ['$__dateFilter(day)', 'day >= toDate({{string}}) AND day <= toDate({{string}})'],
    [
      '$__dt(day, at)',
      '(day >= toDate({{string}}) AND day <= toDate({{string}})) AND (at >= toDateTime({{number}}) AND at <= toDateTime({{number}}))',
    ],
    ['at >= $__fromTime AND at < $__toTime', 'at >= toDateTime({{number}}) AND at < toDateTime({{number}})'],
    ['$__fromTime_ms', 'fromUnixTimestamp64Milli({{number}})'],
    ['$__timeInterval(f(at, 1))', 'toStartOfInterval(toDateTime(f(at, 1)), INTERVAL {{number}} second)'],
    ['$__timeInterval_ms(at)', 'toStartOfInterval(toDateTime64(at, 3), INTERVAL {{number}} millisecond)'],
    ['$__timeGroup(at, 5m)', 'toStartOfInterval(toDateTime(at), INTERVAL {{number}} second)'],
    [
      '$__timeInterval($__fromTime)',
      'toStartOfInterval(toDateTime(toDateTime({{number}})), INTERVAL {{number}} second)',
    ],
    ['n / $__interval_s', 'n / {{number}}'],
    ['${__from} + ${__to:date:seconds} + $__interval_ms', '{{number}} + {{number}} + {{number}}'],
    ['team IN (${team:singlequote}) -- $__no', 'team IN ({{strings}})'],
    ["x = '--' /* ${a} */ AND y = ${y:sqlstring};", "x = '--' AND y = {{strings}}"],
  ])('of %s', (rawSql, template) => {
    expect(boardTemplate(rawSql)).toEqual([template]);
  });

  it('has one for each choice of All, together where one variable stands twice', () => {
    const team = '$__conditionalAll(team IN (${team:singlequote}), $team)';
    expect(boardTemplate(`${team} OR ${team} AND $__conditionalAll(f(q, 1), \${queue})`)).toEqual([
      'team IN ({{strings}}) OR team IN ({{strings}}) AND f(q, 1)',
      'team IN ({{strings}}) OR team IN ({{strings}}) AND 1=1',
      '1=1 OR 1=1 AND f(q, 1)',
      '1=1 OR 1=1 AND 1=1',
    ]);
  });

  it.each([
    ['a bare variable', 'SELECT $team'],
    ['a variable in a form that escapes nothing', 'SELECT ${team:raw}'],
    ['a variable without a form', 'SELECT ${team}'],
    ['a value within quotes', "SELECT '${team:singlequote}'"],
    ['a moment within quotes', "SELECT '$__fromTime'"],
    ['a macro that the plugin has not', 'SELECT $__timeZone(x)'],
    ['a macro without its argument', 'SELECT $__timeFilter'],
    ['a parenthesis that stays open', 'SELECT $__timeFilter(f(x)'],
    ['a condition without a variable', 'SELECT $__conditionalAll(a = 1)'],
  ])('is refused for %s', (_, rawSql) => {
    expect(() => boardTemplate(rawSql)).toThrow(SyntaxError);
  });
});

describe('what the boards may ask', () => {
  const RAW = 'SELECT count() AS n FROM calls WHERE at >= $__fromTime AND team IN (${team:singlequote}) LIMIT 5';
  const filled = (teams: string, from = '1700000000', rest = 'LIMIT 5'): string =>
    `SELECT count() AS n FROM calls WHERE at >= toDateTime(${from}) AND team IN (${teams}) ${rest}`;

  it.each([
    ['one value', filled("'sales'")],
    ['a list', filled("'sales','support' , 'night'")],
    ['an apostrophe, escaped either way', filled("'Дем\\'янчук','Дем''янчук'")],
    ['a backslash, escaped', filled("'a\\\\'")],
    ['SQL as a value', filled("') OR 1=1 --'")],
    ['other space and comments', filled("'a'").replace('FROM', '-- why\n/* because */\n\tFROM')],
    ['a semicolon at its end', `${filled("'a'")};`],
  ])('holds %s', (_, sql) => {
    expect(runs(RAW, sql)).toBe(true);
  });

  it.each([
    ['a word where a value stands', filled('team')],
    ['a function where a value stands', filled("file('/etc/passwd')")],
    ['a subquery where a value stands', filled('SELECT text FROM transcripts')],
    ['an empty list', filled('')],
    ['a list that ends with a comma', filled("'a',")],
    ['a number where a string stands', filled('1')],
    ['a string where a number stands', filled("'a'", "'1'")],
    ['an expression where a number stands', filled("'a'", '1700000000 + 1')],
    ['a negative number', filled("'a'", '-1')],
    ['a number that is none', filled("'a'", '1e9')],
    ['a value with a backslash at its end', filled("'a\\'")],
    ['a quote that closes early', filled("'a') OR (1=1")],
    ['UNION', filled("'a'", '1', 'LIMIT 5 UNION ALL SELECT 1')],
    ['a second statement', filled("'a'", '1', 'LIMIT 5; SELECT 1')],
    ['SETTINGS', filled("'a'", '1', 'LIMIT 5 SETTINGS readonly = 0')],
    ['FORMAT', filled("'a'", '1', 'LIMIT 5 FORMAT JSON')],
    ['INTO OUTFILE', filled("'a'", '1', "LIMIT 5 INTO OUTFILE '/tmp/x'")],
    ['another number of its own', filled("'a'", '1', 'LIMIT 6')],
    ['another table', filled("'a'").replace('calls', 'transcripts')],
    ['less than the whole', filled("'a'", '1', '')],
    ['a comment that hides a part', filled("'a'", '1', '-- LIMIT 5')],
    ['a comment within a comment', filled("'a'").replace('FROM', '/* /* */ FROM x */ FROM')],
    ['a comment of other languages', filled("'a'").replace('FROM', '# x\nFROM')],
    ['quotes of other alphabets', filled('‘a’')],
    ['a heredoc', filled('$$a$$')],
    ['a zero byte', filled("'a\0'")],
    ['the hole itself', filled('{{strings}}', '{{number}}')],
    ['a space that is none of SQL', filled("'a'").replace('FROM', '\u00a0FROM')],
  ])('does not hold %s', (_, sql) => {
    expect(runs(RAW, sql)).toBe(false);
  });

  it('holds any text at all as a value, when it is escaped as ClickHouse reads it', () => {
    const escaped = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
        expect(runs(RAW, filled(values.map(escaped).join(',')))).toBe(!values.join('').includes('\0'));
      }),
    );
  });

  it('takes one value where others follow in the same list', () => {
    const raw = "SELECT concat(${a:singlequote}, ${b:singlequote}, 'c')";
    expect(runs(raw, "SELECT concat('1', '2', 'c')")).toBe(true);
    expect(runs(raw, "SELECT concat('1', '2', '3', 'c')")).toBe(false);
  });
});
