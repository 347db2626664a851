import { join, sep } from 'node:path';
import { EtalonError, reasonOf, type ErrorCode } from '../../errors.ts';
import { inboxPath } from '../../ingest/inbox/inbox.ts';
import { fetchFile } from '../../ingest/recordings/fetch-file.ts';
import type { FetchRecording } from '../../ingest/recordings/fetch-recording.ts';
import type { FetchedRecording } from '../../ingest/recordings/fetched-recording.ts';

export type FetchAgain = (
  of: { readonly project: string; readonly uri: string; readonly folder: string },
  signal: AbortSignal,
) => Promise<FetchedRecording>;

/** What a look into the inbox may throw and is an answer about the recording. */
const NOT_HERE: readonly ErrorCode[] = ['RECORDING_URI_REFUSED', 'RECORDING_TOO_LARGE', 'RECORDING_SOURCE_AWAY'];

/**
 * Fetches a stored recording once more, as the speech line does: a file of the inbox where it lies, below the folder of
 * its own project only, and everything else by the sources of the configuration.
 */
export function fetchAgainFrom(
  { inboxDir, maxBytes }: { readonly inboxDir: string; readonly maxBytes: number },
  fetch: FetchRecording,
): FetchAgain {
  return async ({ project, uri, folder }, signal) => {
    const path = inboxPath(uri);
    if (path === '') return fetch({ project, uri, folder }, signal);
    const root = join(inboxDir, project);
    const whole = join(inboxDir, path);
    // Rows are made of messages too: a uri of one may name anything.
    if (!whole.startsWith(root + sep)) return refused('traversal');
    try {
      return await fetchFile(whole, root, maxBytes);
    } catch (error) {
      if (!(error instanceof EtalonError) || !NOT_HERE.includes(error.code)) throw error;
      return { kind: 'refused', reason: reasonOf(error) };
    }
  };
}

function refused(why: string): FetchedRecording {
  return { kind: 'refused', reason: { code: 'RECORDING_URI_REFUSED', params: { uri: 'inbox:', why } } };
}
