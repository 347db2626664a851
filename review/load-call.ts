import type { Call } from '../ingest/call.ts';
import type { Transcript } from '../ingest/transcript.ts';
import { conversationsOf, type Turn } from '../score/conversation.ts';
import type { Evaluation } from '../score/evaluation.ts';
import type { CallTone } from '../score/tone/tone.ts';
import { addAudit } from '../store/app/audit.ts';
import type { CallKey, StoredRecording } from '../store/store.ts';
import { recordingsOfCall } from './call/stored-call.ts';
import type { ReviewDeps } from './deps.ts';
import { Refused } from './refused.ts';
import { mayOpenCall, type Viewer } from './viewer.ts';

/** All that is stored of a call. `evaluations`: of everybody, the current run, none that was withdrawn. */
export type LoadedCall = {
  readonly call: Call;
  readonly transcripts: readonly Transcript[];
  readonly evaluations: readonly Evaluation[];
  readonly tones: readonly CallTone[];
  readonly recordings: readonly StoredRecording[];
};

/** Ids of calls are shorter (ingest/contracts.ts), and the store refuses a question of a megabyte. */
const LONGEST_ID = 2_000;

/**
 * The call, for somebody who may open it. For everybody else it is not there, whether it is or not, and that they asked is
 * written down. Throws NOT_FOUND.
 */
export async function loadCall(deps: ReviewDeps, viewer: Viewer, key: CallKey): Promise<LoadedCall> {
  const { store } = deps;
  if (!viewer.projects.includes(key.project) || key.callId.length > LONGEST_ID) throw foreign(deps, viewer, key);
  const [calls, transcripts, evaluations, tones, recordings] = await Promise.all([
    store.readCalls([key]),
    store.readTranscripts([key]),
    store.readJudgements([key]),
    store.readTones([key]),
    store.run(recordingsOfCall, key),
  ]);
  const [call] = calls;
  if (call === undefined) throw foreign(deps, viewer, key);
  const evaluated = evaluations.map(({ operatorId }) => operatorId);
  if (!mayOpenCall(viewer, call, evaluated)) throw foreign(deps, viewer, key);
  // What turned out to be part of another call is no call: it is judged there, and who may see that call is asked there.
  if (call.mergedInto !== '') throw new Refused('NOT_FOUND');
  return { call, transcripts, evaluations, tones, recordings };
}

function foreign({ db, now }: ReviewDeps, { account }: Viewer, { project, callId }: CallKey): Refused {
  addAudit(db, now(), { accountId: account.accountId, action: 'foreign_asked', project, callId });
  return new Refused('NOT_FOUND');
}

/** The operator's part, as it was judged by the machine: what people score after it. Throws CALL_NOT_SCORED. */
export function machineOf(loaded: LoadedCall, operatorId: string): Evaluation {
  const machine = findMachine(loaded, operatorId);
  if (machine === null) throw new Refused('CALL_NOT_SCORED');
  return machine;
}

/** Null when the machine has not judged it, or has taken back what it said. */
export function findMachine({ evaluations }: LoadedCall, operatorId: string): Evaluation | null {
  const own = evaluations.filter(
    (one) => one.evaluator === 'machine' && one.operatorId === operatorId && !one.provisional,
  );
  return own.toSorted((a, b) => b.scorecardVersion - a.scorecardVersion)[0] ?? null;
}

/** What was said on the operator's part of the call. */
export function turnsOf({ call, transcripts }: LoadedCall, operatorId: string): readonly Turn[] {
  const conversations = conversationsOf(call, transcripts);
  return conversations.find((conversation) => conversation.operatorId === operatorId)?.turns ?? [];
}
