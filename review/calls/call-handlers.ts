import { readPeaks } from '../audio/peaks.ts';
import { answerRange } from '../audio/answer-range.ts';
import type { OpenAudio } from '../audio/open-audio.ts';
import { addAudit } from '../../store/app/audit.ts';
import type { Asked, Handler } from '../asked.ts';
import type { CallOpened, Peaks } from '../contract/call.ts';
import type { ReviewDeps } from '../deps.ts';
import { loadCall, type LoadedCall } from '../load-call.ts';
import { openedFor } from '../open-call.ts';
import { Refused } from '../refused.ts';
import { canReview } from '../reviews/review-handlers.ts';
import type { RouteName } from '../rights.ts';
import { isBlind, maySupervise, type Viewer } from '../viewer.ts';

/** One call: what is known of it, and its sound. */
export function callHandlers(
  deps: ReviewDeps,
  openAudio: OpenAudio,
): Pick<Record<RouteName, Handler>, 'call' | 'call.audio' | 'call.peaks'> {
  const { db, now } = deps;
  const heard = heardLately(now);
  return {
    call: async (asked): Promise<CallOpened> => {
      const viewer = asked.viewer();
      const loaded = await loadCall(deps, viewer, keyOf(asked));
      return openedFor(deps, viewer, loaded, canOf(deps, viewer, loaded));
    },
    'call.audio': async (asked) => {
      const viewer = asked.viewer();
      const { call } = await loadCall(deps, viewer, keyOf(asked));
      const recordingId = asked.params['recordingId'] ?? '';
      const file = await openAudio(call, recordingId);
      const { accountId } = viewer.account;
      if (heard(JSON.stringify([accountId, call.project, call.callId, recordingId])))
        addAudit(db, now(), { accountId, action: 'audio_played', project: call.project, callId: call.callId });
      const { headers } = asked.request;
      const answer = await answerRange(file, {
        method: asked.request.method === 'HEAD' ? 'HEAD' : 'GET',
        range: headers.get('range'),
        ifRange: headers.get('if-range'),
        ifNoneMatch: headers.get('if-none-match'),
      });
      if (answer === null) throw new Refused('RECORDING_AWAY', { why: 'removed' });
      return answer;
    },
    'call.peaks': async (asked): Promise<Peaks> => {
      const { call } = await loadCall(deps, asked.viewer(), keyOf(asked));
      return readPeaks(await openAudio(call, asked.params['recordingId'] ?? ''));
    },
  };
}

export function keyOf({ params }: Asked): { readonly project: string; readonly callId: string } {
  return { project: params['project'] ?? '', callId: params['callId'] ?? '' };
}

/** Nothing of it depends on what must not be seen yet. */
function canOf(deps: ReviewDeps, viewer: Viewer, loaded: LoadedCall): CallOpened['can'] {
  const { call, evaluations } = loaded;
  const { role, operatorId } = viewer.account;
  const judged = new Set(evaluations.filter(({ evaluator }) => evaluator === 'machine').map((one) => one.operatorId));
  return {
    review: canReview(deps, viewer, loaded),
    check: [...judged].some((id) => maySupervise(viewer, call.project, id)),
    remark: role === 'operator' && judged.has(operatorId) && !isBlind(viewer, call, operatorId),
  };
}

const AGAIN_MS = 3_600_000;
const KEPT = 10_000;

/** Whether a person has not heard a recording within the hour: a player asks for it in many pieces. */
function heardLately(now: () => number): (key: string) => boolean {
  const last = new Map<string, number>();
  return (key) => {
    const isNew = (last.get(key) ?? Number.NEGATIVE_INFINITY) < now() - AGAIN_MS;
    if (isNew) {
      last.delete(key);
      last.set(key, now());
    }
    for (const oldest of last.keys()) {
      if (last.size <= KEPT) break;
      last.delete(oldest);
    }
    return isNew;
  };
}
