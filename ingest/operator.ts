import type { EpochMs } from './call.ts';

/** A name the telephone system uses for an operator, and when it was theirs; null = open on that side. */
export type OperatorAlias = {
  readonly alias: string;
  readonly validFrom: EpochMs | null;
  readonly validTo: EpochMs | null;
};

/** A person who takes calls. Read from operators.csv. */
export type Operator = {
  readonly operatorId: string;
  readonly project: string;
  readonly name: string;
  readonly team: string;
  readonly site: string;
  readonly role: 'operator' | 'supervisor';
  /** ISO dates, '' when not given. */
  readonly hired: string;
  readonly left: string;
  readonly aliases: readonly OperatorAlias[];
};

/** Who an alias means at a moment; an alias that nobody owns then is provisional, listed and never guessed. */
export type OperatorLookup = (
  alias: string,
  at: EpochMs,
) => { readonly operatorId: string; readonly provisional: boolean };
