import type { Answer, Verdict } from '../../../score/evaluation.ts';
import type { PartOpened, SpanTimes, TurnShown } from '../../contract/call.ts';
import type { Judgement } from '../../contract/judging.ts';

/** Words that prove an answer, where they stand. `nth` numbers criteria as the keys 1–9 do; 0 for those without a key. */
export type Mark = SpanTimes & {
  readonly utteranceId: string;
  readonly criterionId: string;
  readonly verdict: Verdict;
  readonly tone: 'pass' | 'fail' | 'unclear';
};

/** What proves the answers of a judgement. */
export function marksOf(judgement: Pick<Judgement, 'answers'> | undefined): readonly Mark[] {
  return (judgement?.answers ?? []).flatMap((answer) =>
    answer.evidence.map(({ utteranceId, startMs, endMs }) => ({
      utteranceId,
      startMs,
      endMs,
      criterionId: answer.criterionId,
      verdict: answer.verdict,
      tone: toneOf(answer),
    })),
  );
}

/** Of each part, the judgement that counts: it is the first. */
export function marksOfParts(parts: readonly PartOpened[]): readonly Mark[] {
  return parts.flatMap(({ judgements }) => marksOf(judgements[0]));
}

export function toneOf({ verdict, share }: Pick<Answer, 'verdict' | 'share'>): Mark['tone'] {
  if (verdict === 'no' || (share !== null && share < 1)) return 'fail';
  return verdict === 'yes' || verdict === 'points' ? 'pass' : 'unclear';
}

/** Whether points were lost: the criterion was failed, or met in part. */
export function isFailed(answer: Answer): boolean {
  return toneOf(answer) === 'fail';
}

/**
 * Where to listen for an answer: its evidence, else the window that was searched in vain, else nothing. Failed answers
 * of absence are heard in what was searched.
 */
export function placesOf({ evidence, searched }: Answer): readonly SpanTimes[] {
  return evidence.length > 0 ? evidence : searched === null ? [] : [searched];
}

/** Marks that lie within a turn's time. */
export function marksIn(turn: TurnShown, marks: readonly Mark[]): readonly Mark[] {
  return marks.filter(({ utteranceId }) => utteranceId === turn.utteranceId);
}
