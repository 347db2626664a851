import { inboxUri, type InboxFile } from './inbox.ts';
import type { Intake } from './intake.ts';
import { lineAbout, type Ledger } from './ledger.ts';
import { nameFacts, ownerOf, type RecordingOwners } from './recording-owner.ts';

/** A recording that is here, and the call it belongs to. */
export type RecordingWork = {
  readonly project: string;
  readonly callId: string;
  readonly recordingId: string;
  readonly uri: string;
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly nameFacts: ReturnType<typeof nameFacts>;
  /** The line that is committed when the work is done; its digest is known only then. */
  readonly intake: Intake;
};

/** A recording file as work for the speech line. */
export function takeRecording(file: InboxFile, owners: RecordingOwners, ledger: Ledger): RecordingWork {
  const { callId, recordingId } = ownerOf(file, owners, ledger);
  const { path, sizeBytes } = file;
  return {
    project: file.project.id,
    callId,
    recordingId,
    uri: inboxUri(path),
    path: file.absolutePath,
    sizeBytes,
    nameFacts: nameFacts(file),
    intake: {
      ...lineAbout(file, ledger),
      consumedBytes: sizeBytes,
      sha256: '',
      callId,
      outcome: 'loaded',
      reason: null,
    },
  };
}
