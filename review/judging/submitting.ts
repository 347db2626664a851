import { reasonOf } from '../../errors.ts';
import { sameAnswers, type SameAnswers } from '../../score/agreement.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { personEvaluation, type Given, type Person } from '../../score/person-evaluation.ts';
import { readAssignment, type Assignment } from '../../store/app/assignments.ts';
import { addAudit } from '../../store/app/audit.ts';
import { readDraft, saveDraft } from '../../store/app/drafts.ts';
import { lastSubmission, setLoaded, submissionsToLoad, submit, type Submission } from '../../store/app/submissions.ts';
import type { Draft, DraftSave } from '../contract/judging.ts';
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
 * A person's evaluation, kept before it is answered and then stored, at once or when the store is back. `compared`: the
 * evaluation that it is held against.
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
    // Asked anew, for another window may have submitted meanwhile; and before its draft, which a submission writes anew.
    if (readAssignment(db, accountId, kind, assignment)?.submittedMs !== null) throw new Refused('ALREADY_SUBMITTED');
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
      details: {
        ...{
          operatorId: own.operatorId,
          score: own.score === null ? -1 : Math.round(own.score * 10) / 10,
          inputHash: own.inputHash,
        },
        ...{ mode: person.mode, chosen: assignment.chosen },
      },
    });
    return { own, same };
  });
  // It is kept, and so submitted, whatever the store says: open-review.ts sends it again, and tells of it in the log.
  await loadSubmissions(deps).catch(() => undefined);
  return { own, same };
}

type Loading = Pick<ReviewDeps, 'db' | 'store' | 'now'>;

/**
 * Stores what was submitted and is not stored yet. What fails stays and is tried again; its rows are the same then. One
 * that the store refuses holds up no other: it stays alone, and is thrown of at the end.
 */
export async function loadSubmissions(deps: Loading): Promise<void> {
  const waiting = submissionsToLoad(deps.db);
  if (waiting.length === 0) return;
  try {
    await load(deps, waiting);
  } catch (error) {
    if (reasonOf(error).code === 'STORE_AWAY' || waiting.length === 1) throw error;
    const each = await Promise.allSettled(waiting.map((one) => load(deps, [one])));
    const refused = each.find((one) => one.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }
}

async function load({ db, store, now }: Loading, submissions: readonly Submission[]): Promise<void> {
  await store.insertEvaluations(submissions.map(({ evaluation }) => evaluation));
  setLoaded(
    db,
    now(),
    submissions.map(({ submissionId }) => submissionId),
  );
}
