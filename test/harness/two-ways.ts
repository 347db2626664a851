import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import type { DeadLetter } from '../../ingest/dead-letter.ts';
import type { FormatName } from '../../ingest/formats/format-names.ts';
import { formatOfFile } from '../../ingest/imports.ts';
import { kindOf } from '../../ingest/inbox/inbox.ts';
import { openLedger } from '../../ingest/inbox/ledger.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../ingest/kafka/kafka-settings.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Project } from '../../ingest/project.ts';
import { takeMessage } from '../../ingest/take-message.ts';
import type { TakenMessages } from '../../ingest/taken-messages.ts';
import { takeTopicMessage } from '../../ingest/take-topic-message.ts';
import { NOW, OPERATORS, SECRET } from './shop.ts';

/** What a record became, whichever way it came. */
export type Taken = TakenMessages & { readonly letters: readonly DeadLetter[] };

/** When the file was written and when the message was sent; apart, so that what stands in for a moment shows. */
export const FILED_AT = Date.UTC(2026, 2, 2, 8);
export const SENT_AT = Date.UTC(2026, 2, 2, 9);

/** Operators of the shop by their names A, B and C and their telephones 101, 102 and 103. */
export const STAFF = OPERATORS.map((operator, index) => ({
  ...operator,
  aliases: [operator.aliases, [{ alias: `10${index + 1}`, validFrom: null, validTo: null }]].flat(),
}));

/** A file of the inbox as it is taken, its format told by its name and the project's rules. */
export async function throughInbox(name: string, text: string, project: Project): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-two-ways-'));
  try {
    const path = `shop/${name}`;
    const absolutePath = join(folder, posix.basename(name));
    writeFileSync(absolutePath, text);
    const format = formatOfFile(path, project.imports);
    const kind = kindOf(path, format);
    if (kind !== 'message') throw new Error(`${name} is taken for a ${kind}`);
    const sizeBytes = Buffer.byteLength(text);
    return await takeMessage(
      { project, path, absolutePath, kind, format, inode: name, sizeBytes, modifiedAtMs: FILED_AT },
      {
        ledger: openLedger([]),
        owners: new Map(),
        secretOf: () => SECRET,
        lookup: operatorLookup(STAFF, project),
        now: NOW,
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same as a message of a topic, its format told by its header, and by another the call of a transcript. */
export function throughKafka(format: FormatName | 'etalon', text: string, project: Project, callId = ''): Taken {
  return takeTopicMessage(
    {
      topic: 'calls.cdr',
      partition: 0,
      offset: '7',
      timestampMs: SENT_AT,
      value: Buffer.from(text),
      headers: { project: project.id, format, ...(callId === '' ? {} : { callId }) },
    },
    {
      input: 'cdr',
      settings: DEFAULT_KAFKA_SETTINGS,
      projects: new Map([[project.id, project]]),
      lookup: () => operatorLookup(STAFF, project),
      secretOf: () => SECRET,
      now: NOW,
    },
  );
}
