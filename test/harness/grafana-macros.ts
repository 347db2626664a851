/** What a board is asked for: its period, and the value of each variable; null is "All". */
export type Asked = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly variables: Readonly<Record<string, string | null>>;
};

/**
 * The SQL that reaches ClickHouse when Grafana and its ClickHouse data source fill a query in, as the plugin 4.14 to 4.20 does:
 * variables first (a chosen value in quotes, its own quotes behind a backslash; the custom value of "All" as it stands),
 * then macros. Throws for a variable that has no value, and for what is none of the macros known here.
 */
export function filledIn(sql: string, { fromMs, toMs, variables }: Asked): string {
  const [from, to] = [fromMs, toMs].map((ms) => `toDateTime(${String(Math.floor(ms / 1000))})`);
  const macros: Readonly<Record<string, string>> = {
    fromTime: from ?? '',
    toTime: to ?? '',
    fromTime_ms: `fromUnixTimestamp64Milli(${String(fromMs)})`,
    toTime_ms: `fromUnixTimestamp64Milli(${String(toMs)})`,
  };
  const valued = sql.replace(/\$\{(\w+):singlequote\}/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) throw new Error(`nobody chose ${name}`);
    return value === null ? "''" : `'${value.replaceAll("'", "\\'")}'`;
  });
  return valued.replace(/\$__(\w+)/g, (macro, name: string) => {
    const text = Object.hasOwn(macros, name) ? macros[name] : undefined;
    if (text === undefined) throw new Error(`the data source has no macro ${macro} without arguments`);
    return text;
  });
}
