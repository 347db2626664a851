import { rows, series, type FieldStyle, type Panel } from './panel.ts';

export type Headline = Pick<Panel, 'id' | 'title' | 'description' | 'unit' | 'noValue'> & {
  readonly decimals: number;
  /** The unit of the change: points where the number is a percent. */
  readonly changeUnit: string;
  /** What n counts, as the name of a field. */
  readonly counted: string;
  /** Of a period: one row at most, with the columns value and n. */
  readonly period: string;
  readonly periodBefore: string;
  /** One row a local day: time and value. */
  readonly days: string;
  /** SQL of the target; null where projects.yaml has none for it. */
  readonly target: string | null;
};

/**
 * A number that decides: its value over the period with a line of its days, and beside it target, change against the
 * period of the same length before, and n. The line ends in the number of the period, which is the value that is shown.
 */
export function headline({ id, title, description, unit, noValue, decimals, ...of }: Headline): Panel {
  const name = quotedName(title);
  const line = `SELECT time, value AS ${name} FROM
(
    SELECT toDateTime(time, 'UTC') AS time, toNullable(toFloat64(value)) AS value FROM (\n${of.days}\n)
    UNION ALL
    SELECT toDateTime($__toTime, 'UTC') AS time, toNullable(toFloat64(value)) AS value FROM (\n${of.period}\n)
)
ORDER BY time`;
  const target = of.target === null ? '' : `toFloat64(${of.target}) AS \`Target\`, `;
  const beside = `SELECT ${target}now.1 - before.1 AS \`Change\`, now.2 AS ${quotedName(of.counted)} FROM
(
    SELECT ${pairOf(of.period)} AS now, ${pairOf(of.periodBefore)} AS before
)`;
  const fields: Record<string, FieldStyle> = {
    Change: { unit: of.changeUnit, decimals },
    [of.counted]: { unit: 'none', decimals: 0 },
  };
  return {
    ...{ id, title, description, unit, noValue, decimals, fields },
    ...{ kind: 'stat', width: of.target === null ? 4 : 5, height: 7 },
    questions: [series(line), rows(beside)],
  };
}

/** Value and n of a period; of one without a row, NULL and 0. */
const pairOf = (sql: string): string =>
  `(SELECT (anyRespectNulls(toNullable(toFloat64(value))), toUInt64(sum(n))) FROM (\n${sql}\n))`;

const quotedName = (text: string): string => `\`${text}\``;
