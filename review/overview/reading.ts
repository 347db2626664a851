import type { Project, ServiceLevelVariant } from '../../ingest/project.ts';
import { definitionOf, type KpiDefinition, type KpiVariant } from '../../queries/definitions.ts';
import type { Question, Questions } from '../../queries/question.ts';
import type { Query, Store } from '../../store/store.ts';
import type { NumberId, OpenedNumber, ShownNumber } from '../contract/numbers.ts';
import type { NumbersViewer } from './viewer.ts';

/** Whose numbers are asked, and for whom. `queue` '' is all queues. */
export type NumbersAsked = {
  readonly store: Pick<Store, 'run'>;
  readonly project: Project;
  readonly queue: string;
  readonly viewer: NumbersViewer;
};

/** The same as parameters of the queries: of the viewer's operators, without what they must not see judged. */
export type Asking = NumbersAsked & Questions & { readonly judged: Question };

/** A number as it was counted: its value and what it is made of. */
export type Reading = {
  readonly value: number | null;
  readonly n: number;
  /** Times end in Ms, percent in Percent; all else is counted. */
  readonly parts: OpenedNumber['parts'];
  readonly variants: OpenedNumber['variants'];
  readonly params: ShownNumber['params'];
};

/** A number of the overview: how it is read, and which calls it is made of. */
export type NumberShown = {
  readonly id: NumberId;
  readonly definition: KpiDefinition;
  readonly unit: ShownNumber['unit'];
  readonly better: ShownNumber['better'];
  /** Of the queues or the whole project, not of the viewer's operators. */
  readonly ofProject: boolean;
  /** Whether the same number of the time before says anything: what is still to be done is of now. */
  readonly compared: boolean;
  readonly variantOf: (project: Project) => ServiceLevelVariant | '';
  readonly targetOf: (project: Project) => number | null;
  readonly read: (asking: Asking) => Promise<Reading>;
  /** The same of what arrived in working time, for projects that have some. */
  readonly withinHours?: (asking: Asking) => Promise<number | null>;
  /** The formula whose calls are shown; null for one that the number does not have. */
  readonly formulaOf: (project: Project, variant: string) => KpiVariant | null;
  /** What counts, and what it is asked; its calls are taken from it. */
  readonly counts: (
    asking: Asking,
    variant: string,
    reading: Reading,
  ) => { readonly query: Counting; readonly question: Question };
  /** Where the counting holds its items, when that is not where the definition says. */
  readonly items?: NonNullable<KpiDefinition['items']>;
};
export type Counting = Pick<Query<unknown, unknown>, 'name' | 'sql' | 'parse'>;

/** The definition of a number that there is. */
export function defined(id: string): KpiDefinition {
  const found = definitionOf(id);
  if (found === undefined) throw new RangeError(`${id} has no definition`);
  return found;
}

/** The variant that is named, else the first. */
export function variantNamed({ variants }: KpiDefinition, name: string): KpiVariant | null {
  return variants.find(({ variant }) => variant === name) ?? (name === '' ? (variants[0] ?? null) : null);
}

/** Named values in the order in which they are read; what is unknown is left out. */
export function partsOf(values: Readonly<Record<string, number | null>>): OpenedNumber['parts'] {
  return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

export function sumOf<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/** Percent 0–100; null where there is nothing to divide by. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}
