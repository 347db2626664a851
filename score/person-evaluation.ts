import type { Answer, AnswerReason, Evaluation, Evaluator, Evidence } from './evaluation.ts';
import { fingerprint } from './fingerprint.ts';
import type { Criterion, Scorecard } from './scorecard.ts';
import { scoreOf } from './score.ts';

/** What a person answers; a criterion that they leave out is unclear, and lowers the coverage as a machine's does. */
export type GivenAnswer = {
  readonly criterionId: string;
  readonly verdict: 'yes' | 'no' | 'na';
  readonly comment: string;
  readonly evidence: readonly Evidence[];
};

export type Given = {
  readonly answers: readonly GivenAnswer[];
  /** On the whole call; '' for none. */
  readonly comment: string;
};

export type Person = {
  readonly evaluator: Exclude<Evaluator, 'machine'>;
  /** Id of the person; part of the evaluation's identity. */
  readonly rater: string;
  /**
   * What of others' judgements was in sight: none while they judged (`blind`), the machine's answers (`verify`), or none, but
   * its score had been before (`seen`). Agreement is of blind ones alone.
   */
  readonly mode: 'blind' | 'verify' | 'seen';
};

/**
 * A person's evaluation of the part of a call that the machine evaluated, by the text of the scorecard that it was
 * evaluated with and the same formula. `atMs` is when it was submitted: its revision, so that the later of two
 * submissions counts and one that is sent twice is the same. Measures are the machine's: nobody counts silences by ear.
 */
export function personEvaluation(
  of: { readonly machine: Evaluation; readonly scorecard: Scorecard; readonly scorecardHash: string },
  given: Given,
  { evaluator, rater, mode }: Person,
  atMs: number,
): Evaluation {
  const { machine, scorecard, scorecardHash } = of;
  const answers = scorecard.criteria.map((criterion) =>
    answerOf(
      criterion,
      given.answers.find(({ criterionId }) => criterionId === criterion.id),
    ),
  );
  return {
    ...machine,
    scorecardId: scorecard.id,
    scorecardVersion: scorecard.version,
    evaluator,
    rater,
    run: '',
    revision: String(atMs),
    ...scoreOf(scorecard, answers),
    withdrawn: false,
    answers,
    inputHash: fingerprint(JSON.stringify([machine.inputHash, scorecardHash, given])),
    madeWith: {
      scorecard: scorecardHash,
      heard: machine.inputHash,
      mode,
      submittedAt: new Date(atMs).toISOString(),
      ...(given.comment === '' ? {} : { comment: given.comment }),
    },
  };
}

function answerOf(criterion: Criterion, given: GivenAnswer | undefined): Answer {
  return {
    sectionId: criterion.sectionId,
    criterionId: criterion.id,
    verdict: given?.verdict ?? 'unclear',
    share: given === undefined || given.verdict === 'na' ? null : Number(given.verdict === 'yes'),
    weight: criterion.worth.kind === 'weight' ? criterion.worth.points : 0,
    critical: criterion.critical,
    method: 'human',
    confidence: null,
    reason: reasonOf(given),
    evidence: given?.evidence ?? [],
    searched: null,
    measured: null,
  };
}

function reasonOf(given: GivenAnswer | undefined): AnswerReason {
  if (given === undefined) return { code: 'LEFT_OPEN', params: {} };
  return { code: 'BY_PERSON', params: given.comment === '' ? {} : { comment: given.comment } };
}
