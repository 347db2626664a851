import type { Reason } from '../../errors.ts';
import type { DeadLetter } from '../dead-letter.ts';
import { sha256Hex } from '../digest.ts';
import { inboxUri, type InboxFile } from './inbox.ts';

/** What of an inbox file could not be read, with its text. Equal `identity`: the same letter, however often it is found. */
export function inboxLetter(file: InboxFile, reason: Reason, text: string, identity: readonly string[]): DeadLetter {
  return {
    project: file.project.id,
    letterId: sha256Hex(JSON.stringify(['ingest', ...identity])),
    stage: 'ingest',
    reason,
    origin: inboxUri(file.path),
    callId: '',
    bytesBase64: Buffer.from(text).toString('base64'),
    headers: {},
    at: file.modifiedAtMs,
  };
}
