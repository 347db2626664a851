import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Reason } from '../errors.ts';
import { EMPTY_BATCH, type IngestBatch } from './batch.ts';
import type { EpochMs } from './call.ts';
import type { CallMessage, Message } from './contracts.ts';
import type { DeadLetter } from './dead-letter.ts';
import { sha256Hex } from './digest.ts';
import { inboxPath, inboxUri, stemOf, type InboxFile } from './inbox/inbox.ts';
import { inboxLetter } from './inbox/inbox-letter.ts';
import type { Intake } from './inbox/intake.ts';
import { FORMATS } from './formats/formats.ts';
import { recordsOf, type Records } from './formats/records.ts';
import { callOfName } from './formats/webvtt.ts';
import { parseJson } from './json.ts';
import { handBack, lineAbout, type Ledger } from './inbox/ledger.ts';
import { cdrStems, isTranscript, stemWithoutLanguage } from './inbox/transcript-file.ts';
import { misspeltFields } from './message-faults.ts';
import { parseMessage } from './message.ts';
import type { OperatorLookup } from './operator.ts';
import type { RecordingOwners } from './recordings/recording-owner.ts';
import { recordingEvent } from './source-events.ts';
import type { SourceEvent } from './source-event.ts';
import { isCallEvent, takenMessages, type TakenMessages } from './taken-messages.ts';

/** A whole day of chats fits; a larger file is a mistake, and would be held in memory several times over. */
const MAX_BYTES = 64 * 1024 * 1024;

export type TakeContext = {
  readonly ledger: Ledger;
  readonly owners: RecordingOwners;
  readonly secretOf: (project: string) => string;
  readonly lookup: OperatorLookup;
  readonly now: EpochMs;
};

/**
 * A file of the inbox as a batch: our own JSON, one message or a list of them, or a whole file of a foreign format. What
 * is wrong in it is refused with its place; in a list the other messages go on.
 */
export async function takeMessage(file: InboxFile, context: TakeContext): Promise<IngestBatch<Intake>> {
  if (file.sizeBytes > MAX_BYTES)
    return refusedFile(file, context, '', {
      code: 'INBOX_FILE_TOO_LARGE',
      params: { file: file.path, bytes: file.sizeBytes, maxBytes: MAX_BYTES },
    });
  const bytes = await readFile(file.absolutePath);
  const text = bytes.toString('utf8');
  const records = fileRecords(bytes, file, context);
  if (!records.ok) return refusedFile(file, context, text, records.reason);
  const taken = records.messages.map((item) => ({ item, parsed: parseForInbox(item, file, context.now) }));
  const messages = taken.flatMap(({ parsed }) => (parsed.ok ? [withInboxUris(parsed.message, file)] : []));
  const reasons = [
    ...taken.flatMap(({ item, parsed }) => (parsed.ok ? [] : [{ text: JSON.stringify(item), reason: parsed.reason }])),
    ...records.refused,
  ];
  const callIds = [...new Set(messages.filter(isCallEvent).map(({ callId }) => callId))];
  const [onlyReason] = reasons;
  if (messages.length === 0 && onlyReason !== undefined) return refusedFile(file, context, text, onlyReason.reason);
  return {
    ...storedMessages(messages, file, context, callIds.length === 1),
    letters: reasons.map(({ text: part, reason }) => messageLetter(file, part, reason)),
    receipts: [
      intakeOf(file, context, text, { callId: callIds.length === 1 ? (callIds[0] ?? '') : '', reason: null }),
      ...messages.flatMap((message) => handedBack(message, file, context, callIds.length === 1)),
    ],
    notices: noticesOf(messages, file),
  };
}

function fileRecords(bytes: Buffer, file: InboxFile, { ledger }: TakeContext): Records {
  const { path, project, modifiedAtMs: receivedAt } = file;
  const format = file.format === null ? null : FORMATS[file.format.name];
  if (file.format !== null && format !== null && format.kind !== 'lines') {
    const { name, columns } = file.format;
    const beside = callBeside(path, ledger);
    return recordsOf(bytes, format, {
      ...{ format: name, file: path, project, columns, headers: {}, receivedAt },
      ...(beside === '' ? {} : { beside }),
    });
  }
  const json = parseJson(bytes.toString('utf8'), path);
  if (!json.ok) return json;
  const messages: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  return { ok: true, messages, refused: [] };
}

/** The call of the CDR beside a transcript, which may name its language before its ending: call.uk.vtt; '' = there is none. */
function callBeside(path: string, { byPath }: Ledger): string {
  const [cdr] = cdrStems(path).flatMap((stem) => byPath.get(`${stem}.json`) ?? []);
  return cdr?.callId ?? '';
}

/** In the inbox a recording is a file; only a topic tells of one that lies elsewhere. */
function parseForInbox(item: unknown, file: InboxFile, now: EpochMs): ReturnType<typeof parseMessage> {
  const parsed = parseMessage(item, { project: file.project, file: file.path, now });
  if (!parsed.ok || parsed.message.type !== 'recording') return parsed;
  const problem = 'a recording is put into the inbox as a file; messages about recordings are for Kafka';
  return { ok: false, reason: { code: 'MESSAGE_INVALID', params: { file: file.path, field: 'type', problem } } };
}

/** One for each misspelt field, in however many messages of the file it stands. */
function noticesOf(messages: readonly Message[], { path }: InboxFile): IngestBatch<Intake>['notices'] {
  const reasons = messages.flatMap((message) => misspeltFields(message, path));
  const distinct = new Map(reasons.map((reason) => [JSON.stringify(reason.params), reason]));
  return [...distinct.values()].map((reason) => ({ path, reason }));
}

function storedMessages(
  messages: readonly Message[],
  file: InboxFile,
  context: TakeContext,
  alone: boolean,
): TakenMessages {
  const { project } = file;
  const given = {
    project,
    secret: context.secretOf(project.id),
    receivedAt: file.modifiedAtMs,
    lookup: context.lookup,
  };
  const taken = takenMessages(messages, given);
  return { ...taken, events: [...taken.events, ...messages.flatMap((m) => claims(m, file, context, alone))] };
}

/**
 * File names in a CDR are meant from its own folder on; stored, they are places in the inbox. What lies elsewhere, as
 * web hooks and exports tell of recordings, keeps its address.
 */
function withInboxUris(message: Message, file: InboxFile): Message {
  if (message.type !== 'call' || !message.recordings) return message;
  const folder = posix.dirname(file.path);
  const recordings = message.recordings.map((recording) =>
    recording.file && !/^(?:https?|s3|file):/i.test(recording.file)
      ? { ...recording, file: inboxUri(posix.join(folder, recording.file)) }
      : recording,
  );
  return { ...message, recordings };
}

/**
 * A CDR says whose a recording or transcript is. One that was taken earlier as a call of its own is told so; the file
 * itself is taken again for its owner (and not recognised again). A transcript that tells its call itself keeps it.
 */
function claims(message: Message, file: InboxFile, context: TakeContext, alone: boolean): readonly SourceEvent[] {
  if (message.type !== 'call') return [];
  for (const { recordingId, file: uri } of message.recordings ?? [])
    if (uri) context.owners.set(uri, { callId: message.callId, recordingId });
  return recordingsTaken(message, file, context, alone)
    .filter((line) => line.callId !== message.callId)
    .filter(({ path, callId }) => !isTranscriptOf(file, path) || callId === callOfName(path, file.project))
    .map((line) =>
      recordingEvent(
        {
          type: 'recording',
          event: 'claimed',
          recordingId: posix.basename(stemOf(line.path)),
          uri: inboxUri(line.path),
          claimedBy: message.callId,
        },
        { project: file.project.id, callId: line.callId, at: file.modifiedAtMs, revision: 0 },
      ),
    );
}

/**
 * A transcript that was taken for another call than that of the CDR beside it is handed back, so that its words are taken
 * again for their owner. A CDR that comes after its recording may tell another direction, and so the operator on the other channel. Where the
 * channels of a project differ by direction, the recording is handed back to the line: a line of the intake list that
 * names no call makes it new work. Its words are known; only the speakers change places.
 */
function handedBack(message: Message, file: InboxFile, context: TakeContext, alone: boolean): readonly Intake[] {
  const { inbound, outbound, internal } = file.project.recordings.operatorChannel;
  if (message.type !== 'call') return [];
  const sameChannel = inbound === outbound && outbound === internal;
  return recordingsTaken(message, file, context, alone)
    .filter(({ path, callId }) =>
      isTranscriptOf(file, path) ? callId !== message.callId : !sameChannel && callId === message.callId,
    )
    .map(handBack);
}

/**
 * What was taken in already of the recordings that a CDR names, and of those and the transcripts beside it. A file with
 * several calls stands beside nobody's recording. A transcript that is gone cannot be taken again: its call keeps the words.
 */
function recordingsTaken(
  message: CallMessage,
  file: InboxFile,
  { ledger }: TakeContext,
  alone: boolean,
): readonly Intake[] {
  const named = (message.recordings ?? []).flatMap(({ file: uri }) => ledger.byPath.get(inboxPath(uri ?? '')) ?? []);
  const like = alone ? [...(ledger.byStem.get(stemWithoutLanguage(file.path))?.values() ?? [])] : [];
  const beside = like.filter(({ path }) =>
    isTranscriptOf(file, path)
      ? cdrStems(path).includes(stemOf(file.path)) && isThere(file, path)
      : stemOf(path) === stemOf(file.path),
  );
  const lines = new Set([...named, ...beside]);
  return [...lines].filter(({ path, callId }) => path !== file.path && callId !== '');
}

function isTranscriptOf({ project }: InboxFile, path: string): boolean {
  return isTranscript(path, project.imports);
}

/** Whether a file that lay beside another one still does. */
function isThere({ absolutePath }: InboxFile, path: string): boolean {
  return existsSync(join(dirname(absolutePath), posix.basename(path)));
}

function refusedFile(file: InboxFile, context: TakeContext, text: string, reason: Reason): IngestBatch<Intake> {
  return {
    ...EMPTY_BATCH,
    letters: [messageLetter(file, text, reason)],
    receipts: [intakeOf(file, context, text, { callId: '', reason })],
  };
}

function messageLetter(file: InboxFile, text: string, reason: Reason): DeadLetter {
  return inboxLetter(file, reason, text, [file.path, text]);
}

function intakeOf(
  file: InboxFile,
  { ledger }: TakeContext,
  text: string,
  { callId, reason }: { readonly callId: string; readonly reason: Reason | null },
): Intake {
  return {
    ...lineAbout(file, ledger),
    consumedBytes: file.sizeBytes,
    sha256: sha256Hex(text),
    callId,
    outcome: reason === null ? 'loaded' : 'refused',
    reason,
  };
}
