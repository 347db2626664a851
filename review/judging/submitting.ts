import { sameAnswers, type SameAnswers } from '../../score/agreement.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { personEvaluation, type Given, type Person } from '../../score/person-evaluation.ts';
import type { Assignment } from '../../store/app/assignments.ts';
import { addAudit } from '../../store/app/audit.ts';
import { readDraft, saveDraft } from '../../store/app/drafts.ts';
import { lastSubmission, setLoaded, submissionsToLoad, submit } from '../../store/app/submissions.ts';
import type { Draft, DraftSave } from '../contract.ts';
import type { ReviewDeps } from '../deps.ts';
import type { KnownScorecard } from '../known.ts';
import { Refused } from '../refused.ts';
import { draftOf } from './given.ts';

/** Throws NEWER_DRAFT with the newer one, and ALREADY_SUBMITTED. */
export function savedDraft({ db, now }: ReviewDeps, assignment: Assignment, { basedOn, ...given }: DraftSave): Draft {
  if (assignment.submittedMs !== null) throw new Refused('ALREADY_SUBMITTED');
  const { assignmentId } = assignment;
  const result = saveDraft(db, now(), { assignmentId, basedOn, body: JSON.stringify(given) });
  if (!result.saved) throw new Refused('NEWER_DRAFT', {}, { newer: draftOf(result.newer) });
  return draftOf(result.draft);
}

export type Submitted = { readonly own: Evaluation; readonly same: SameAnswers };

/**
 * A person's evaluation, kept before it is answered and then stored. `compared`: the evaluation that it is held against.
 * Throws NEWER_DRAFT, ALREADY_SUBMITTED.
 */
export async function submitted(
  deps: ReviewDeps,
  assignment: Assignment,
  of: {
    readonly machine: Evaluation;
    readonly scorecard: KnownScorecard;
    readonly compared: Evaluation;
    readonly given: Given;
    readonly basedOn: number;
    readonly person: Person;
  },
): Promise<Submitted> {
  const { db, now } = deps;
  const { machine, scorecard, compared, given, basedOn, person } = of;
  const { assignmentId, accountId, kind, project, callId } = assignment;
  const { own, same } = db.write(() => {
    const last = readDraft(db, assignmentId);
    if (last !== null && last.revision !== basedOn) throw new Refused('NEWER_DRAFT', {}, { newer: draftOf(last) });
    // A clock that was set back must not put a correction behind what it corrects.
    const atMs = Math.max(now(), (lastSubmission(db, assignmentId)?.atMs ?? 0) + 1);
    const own = personEvaluation(
      { machine, scorecard: scorecard.scorecard, scorecardHash: scorecard.hash },
      given,
      person,
      atMs,
    );
    const same = sameAnswers(own.answers, compared.answers);
    if (!submit(db, atMs, { assignmentId, evaluation: own, same: same.same, compared: same.of }))
      throw new Refused('ALREADY_SUBMITTED');
    // A check that is opened again to be corrected begins with what was submitted.
    saveDraft(db, atMs, { assignmentId, basedOn: last?.revision ?? 0, body: JSON.stringify(given) });
    addAudit(db, now(), {
      ...{ accountId, project, callId, action: kind === 'review' ? 'review_submitted' : 'check_submitted' },
      details: { operatorId: own.operatorId, score: own.score ?? -1, inputHash: own.inputHash, mode: assignment.mode },
    });
    return { own, same };
  });
  await loadSubmissions(deps);
  return { own, same };
}

/** Stores what was submitted and is not stored yet. What fails stays and is tried again; its rows are the same then. */
export async function loadSubmissions({ db, store, now }: Pick<ReviewDeps, 'db' | 'store' | 'now'>): Promise<void> {
  const waiting = submissionsToLoad(db);
  if (waiting.length === 0) return;
  await store.insertEvaluations(waiting.map(({ evaluation }) => evaluation));
  setLoaded(
    db,
    now(),
    waiting.map(({ submissionId }) => submissionId),
  );
}
