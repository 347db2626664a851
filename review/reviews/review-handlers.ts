import { z } from 'zod';
import type { Call } from '../../ingest/call.ts';
import { sameAnswers } from '../../score/agreement.ts';
import { countingOf } from '../../score/counting.ts';
import {
  addAssignment,
  addOpening,
  readAssignment,
  readAssignments,
  wasOpened,
  type Assignment,
} from '../../store/app/assignments.ts';
import { readDraft } from '../../store/app/drafts.ts';
import { remarksOfCall } from '../../store/app/remarks.ts';
import { lastSubmission } from '../../store/app/submissions.ts';
import type { Asked, Handler } from '../asked.ts';
import type { DraftSaved } from '../contract/judging.ts';
import type { ReviewOpened, ReviewResult, ReviewRow, Reviews } from '../contract/reviews.ts';
import { scorecardShown } from '../scorecards/scorecard-shown.ts';
import type { ReviewDeps } from '../deps.ts';
import { checkedGiven, checkScorecard, draftOn, draftSave, draftSubmit } from '../judging/given.ts';
import { rowFacts, stillGiven } from '../judging/row-facts.ts';
import { savedDraft, submitted } from '../judging/submitting.ts';
import { findMachine, loadCall, machineOf, turnsOf, type LoadedCall } from '../load-call.ts';
import { judgementFor, openedFor, scorecardOf } from '../open-call.ts';
import { Refused } from '../refused.ts';
import { remarkShown } from '../remarks/remark-shown.ts';
import type { RouteName } from '../rights.ts';
import { isBlind, type Viewer } from '../viewer.ts';

const chosenCall = z.object({ project: z.string(), callId: z.string() });
/** Of each kind, waiting and done. */
export const REVIEWS_SHOWN = 200;

type ReviewRoutes = 'reviews' | 'reviews.choose' | 'review' | 'review.draft' | 'review.submit';

/** An operator's self-review: the call scored blind, and then side by side with machine and supervisor. */
export function reviewHandlers(deps: ReviewDeps): Pick<Record<RouteName, Handler>, ReviewRoutes> {
  return {
    reviews: async (asked): Promise<Reviews> => {
      const { account } = asked.viewer();
      const { open, done } = readAssignments(deps.db, account.accountId, 'review', REVIEWS_SHOWN);
      return { waiting: await rowsOf(deps, open), done: await rowsOf(deps, done) };
    },
    'reviews.choose': async (asked): Promise<ReviewRow> => {
      const viewer = asked.viewer();
      const key = await asked.body(chosenCall);
      const loaded = await loadCall(deps, viewer, key);
      const { accountId, operatorId } = viewer.account;
      machineOf(loaded, operatorId);
      const { project, callId } = loaded.call;
      deps.db.write(() => {
        // Its score stood in the lists already: it is hidden from now on, but no longer counts as blind.
        if (!isBlind(viewer, loaded.call, operatorId)) addOpening(deps.db, deps.now(), { accountId, project, callId });
        addAssignment(deps.db, {
          ...{ accountId, kind: 'review', mode: 'blind', chosen: 'self', operatorId, project, callId },
          ...{ callStartedMs: loaded.call.startedAt, drawnMs: deps.now() },
        });
      });
      return rowOf(deps, assignmentOf(deps, viewer, key), loaded.call);
    },
    review: async (asked): Promise<ReviewOpened> => {
      const { viewer, assignment, loaded } = await openedReview(deps, asked);
      const own = assignment.submittedMs === null ? null : lastSubmission(deps.db, assignment.assignmentId);
      const scorecard = await scorecardOf(deps, own?.evaluation ?? machineOf(loaded, assignment.operatorId));
      return {
        row: rowOf(deps, assignment, loaded.call),
        opened: await openedFor(deps, viewer, loaded),
        scorecard: scorecardShown(scorecard.scorecard, scorecard.hash),
        draft: draftOn(readDraft(deps.db, assignment.assignmentId), scorecard.scorecard),
        result: assignment.submittedMs === null ? null : resultOf(deps, assignment, loaded),
      };
    },
    'review.draft': async (asked): Promise<DraftSaved> => {
      const { assignment } = await openedReview(deps, asked);
      return { draft: savedDraft(deps, assignment, await asked.body(draftSave)) };
    },
    'review.submit': async (asked): Promise<ReviewResult> => {
      const { viewer, assignment, loaded } = await openedReview(deps, asked);
      const { operatorId, accountId } = viewer.account;
      const { basedOn, scorecardHash, ...save } = await asked.body(draftSubmit);
      const machine = machineOf(loaded, operatorId);
      const scorecard = await scorecardOf(deps, machine);
      checkScorecard(scorecard, scorecardHash);
      const given = checkedGiven(save, scorecard.scorecard, turnsOf(loaded, operatorId));
      const compared = countingOf(loaded.evaluations, operatorId) ?? machine;
      const mode = wasOpened(deps.db, assignment) ? ('seen' as const) : assignment.mode;
      const person = { evaluator: 'self', rater: accountId, mode } as const;
      await submitted(deps, assignment, { machine, scorecard, compared, given, basedOn, person });
      return resultOf(deps, assignmentOf(deps, viewer, assignment), loaded);
    },
  };
}

type OpenedReview = { readonly viewer: Viewer; readonly assignment: Assignment; readonly loaded: LoadedCall };

async function openedReview(deps: ReviewDeps, asked: Asked): Promise<OpenedReview> {
  const viewer = asked.viewer();
  const key = { project: asked.params['project'] ?? '', callId: asked.params['callId'] ?? '' };
  const loaded = await loadCall(deps, viewer, key);
  return { viewer, assignment: assignmentOf(deps, viewer, key), loaded };
}

function assignmentOf(deps: ReviewDeps, { account }: Viewer, key: { project: string; callId: string }): Assignment {
  const { accountId, operatorId } = account;
  const { project, callId } = key;
  const assignment = readAssignment(deps.db, accountId, 'review', { project, callId, operatorId });
  if (assignment === null) throw new Refused('NOT_FOUND');
  return assignment;
}

/** Own, machine and supervisor side by side; only for a review that was submitted. */
function resultOf(deps: ReviewDeps, assignment: Assignment, loaded: LoadedCall): ReviewResult {
  const { operatorId, assignmentId } = assignment;
  const own = lastSubmission(deps.db, assignmentId)?.evaluation;
  if (own === undefined) throw new Refused('NOT_FOUND');
  const counting = countingOf(loaded.evaluations, operatorId);
  const machine = findMachine(loaded, operatorId);
  const supervisor = counting === null || counting.evaluator === 'machine' ? null : counting;
  return {
    own: judgementFor(deps, own, false),
    machine: machine === null ? null : judgementFor(deps, machine, supervisor === null),
    supervisor: supervisor === null ? null : judgementFor(deps, supervisor, true),
    // With what counts now, which is what is shown beside it; the list keeps what it was at the submission.
    same: sameAnswers(own.answers, (supervisor ?? machine)?.answers ?? []),
    remarks: remarksOfCall(deps.db, assignment)
      .filter((remark) => remark.operatorId === operatorId)
      .map((remark) => remarkShown(deps, remark)),
  };
}

async function rowsOf(deps: ReviewDeps, assignments: readonly Assignment[]): Promise<readonly ReviewRow[]> {
  return (await stillGiven(deps, assignments)).map(({ assignment, call }) => rowOf(deps, assignment, call));
}

function rowOf(deps: ReviewDeps, assignment: Assignment, call: Call | null): ReviewRow {
  const { chosen, sameAnswers: same, comparedAnswers: of } = assignment;
  return { ...rowFacts(deps, assignment, call), chosen, same: same === null || of === null ? null : { same, of } };
}

/** Whether a call of the viewer's own may be taken for self-review: judged, and not given to them yet. */
export function canReview(deps: ReviewDeps, viewer: Viewer, { call, evaluations }: LoadedCall): boolean {
  const { accountId, operatorId, role } = viewer.account;
  if (role !== 'operator') return false;
  const { project, callId } = call;
  const isJudged = evaluations.some((one) => one.evaluator === 'machine' && one.operatorId === operatorId);
  return isJudged && readAssignment(deps.db, accountId, 'review', { project, callId, operatorId }) === null;
}
