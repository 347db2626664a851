import type { CallKey } from '../../store/store.ts';

/** What of the numbers somebody may see; the routes make it of the account and of review/rights.ts. */
export type NumbersViewer = {
  /** Whose own figures may be shown, by id. An operator: their own id and nobody else's. */
  readonly operators: 'all' | readonly string[];
  /** False: nobody is named, and figures of people are those of teams of at least five. */
  readonly names: boolean;
  /** False: numbers of the queues and of the whole project are not shown, as to an operator. */
  readonly queues: boolean;
  /** Whether calls may be opened: those of `operators`. */
  readonly calls: boolean;
  /** Whether calls on which nobody known was may be opened as well: missed calls. */
  readonly unowned: boolean;
  /** From here on no call is seen judged: the draw for self-review has not passed it. */
  readonly blindFromMs: number;
  /** What the viewer must not see judged yet. No figure depends on it. */
  readonly blind: readonly (CallKey & { readonly operatorId: string })[];
};

/** Figures of fewer people are figures of somebody. */
export const LEAST_PEOPLE = 5;

/** As queries take it: [] is everybody. Who may see nobody gets a list that fits nobody. */
export function operatorIdsOf({ operators }: NumbersViewer): readonly string[] {
  if (operators === 'all') return [];
  return operators.length === 0 ? [''] : operators;
}

/** The one operator whose numbers are asked; '' for those of all, from which a viewer's are then taken. */
export function operatorIdOf({ operators, queues }: NumbersViewer): string {
  return operators === 'all' || queues ? '' : (operators[0] ?? NOBODY);
}

/** An id that no operator has: ids come from files and telephone systems, which write no control characters. */
const NOBODY = '\u0000';

export function sees({ operators }: NumbersViewer, operatorId: string): boolean {
  return operators === 'all' || operators.includes(operatorId);
}

/** The blind calls of a project, side by side as queries take them. */
export function blindOf(
  { blind }: NumbersViewer,
  project: string,
): { readonly blindCallIds: readonly string[]; readonly blindOperatorIds: readonly string[] } {
  const own = blind.filter((one) => one.project === project);
  return {
    blindCallIds: own.map(({ callId }) => callId),
    blindOperatorIds: own.map(({ operatorId }) => operatorId),
  };
}
