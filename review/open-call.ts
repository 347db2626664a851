import type { Evaluation } from '../score/evaluation.ts';
import { WORDS_MODEL } from '../score/tone/tone.ts';
import { readAccount } from '../store/app/accounts.ts';
import { addOpening, type PartKey } from '../store/app/assignments.ts';
import { addAudit } from '../store/app/audit.ts';
import { remarksOfCall } from '../store/app/remarks.ts';
import { callOpened } from './call/call-opened.ts';
import { judgementOf } from './call/judgement.ts';
import type { CallOpened } from './contract/call.ts';
import type { Judgement } from './contract/judging.ts';
import type { ScorecardShown } from './contract/scorecards.ts';
import type { ReviewDeps } from './deps.ts';
import { operatorName, type KnownScorecard } from './known.ts';
import type { LoadedCall } from './load-call.ts';
import { Refused } from './refused.ts';
import { remarkShown } from './remarks/remark-shown.ts';
import { scorecardShown } from './scorecards/scorecard-shown.ts';
import { isBlind, isBlindPart, mayNameOperator, type Viewer } from './viewer.ts';

/** Nobody has taken the call up for scoring, and nothing is written about it. */
const NOTHING: CallOpened['can'] = { review: false, check: false, remark: false };

/** A call as its viewer may see it. That they saw it is written down, and whether its scores were in sight. */
export async function openedFor(
  deps: ReviewDeps,
  viewer: Viewer,
  loaded: LoadedCall,
  can: CallOpened['can'] = NOTHING,
): Promise<CallOpened> {
  const { db, known } = deps;
  const { call, evaluations } = loaded;
  const project = known.projects.get(call.project);
  if (project === undefined) throw new Refused('NOT_FOUND');
  const scorecards = await scorecardsOf(deps, evaluations);
  const opened = callOpened({
    ...loaded,
    project,
    can,
    tone: loaded.tones.find(({ toneModel }) => toneModel === WORDS_MODEL) ?? null,
    remarks: remarksOfCall(db, call).map((remark) => remarkShown(deps, remark)),
    operatorName: (operatorId) => operatorName(known, call.project, operatorId),
    raterName: (rater) => raterName(deps, rater),
    scorecardOf: (evaluation) => scorecards.get(hashOf(evaluation)) ?? null,
    blind: (operatorId) => isBlind(viewer, call, operatorId),
    waitsFor: (operatorId) => waitsFor(viewer, { project: call.project, callId: call.callId, operatorId }),
    mayJudge: (operatorId) => mayJudge(viewer, call.project, operatorId),
    // Its operator, and nobody else: a supervisor sees it when the two look at the call together.
    showSelf: (operatorId) => viewer.account.role === 'operator' && viewer.account.operatorId === operatorId,
  });
  writeOpening(deps, viewer, opened);
  return opened;
}

function writeOpening({ db, now }: ReviewDeps, { account }: Viewer, { call, parts }: CallOpened): void {
  const { accountId } = account;
  const { project, callId } = call;
  db.write(() => {
    if (parts.some(({ judgements }) => judgements.length > 0)) addOpening(db, now(), { accountId, project, callId });
    addAudit(db, now(), { accountId, action: 'call_opened', project, callId });
  });
}

/** A part that was given to the viewer waits for them; any other blind one for the draw. */
function waitsFor(viewer: Viewer, part: PartKey): 'review' | 'check' | 'draw' {
  if (!isBlindPart(viewer, part)) return 'draw';
  return viewer.account.role === 'operator' ? 'review' : 'check';
}

/** A part whose operator no source tells is seen by those who see calls without an operator. */
function mayJudge(viewer: Viewer, project: string, operatorId: string): boolean {
  const isUnknown = operatorId === '' || operatorId.startsWith('provisional:');
  return (isUnknown && viewer.seesUnowned) || mayNameOperator(viewer, project, operatorId);
}

export function judgementFor(deps: ReviewDeps, evaluation: Evaluation, counts: boolean): Judgement {
  return judgementOf(evaluation, counts, (rater) => raterName(deps, rater));
}

function raterName({ db }: Pick<ReviewDeps, 'db'>, rater: string): string {
  return readAccount(db, rater)?.name ?? '';
}

const hashOf = ({ madeWith }: Evaluation): string => madeWith['scorecard'] ?? '';

/**
 * The text that an evaluation was made with: an old score is explained by the old text. Throws CALL_NOT_SCORED when no
 * text is there by which a person could score.
 */
export async function scorecardOf(deps: ReviewDeps, evaluation: Evaluation): Promise<KnownScorecard> {
  const found = await findScorecard(deps, evaluation);
  if (found === null) throw new Refused('CALL_NOT_SCORED');
  return found;
}

async function findScorecard(
  { known, scorecardOfHash }: ReviewDeps,
  evaluation: Evaluation,
): Promise<KnownScorecard | null> {
  const current = known.scorecards.get(evaluation.scorecardId);
  if (current !== undefined && current.hash === hashOf(evaluation)) return current;
  return scorecardOfHash(evaluation.scorecardId, hashOf(evaluation));
}

async function scorecardsOf(
  deps: ReviewDeps,
  evaluations: readonly Evaluation[],
): Promise<ReadonlyMap<string, ScorecardShown>> {
  const byHash = new Map(evaluations.map((evaluation) => [hashOf(evaluation), evaluation]));
  const found = await Promise.all([...byHash.values()].map((evaluation) => findScorecard(deps, evaluation)));
  return new Map(
    found.flatMap((one) => (one === null ? [] : [[one.hash, scorecardShown(one.scorecard, one.hash)] as const])),
  );
}
