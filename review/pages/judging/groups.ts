import type { Answer, Verdict } from '../../../score/evaluation.ts';
import type { CriterionShown, ScorecardShown } from '../../contract/scorecards.ts';

/** `open`: one of the two left it open, so that nothing can be compared. */
export type Agreement = 'different' | 'same' | 'open';
export type Group = { readonly agreement: Agreement; readonly criteria: readonly CriterionShown[] };

const ORDER: readonly Agreement[] = ['different', 'same', 'open'];
/** As score/agreement.ts counts them. */
const JUDGED: readonly Verdict[] = ['yes', 'no', 'na'];

/** Criteria in the scorecard's order, by whether two judgements answer them alike; differences first, empty groups left out. */
export function groupsOf(
  scorecard: Pick<ScorecardShown, 'sections'>,
  own: readonly Answer[],
  other: readonly Answer[],
): readonly Group[] {
  const criteria = scorecard.sections.flatMap((section) => section.criteria);
  const of = (answers: readonly Answer[], id: string): Verdict | undefined =>
    answers.find(({ criterionId }) => criterionId === id)?.verdict;
  const agreement = ({ criterionId: id }: CriterionShown): Agreement => agreementOf(of(own, id), of(other, id));
  return ORDER.map((one) => ({
    agreement: one,
    criteria: criteria.filter((criterion) => agreement(criterion) === one),
  })).filter((group) => group.criteria.length > 0);
}

function agreementOf(own: Verdict | undefined, other: Verdict | undefined): Agreement {
  if (own === undefined || other === undefined || !JUDGED.includes(own) || !JUDGED.includes(other)) return 'open';
  return own === other ? 'same' : 'different';
}
