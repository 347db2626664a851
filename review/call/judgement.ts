import { byCounting } from '../../score/counting.ts';
import type { Answer, Evaluation } from '../../score/evaluation.ts';
import type { Judgement } from '../contract/judging.ts';

/** An evaluation as pages show it. `counts`: whether it is the one that counts. */
export function judgementOf(evaluation: Evaluation, counts: boolean, raterName: (rater: string) => string): Judgement {
  const { evaluator, rater, scorecardVersion, score, rawScore, autoFail, provisional, coverage } = evaluation;
  const { inputHash, revision } = evaluation;
  const answers = evaluation.answers.map((answer) => withinPart(answer, evaluation));
  const { comment = '', ...madeWith } = evaluation.madeWith;
  return {
    ...{ evaluator, raterName: rater === '' ? '' : raterName(rater), scorecardVersion },
    ...{ score, rawScore, autoFail, provisional, coverage },
    judged: answers.filter(({ verdict }) => ['yes', 'no', 'points'].includes(verdict)).length,
    applicable: answers.filter(({ verdict }) => verdict !== 'na').length,
    ...{ counts, answers, comments: commentsOf(evaluation, comment), madeWith, inputHash, revision },
  };
}

/** A window may reach beyond the end of the operator's part, where there is nothing to be heard. */
function withinPart(answer: Answer, part: Pick<Evaluation, 'endMs'>): Answer {
  const { searched } = answer;
  if (searched === null) return answer;
  const endMs = Math.max(searched.startMs, Math.min(searched.endMs, part.endMs));
  return { ...answer, searched: { ...searched, endMs } };
}

/** What a person wrote stands with the reason of each answer, and on the whole in what made the evaluation. */
function commentsOf({ answers }: Evaluation, whole: string): Judgement['comments'] {
  const ofAnswers = answers.flatMap(({ criterionId, reason }) => {
    const comment = reason.code === 'BY_PERSON' ? String(reason.params['comment'] ?? '') : '';
    return comment === '' ? [] : [[criterionId, comment] as const];
  });
  return Object.fromEntries(whole === '' ? ofAnswers : [['', whole], ...ofAnswers]);
}

/**
 * The evaluations of one operator's part that are shown side by side: by one scorecard, of each person the newest, the one
 * that counts first and self-scores last. None of another run, and none that was withdrawn.
 */
export function shownEvaluations(own: readonly Evaluation[], showSelf: boolean): readonly Evaluation[] {
  const counting = byCounting(own);
  const selfs = showSelf ? own.filter(isSelfScore).toSorted(newestFirst) : [];
  const ranked = [...counting, ...selfs];
  const scorecardId = ranked[0]?.scorecardId;
  const byOne = ranked.filter((evaluation) => evaluation.scorecardId === scorecardId);
  return byOne.filter(
    ({ evaluator, rater }, nth) =>
      byOne.findIndex((earlier) => earlier.evaluator === evaluator && earlier.rater === rater) === nth,
  );
}

function isSelfScore({ evaluator, run, withdrawn }: Evaluation): boolean {
  return evaluator === 'self' && run === '' && !withdrawn;
}

function newestFirst(a: Evaluation, b: Evaluation): number {
  return Number(BigInt(b.revision) - BigInt(a.revision));
}
