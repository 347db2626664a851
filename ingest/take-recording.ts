import { inboxUri, type InboxFile } from './inbox/inbox.ts';
import type { Intake } from './inbox/intake.ts';
import { lineAbout, type Ledger } from './inbox/ledger.ts';
import { nameFacts, ownerOf, type RecordingOwners } from './recordings/recording-owner.ts';
import type { RecordingWork } from './recordings/recording-work.ts';

/** A recording in the inbox as work for the speech line. */
export type InboxRecording = RecordingWork & {
  /** Absolute path. */
  readonly path: string;
  /** The line that is committed when the work is done; its digest is known only then. */
  readonly intake: Intake;
};

export function takeRecording(file: InboxFile, owners: RecordingOwners, ledger: Ledger): InboxRecording {
  const { callId, recordingId } = ownerOf(file, owners, ledger);
  const { path, sizeBytes, modifiedAtMs } = file;
  const about = lineAbout(file, ledger);
  return {
    project: file.project.id,
    callId,
    recordingId,
    uri: inboxUri(path),
    path: file.absolutePath,
    offsetMs: null,
    nameFacts: nameFacts(file),
    revision: Number(about.version),
    toldRevision: Number(about.version),
    version: about.version,
    at: modifiedAtMs,
    origin: inboxUri(path),
    bytesBase64: '',
    headers: {},
    intake: {
      ...about,
      consumedBytes: sizeBytes,
      sha256: '',
      callId,
      outcome: 'loaded',
      reason: null,
    },
  };
}
