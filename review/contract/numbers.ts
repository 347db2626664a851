import type { ServiceLevelVariant } from '../../ingest/project.ts';

export type NumberId =
  | 'service-level'
  | 'asa'
  | 'abandon-rate'
  | 'lost'
  | 'missed'
  | 'missed-not-reached'
  | 'aht'
  | 'occupancy'
  | 'target-calls'
  | 'quality';
export type ShownNumber = {
  readonly id: NumberId;
  /** Named where the number has variants. */
  readonly variant: ServiceLevelVariant | '';
  readonly unit: 'percent' | 'ms' | 'ratio' | 'count' | '0–100';
  readonly value: number | null;
  readonly n: number;
  readonly previous: number | null;
  readonly target: number | null;
  /** Whether more is better, for the colour of a change. */
  readonly better: 'more' | 'less';
  /** Parameters of the definition, as T = 20 s. */
  readonly params: Readonly<Record<string, string | number>>;
};

/** GET /api/numbers/:id?project=&queue=&from=&to=&variant= : a number opened. */
export type OpenedNumber = {
  readonly id: NumberId;
  readonly shown: ShownNumber;
  readonly definition: {
    /** The SQL itself is the definition. */
    readonly sql: string;
    readonly version: number;
    /** Keys of the words `numbers.<id>.*`; formulas of docs/metrics.md as data, in the trade's English. */
    readonly numerator: string;
    readonly denominator: string;
    readonly parameters: readonly string[];
    readonly attribution: string;
  };
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  readonly variants: readonly { readonly variant: string; readonly value: number | null }[];
  /** Null for viewers who may not open calls, and for numbers that are made of none. */
  readonly calls: { readonly rows: readonly CountedCall[]; readonly total: number } | null;
};
export type CountedCall = {
  readonly project: string;
  readonly callId: string;
  readonly startedMs: number;
  readonly numerator: number;
  readonly denominator: number;
};
