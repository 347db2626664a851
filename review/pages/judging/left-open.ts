import { entryOf } from './sheet.ts';
import type { Desk } from './use-judging.ts';

/** Criteria that have no answer yet, whatever the machine says. */
export function leftOpen({ criteria, sheet }: Pick<Desk, 'criteria' | 'sheet'>): readonly string[] {
  return criteria.map(({ criterionId }) => criterionId).filter((id) => entryOf(sheet.peek(), id).verdict === null);
}
