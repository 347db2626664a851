import { z } from 'zod';
import { addAudit } from '../../store/app/audit.ts';
import { addRemark, answerRemark, readRemark, readRemarks, type StoredRemark } from '../../store/app/remarks.ts';
import type { Handler } from '../asked.ts';
import type { Remark, Remarks } from '../contract/remarks.ts';
import type { ReviewDeps } from '../deps.ts';
import { moment } from '../judging/given.ts';
import { loadCall, machineOf } from '../load-call.ts';
import { Refused } from '../refused.ts';
import type { RouteName } from '../rights.ts';
import { isBlind, isBlindPart, mayNameOperator, maySupervise, type Viewer } from '../viewer.ts';
import { remarkShown } from './remark-shown.ts';

const LONGEST = 5_000;
const newRemark = z.object({
  project: z.string(),
  callId: z.string(),
  operatorId: z.string(),
  criterionId: z.string().max(200),
  atMs: moment.transform(Math.round).nullable(),
  text: z.string().trim().min(1).max(LONGEST),
});
const answer = z.object({ text: z.string().trim().min(1).max(LONGEST), decision: z.enum(['kept', 'changed']) });

/** "Not right, here": an operator's remark on how a call of theirs was judged, and the supervisor's answer. */
export function remarkHandlers(
  deps: ReviewDeps,
): Pick<Record<RouteName, Handler>, 'remarks' | 'remarks.add' | 'remark.answer'> {
  const { db, now } = deps;
  return {
    remarks: (asked): Promise<Remarks> => {
      const viewer = asked.viewer();
      const state = z.enum(['open', 'answered']).catch('open').parse(asked.query.get('state'));
      const rows = readRemarks(db, state).filter((remark) => concerns(viewer, remark));
      return Promise.resolve({ rows: rows.map((remark) => remarkShown(deps, remark)) });
    },
    'remarks.add': async (asked): Promise<Remark> => {
      const viewer = asked.viewer();
      const remark = await asked.body(newRemark);
      const { accountId, operatorId } = viewer.account;
      const loaded = await loadCall(deps, viewer, remark);
      // On one's own judgement, and only once it was seen.
      if (remark.operatorId !== operatorId || isBlind(viewer, loaded.call, operatorId)) throw new Refused('NOT_FOUND');
      const judged = machineOf(loaded, operatorId).answers.map(({ criterionId }) => criterionId);
      if (remark.criterionId !== '' && !judged.includes(remark.criterionId))
        throw new Refused('REQUEST_INVALID', { field: 'criterionId' });
      return db.write(() => {
        const remarkId = addRemark(db, now(), { ...remark, accountId });
        const { project, callId, criterionId } = remark;
        addAudit(db, now(), { accountId, action: 'remark_written', project, callId, details: { criterionId } });
        return shown(deps, remarkId);
      });
    },
    'remark.answer': async (asked): Promise<Remark> => {
      const viewer = asked.viewer();
      const { accountId } = viewer.account;
      const remark = readRemark(db, asked.params['remarkId'] ?? '');
      if (remark === null || !mayAnswer(viewer, remark)) {
        addAudit(db, now(), { accountId, action: 'foreign_asked' });
        throw new Refused('NOT_FOUND');
      }
      const { remarkId, project, callId } = remark;
      const said = await asked.body(answer);
      return db.write(() => {
        if (!answerRemark(db, now(), { remarkId, answeredBy: accountId, ...said }))
          throw new Refused('ALREADY_SUBMITTED');
        const details = { decision: said.decision };
        addAudit(db, now(), { accountId, action: 'remark_answered', project, callId, details });
        return shown(deps, remarkId);
      });
    },
  };
}

/**
 * Operators see their own, supervisors those of their operators; not yet those on a part that they are to judge before they
 * see it judged, for a remark tells what was found.
 */
function concerns(viewer: Viewer, remark: StoredRemark): boolean {
  return mayNameOperator(viewer, remark.project, remark.operatorId) && !isBlindPart(viewer, remark);
}

/** The open remarks that the viewer sees and may answer. */
export function remarksToAnswer({ db }: Pick<ReviewDeps, 'db'>, viewer: Viewer): readonly StoredRemark[] {
  return readRemarks(db, 'open').filter((remark) => mayAnswer(viewer, remark));
}

function mayAnswer(viewer: Viewer, remark: StoredRemark): boolean {
  return concerns(viewer, remark) && maySupervise(viewer, remark.project, remark.operatorId);
}

function shown(deps: ReviewDeps, remarkId: string): Remark {
  const remark = readRemark(deps.db, remarkId);
  if (remark === null) throw new Refused('NOT_FOUND');
  return remarkShown(deps, remark);
}
