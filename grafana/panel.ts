/** SQL of a panel, and how its answer is drawn: a series has a column `time`. */
export type Question = { readonly sql: string; readonly as: 'series' | 'rows' };

export type FieldStyle = {
  readonly unit?: string;
  readonly decimals?: number;
  readonly hidden?: boolean;
  readonly link?: { readonly title: string; readonly url: string };
};

export type Panel = {
  /** Never changes and never comes again: links and alerts name it. */
  readonly id: number;
  readonly kind: 'stat' | 'lines' | 'bars' | 'table';
  readonly title: string;
  /** What the number means: its formula in words. */
  readonly description: string;
  /** A unit of Grafana; that of fields which differ stands in `fields`. */
  readonly unit: string;
  readonly decimals?: number;
  /** Shown where there is nothing, for an empty answer has no fields. */
  readonly noValue: string;
  /** Of 24. */
  readonly width: number;
  readonly height: number;
  readonly questions: readonly Question[];
  /** By the name of the column. */
  readonly fields?: Readonly<Record<string, FieldStyle>>;
};

export type BoardVariable =
  | { readonly kind: 'constant'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly label: string;
      readonly description: string;
      /** One column, or value and label. */
      readonly sql: string;
      readonly withAll: boolean;
    };

export type Row = { readonly id: number; readonly title: string; readonly panels: readonly Panel[] };

export type Board = {
  /** Never changes: addresses and alerts name it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Start of the period when the board is opened, such as now-7d. */
  readonly from: string;
  readonly variables: readonly BoardVariable[];
  readonly rows: readonly Row[];
};

export const series = (sql: string): Question => ({ sql, as: 'series' });
export const rows = (sql: string): Question => ({ sql, as: 'rows' });
