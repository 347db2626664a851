import { posix } from 'node:path';
import { inboxUri, stemOf, type InboxFile } from './inbox.ts';
import type { Ledger } from './ledger.ts';
import { parseMoment } from './time.ts';

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
      callId: beside !== undefined && beside.callId !== '' ? beside.callId : (nameParts(file)['callId'] ?? name),
      recordingId: name,
    }
  );
}

/** What the name and the file tell about a recording, as fields of its event. */
export function nameFacts(file: InboxFile): {
  readonly fileTime: number;
  readonly nameStartedAt?: number;
  readonly nameStartedAtDoubtful?: boolean;
  readonly nameOperator?: string;
} {
  const { startedAt, operator } = nameParts(file);
  const moment = startedAt === undefined ? null : parseMoment(plainMoment(startedAt), file.project.timeZone);
  return {
    fileTime: file.modifiedAtMs,
    ...(moment === null ? {} : { nameStartedAt: moment.at, nameStartedAtDoubtful: moment.doubtful }),
    ...(operator === undefined ? {} : { nameOperator: operator }),
  };
}

function nameParts(file: InboxFile): Partial<Readonly<Record<string, string>>> {
  const name = posix.basename(stemOf(file.path));
  for (const pattern of file.project.recordings.namePatterns) {
    const found = new RegExp(pattern).exec(name)?.groups;
    if (found !== undefined) return found;
  }
  return {};
}

/** `20260302-090100`, as telephone systems write moments into names, in the form parseMoment reads. */
function plainMoment(text: string): string {
  const digits = /^(\d{4})-?(\d\d)-?(\d\d)[-_T ]?(\d\d)[-:]?(\d\d)[-:]?(\d\d)$/.exec(text);
  if (digits === null) return text;
  const [, year, month, day, hour, minute, second] = digits;
  return `${year ?? ''}-${month ?? ''}-${day ?? ''} ${hour ?? ''}:${minute ?? ''}:${second ?? ''}`;
}
