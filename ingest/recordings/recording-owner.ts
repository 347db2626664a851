import { posix } from 'node:path';
import { inboxUri, stemOf, type InboxFile } from '../inbox/inbox.ts';
import type { Ledger } from '../inbox/ledger.ts';
import { readRecordingName, type RecordingName } from './recording-name.ts';
import type { RecordingWork } from './recording-work.ts';

export type RecordingOwner = { readonly callId: string; readonly recordingId: string };

/** Recording files that CDRs name, by their uri. */
export type RecordingOwners = Map<string, RecordingOwner>;

/**
 * Which call a recording file belongs to, surest first: the CDR that names the file, the CDR beside it, a name pattern
 * of the project, and last the file's own name, which makes a call of its own until a CDR claims it.
 */
export function ownerOf(file: InboxFile, owners: RecordingOwners, ledger: Ledger): RecordingOwner {
  const stem = stemOf(file.path);
  const name = posix.basename(stem);
  const beside = ledger.byPath.get(`${stem}.json`);
  return (
    owners.get(inboxUri(file.path)) ?? {
      callId: beside !== undefined && beside.callId !== '' ? beside.callId : (nameOf(file)?.callId ?? name),
      recordingId: name,
    }
  );
}

/** What the name and the file tell about a recording, as fields of its event. */
export function nameFacts(file: InboxFile): RecordingWork['nameFacts'] {
  const read = nameOf(file);
  return {
    fileTime: file.modifiedAtMs,
    nameStartedAt: read?.startedAt ?? null,
    nameStartedAtDoubtful: read?.doubtful ?? false,
    nameOperator: read?.operator ?? null,
    nameDirection: read?.direction ?? null,
  };
}

function nameOf(file: InboxFile): RecordingName | null {
  return readRecordingName(posix.basename(stemOf(file.path)), file.project);
}
