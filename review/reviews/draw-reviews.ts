import { reviewableCalls } from '../../queries/people-calls.ts';
import { readAccount, setDrawnTo, type Account } from '../../store/app/accounts.ts';
import {
  addAssignment,
  addPassed,
  assignedParts,
  openedCalls,
  passedCalls,
  readAssignments,
} from '../../store/app/assignments.ts';
import { idOfCall } from '../../store/store.ts';
import type { ReviewDeps } from '../deps.ts';
import { drawFrom, weekOf, type Candidate } from './draw.ts';

/** Self-reviews a week: enough to see a habit, few enough to be done between calls. */
export const REVIEWS_A_WEEK = 3;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** What is usual is told from the last four weeks. */
const USUAL_WEEKS = 4;
/** A call is heard and scored within it; until then it shows its operator no score. */
const SETTLED_MS = 3_600_000;
/** The draw is made again when its last one is older. */
const AGAIN_MS = 10 * 60_000;

/**
 * Draws an operator's calls for self-review: of the last week, those that no draw has passed, and that began at least an
 * hour ago. It runs before anything with a score is shown to the operator; younger calls show none (viewer.blindFromMs). So
 * nobody has seen the score of a call that is drawn, but of one that was scored later than in its first hour: that may have
 * stood in a list for as long as a draw lasts. Answers the account as it is after it.
 */
export async function drawReviews(deps: ReviewDeps, account: Account): Promise<Account> {
  const { db, now } = deps;
  const toMs = now() - SETTLED_MS;
  if (account.role !== 'operator' || account.operatorId === '') return account;
  // A clock that ran ahead and was put right: calls that begin from now on have been passed by no draw.
  if (account.drawnToMs > now()) return passedTo(deps, account, now());
  if (toMs - account.drawnToMs < AGAIN_MS) return account;
  const found = await Promise.all(account.projects.map((project) => candidatesOf(deps, account, project, toMs)));
  db.write(() => {
    // Two requests at once: the second finds the draw made, and what it left out has been shown since.
    if (readAccount(db, account.accountId)?.drawnToMs !== account.drawnToMs) return;
    const drawn = new Map<string, number>();
    for (const { callStartedMs, chosen } of [...openOf(deps, account), ...doneOf(deps, account)])
      if (chosen === 'drawn') drawn.set(weekOf(callStartedMs), (drawn.get(weekOf(callStartedMs)) ?? 0) + 1);
    const candidates = found.flatMap(({ fresh }) => fresh).toSorted((a, b) => a.startedMs - b.startedMs);
    const usualPerWeek = found.reduce((sum, { usual }) => sum + usual, 0) / USUAL_WEEKS;
    const rule = { secret: deps.secret, accountId: account.accountId, perWeek: REVIEWS_A_WEEK, usualPerWeek, drawn };
    for (const { project, callId, operatorId, startedMs } of drawFrom(candidates, rule))
      addAssignment(db, {
        ...{ accountId: account.accountId, kind: 'review', mode: 'blind', chosen: 'drawn' },
        ...{ project, callId, operatorId, callStartedMs: startedMs, drawnMs: now() },
      });
    addPassed(db, account.accountId, candidates, Math.min(...found.map(({ sinceMs }) => sinceMs)));
    setDrawnTo(db, account.accountId, toMs);
  });
  return readAccount(db, account.accountId) ?? account;
}

function passedTo({ db }: ReviewDeps, account: Account, atMs: number): Account {
  setDrawnTo(db, account.accountId, atMs);
  return { ...account, drawnToMs: atMs };
}

const MANY = 1_000;
const openOf = ({ db }: ReviewDeps, { accountId }: Account) => readAssignments(db, accountId, 'review', MANY).open;
const doneOf = ({ db }: ReviewDeps, { accountId }: Account) => readAssignments(db, accountId, 'review', MANY).done;

type Found = { readonly fresh: readonly Candidate[]; readonly usual: number; readonly sinceMs: number };

/**
 * The scored calls of the last week that no draw has passed; and how many there were in the weeks before their end. The
 * last week is that of the project's last calls: what is taken in at night, or scored late, is drawn as well.
 */
async function candidatesOf(deps: ReviewDeps, account: Account, project: string, toMs: number): Promise<Found> {
  const { db, store } = deps;
  const endMs = Math.min(toMs, (await lastStartMs(deps, project)) + 1);
  const params = { project, operatorIds: [account.operatorId], fromMs: endMs - USUAL_WEEKS * WEEK_MS, toMs: endMs };
  const rows = await store.run(reviewableCalls, params);
  const seen = new Set(openedCalls(db, account.accountId).map(idOfCall));
  const had = new Set(assignedParts(db, account.accountId, 'review').map(idOfCall));
  const passed = new Set(passedCalls(db, account.accountId).map(idOfCall));
  const sinceMs = endMs - WEEK_MS;
  const isNew = (id: string): boolean => !seen.has(id) && !had.has(id) && !passed.has(id);
  const fresh = rows
    .map(({ callId, operatorId, startedMs }) => ({ project, callId, operatorId, startedMs }))
    .filter((call) => call.startedMs >= sinceMs && isNew(idOfCall(call)));
  return { fresh, usual: rows.length, sinceMs };
}

async function lastStartMs({ facts }: ReviewDeps, project: string): Promise<number> {
  return (await facts(project)).known?.toMs ?? 0;
}
