import { z } from 'zod';
import { countingOf } from '../../score/counting.ts';
import { sameAnswers } from '../../score/agreement.ts';
import { addAssignment, readAssignment, reopen, submittedSince, type Assignment } from '../../store/app/assignments.ts';
import { readDraft } from '../../store/app/drafts.ts';
import { lastSubmission } from '../../store/app/submissions.ts';
import { idOfCall } from '../../store/store.ts';
import type { Asked, Handler } from '../asked.ts';
import type { CheckOpened, CheckRow, Checks, CheckSubmitted } from '../contract/checks.ts';
import type { DraftSaved } from '../contract/judging.ts';
import type { ReviewDeps } from '../deps.ts';
import { checkedGiven, checkScorecard, draftOn, draftSave, draftSubmit } from '../judging/given.ts';
import { savedDraft, submitted } from '../judging/submitting.ts';
import { operatorName } from '../known.ts';
import { findMachine, loadCall, machineOf, turnsOf, type LoadedCall } from '../load-call.ts';
import { judgementFor, openedFor, scorecardOf } from '../open-call.ts';
import { Refused } from '../refused.ts';
import { rowFacts } from '../judging/row-facts.ts';
import { weekOf } from '../reviews/draw.ts';
import type { RouteName } from '../rights.ts';
import { scorecardShown } from '../scorecards/scorecard-shown.ts';
import { maySupervise, type Viewer } from '../viewer.ts';
import { drawChecks } from './draw-checks.ts';
import { waitingChecks } from './waiting-checks.ts';

const chosenPart = z.object({ project: z.string(), callId: z.string(), operatorId: z.string() });

type CheckRoutes = 'checks' | 'checks.choose' | 'check' | 'check.draft' | 'check.submit';

/** A supervisor's checks: with the machine's answers to agree with or overrule, or blind. */
export function checkHandlers(deps: ReviewDeps): Pick<Record<RouteName, Handler>, CheckRoutes> {
  return {
    checks: async (asked): Promise<Checks> => {
      const viewer = asked.viewer();
      await drawChecks(deps, viewer);
      const { accountId } = viewer.account;
      const since = Date.parse(weekOf(deps.now()));
      return {
        waiting: await openRows(deps, viewer),
        doneThisWeek: submittedSince(deps.db, accountId, 'check', since),
      };
    },
    'checks.choose': async (asked): Promise<CheckRow> => {
      const viewer = asked.viewer();
      const part = await asked.body(chosenPart);
      const loaded = await loadCall(deps, viewer, part);
      checkOperator(viewer, part);
      machineOf(loaded, part.operatorId);
      const there = readAssignment(deps.db, viewer.account.accountId, 'check', part);
      if (there !== null && there.submittedMs !== null) reopen(deps.db, there.assignmentId);
      // A call of one's own choice was looked at: it cannot be blind.
      if (there === null)
        addAssignment(deps.db, {
          ...{ accountId: viewer.account.accountId, kind: 'check', mode: 'verify', chosen: 'self', ...part },
          ...{ callStartedMs: loaded.call.startedAt, drawnMs: deps.now() },
        });
      return checkRow(deps, assignmentOf(deps, viewer, part), loaded);
    },
    check: async (asked): Promise<CheckOpened> => {
      const { viewer, assignment, loaded } = await openedCheck(deps, asked);
      const own = assignment.submittedMs === null ? null : lastSubmission(deps.db, assignment.assignmentId);
      const scorecard = await scorecardOf(deps, own?.evaluation ?? machineOf(loaded, assignment.operatorId));
      const isHidden = assignment.mode === 'blind' && assignment.submittedMs === null;
      const machine = isHidden ? null : findMachine(loaded, assignment.operatorId);
      return {
        row: checkRow(deps, assignment, loaded),
        opened: await openedFor(deps, viewer, loaded),
        scorecard: scorecardShown(scorecard.scorecard, scorecard.hash),
        draft: draftOn(readDraft(deps.db, assignment.assignmentId), scorecard.scorecard),
        machine: machine === null ? null : judgementFor(deps, machine, own === null),
        own: own === null ? null : judgementFor(deps, own.evaluation, true),
        next: await nextRow(deps, viewer, assignment),
      };
    },
    'check.draft': async (asked): Promise<DraftSaved> => {
      const { assignment } = await openedCheck(deps, asked);
      return { draft: savedDraft(deps, assignment, await asked.body(draftSave)) };
    },
    'check.submit': async (asked): Promise<CheckSubmitted> => {
      const { viewer, assignment, loaded } = await openedCheck(deps, asked);
      const { operatorId, accountId } = { ...viewer.account, operatorId: assignment.operatorId };
      const { basedOn, scorecardHash, ...save } = await asked.body(draftSubmit);
      const machine = machineOf(loaded, operatorId);
      const scorecard = await scorecardOf(deps, machine);
      checkScorecard(scorecard, scorecardHash);
      const given = checkedGiven(save, scorecard.scorecard, turnsOf(loaded, operatorId));
      const person = { evaluator: 'supervisor', rater: accountId, mode: assignment.mode } as const;
      const of = { machine, scorecard, compared: machine, given, basedOn, person };
      const { own } = await submitted(deps, assignment, of);
      const counting = countingOf([...loaded.evaluations, own], operatorId) ?? own;
      return {
        counting: judgementFor(deps, counting, true),
        machine: judgementFor(deps, machine, false),
        same: sameAnswers(own.answers, machine.answers),
        next: await nextRow(deps, viewer, assignment),
      };
    },
  };
}

type OpenedCheck = { readonly viewer: Viewer; readonly assignment: Assignment; readonly loaded: LoadedCall };

async function openedCheck(deps: ReviewDeps, asked: Asked): Promise<OpenedCheck> {
  const viewer = asked.viewer();
  const { project = '', callId = '', operatorId = '' } = asked.params;
  const part = { project, callId, operatorId };
  const loaded = await loadCall(deps, viewer, part);
  checkOperator(viewer, part);
  return { viewer, assignment: assignmentOf(deps, viewer, part), loaded };
}

/** On a call of several operators a supervisor scores those of their own teams, and never themselves. */
function checkOperator(viewer: Viewer, { project, operatorId }: z.infer<typeof chosenPart>): void {
  if (!maySupervise(viewer, project, operatorId)) throw new Refused('NOT_FOUND');
}

function assignmentOf(deps: ReviewDeps, { account }: Viewer, part: z.infer<typeof chosenPart>): Assignment {
  const assignment = readAssignment(deps.db, account.accountId, 'check', part);
  if (assignment === null) throw new Refused('NOT_FOUND');
  return assignment;
}

async function openRows(deps: ReviewDeps, viewer: Viewer): Promise<readonly CheckRow[]> {
  const waiting = await waitingChecks(deps, viewer);
  return waiting.map(({ assignment, call }) => checkRow(deps, assignment, { call }));
}

async function nextRow(deps: ReviewDeps, viewer: Viewer, current: Assignment): Promise<CheckRow | null> {
  const rows = await openRows(deps, viewer);
  return rows.find((row) => idOfCall(row) !== idOfCall(current) || row.operatorId !== current.operatorId) ?? null;
}

function checkRow(
  deps: ReviewDeps,
  assignment: Assignment,
  { call }: { readonly call: LoadedCall['call'] | null },
): CheckRow {
  const { project, operatorId, mode } = assignment;
  return { ...rowFacts(deps, assignment, call), operatorName: operatorName(deps.known, project, operatorId), mode };
}
