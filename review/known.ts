import type { Operator } from '../ingest/operator.ts';
import type { Project } from '../ingest/project.ts';
import type { Scorecard } from '../score/scorecard.ts';

/** What the configuration says, as far as the pages speak of it; configured.ts reads it. */
export type Known = {
  readonly projects: ReadonlyMap<string, Project>;
  readonly operators: readonly Operator[];
  readonly scorecards: ReadonlyMap<string, KnownScorecard>;
};
export type KnownScorecard = { readonly scorecard: Scorecard; readonly hash: string; readonly yaml: string };

/** The name of an operator of a project; the id itself where the list has none. */
export function operatorName({ operators }: Pick<Known, 'operators'>, project: string, operatorId: string): string {
  const own = operators.find((operator) => operator.project === project && operator.operatorId === operatorId);
  return own?.name ?? operatorId.replace(/^provisional:/, '');
}
