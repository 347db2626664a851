import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '../../ingest/call.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import type { CallKey, Store } from '../../store/store.ts';
import type { Upload } from '../contract/uploads.ts';
import type { HearingShares } from './hearing-shares.ts';
import { callIdOf, factsOfAttributes, factsOfRecord, isUploadId, type UploadFacts } from './upload-record.ts';

export type UploadStateParts = {
  readonly store: Pick<Store, 'readCalls' | 'readTranscripts' | 'readEvaluations'>;
  readonly projects: readonly string[];
  /** Where the record of an upload lies that the lines have not taken in; null where uploads go elsewhere. */
  readonly recordFolder: ((project: string) => string) | null;
  readonly shareOf: HearingShares['shareOf'];
  /** What the score line makes of a call; null for calls that no scorecard is meant for. */
  readonly score: (call: Call, transcripts: readonly Transcript[]) => readonly Evaluation[] | null;
};

/** What became of an upload, and who brought it: the handler shows it to nobody else. */
export type UploadSeen = { readonly upload: Upload; readonly by: string };

/**
 * The state of an upload, from what the lines have made of it: nothing is remembered but the file and the rows, so that
 * it is the same after a restart. Null for an id that is none, or whose file is gone and was never taken in.
 * @throws EtalonError STORE_AWAY
 */
export async function uploadState(uploadId: string, parts: UploadStateParts): Promise<UploadSeen | null> {
  if (!isUploadId(uploadId)) return null;
  const callId = callIdOf(uploadId);
  const [call] = await parts.store.readCalls(parts.projects.map((project) => ({ project, callId })));
  if (call === undefined) return notTakenIn(uploadId, parts);
  const { name, by } = factsOfAttributes(call.attributes);
  const upload = { uploadId, project: call.project, name, callId, ...NOTHING_YET, ...(await stateOf(call, parts)) };
  return { upload, by };
}

const NOTHING_YET = { share: null, failure: null, score: null } as const;
type State = Pick<Upload, 'state'> & Partial<Pick<Upload, 'share' | 'failure' | 'score'>>;

async function stateOf(call: Call, { store, shareOf, score }: UploadStateParts): Promise<State> {
  const key: CallKey = { project: call.project, callId: call.callId };
  const failure = call.recordings.find(({ state }) => state === 'failed')?.failure ?? null;
  if (failure !== null) return { state: 'failed', failure };
  const share = shareOf(key);
  if (share !== null) return { state: 'hearing', share };
  const transcripts = await store.readTranscripts([key]);
  if (transcripts.length === 0) return { state: 'waiting' };
  const evaluations = (await store.readEvaluations([key], '')).filter(({ withdrawn }) => !withdrawn);
  const [first] = evaluations.toSorted((a, b) => a.startMs - b.startMs);
  if (first !== undefined) return { state: 'scored', score: first.score };
  const isToBeScored = (score(call, transcripts) ?? []).length > 0;
  return isToBeScored ? { state: 'hearing', share: 1 } : { state: 'heard' };
}

/** Its record lies in the inbox, and nobody has read it yet. */
async function notTakenIn(
  uploadId: string,
  { projects, recordFolder, shareOf }: UploadStateParts,
): Promise<UploadSeen | null> {
  if (recordFolder === null) return null;
  const callId = callIdOf(uploadId);
  for (const project of projects) {
    const facts = await readFacts(join(recordFolder(project), `${callId}.json`));
    if (facts === null) continue;
    const share = shareOf({ project, callId });
    const state = share === null ? ('waiting' as const) : ('hearing' as const);
    return { upload: { uploadId, project, name: facts.name, callId, ...NOTHING_YET, state, share }, by: facts.by };
  }
  return null;
}

async function readFacts(path: string): Promise<UploadFacts | null> {
  try {
    return factsOfRecord(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null;
    throw error;
  }
}
