import { createReadStream } from 'node:fs';
import type { IngestBatch } from './batch.ts';
import type { DeadLetter } from './dead-letter.ts';
import { inboxLetter } from './inbox/inbox-letter.ts';
import type { Intake } from './inbox/intake.ts';
import type { InboxFile } from './inbox/inbox.ts';
import { lineAbout, logLineOf, type Ledger } from './inbox/ledger.ts';
import { headOf, readLogPiece, type LogPiece } from './inbox/log-tail.ts';
import type { OperatorLookup } from './operator.ts';
import { queueLogEvents, secondOfLine, type QueueLogResult } from './formats/queue-log.ts';

export type TakeLogContext = {
  readonly ledger: Ledger;
  readonly secretOf: (project: string) => string;
  readonly lookup: OperatorLookup;
};

/** What a growing queue_log holds beyond the bytes already taken, a batch a piece, each with its own intake line. */
export async function* takeQueueLog(file: InboxFile, context: TakeLogContext): AsyncGenerator<IngestBatch<Intake>> {
  let consumedBytes = await readOn(file, context.ledger);
  for (;;) {
    const piece = await readLogPiece(file.absolutePath, consumedBytes, secondOfLine);
    if (piece === null) return;
    yield await batchOf(file, piece, context);
    consumedBytes = piece.consumedBytes;
  }
}

/** Where to read on: after what was taken of the same log, also under its name before a rotation; else from its start. */
async function readOn(file: InboxFile, ledger: Ledger): Promise<number> {
  const known = logLineOf(ledger, file);
  if (known === undefined || known.consumedBytes > file.sizeBytes) return 0;
  return (await headOf(file.absolutePath, known.consumedBytes)) === known.sha256 ? known.consumedBytes : 0;
}

async function batchOf(file: InboxFile, piece: LogPiece, context: TakeLogContext): Promise<IngestBatch<Intake>> {
  const result = await eventsOfPiece(file, piece, context);
  return {
    events: result.events,
    operatorEvents: result.operatorEvents,
    customers: result.customers,
    letters: [...result.refused.map((r) => lineLetter(file, r)), ...overlongLetter(file, piece)],
    recordings: [],
    receipts: [
      {
        ...lineAbout(file, context.ledger),
        consumedBytes: piece.consumedBytes,
        sha256: piece.headSha256,
        callId: '',
        outcome: 'reading',
        reason: null,
      },
    ],
    notices: [],
  };
}

async function eventsOfPiece(file: InboxFile, piece: LogPiece, context: TakeLogContext): Promise<QueueLogResult> {
  const { project, path } = file;
  const given = { project, lookup: context.lookup, secret: context.secretOf(project.id), file: path };
  const result = queueLogEvents(piece.lines, { ...given, firstLine: 1 });
  if (result.refused.length === 0) return result;
  // Line numbers are counted only when somebody needs them.
  const firstLine = 1 + (await countLines(file.absolutePath, piece.fromByte));
  return queueLogEvents(piece.lines, { ...given, firstLine });
}

async function countLines(path: string, toByte: number): Promise<number> {
  if (toByte === 0) return 0;
  let lines = 0;
  for await (const chunk of createReadStream(path, { end: toByte - 1 }) as AsyncIterable<Buffer>)
    for (const byte of chunk) if (byte === 10) lines++;
  return lines;
}

/** A line is the same wherever it stands: a rotated copy of the log makes no second letter. */
function lineLetter(file: InboxFile, { reason, line }: QueueLogResult['refused'][number]): DeadLetter {
  return inboxLetter(file, reason, line, [file.project.id, 'queue_log', line]);
}

function overlongLetter(file: InboxFile, piece: LogPiece): readonly DeadLetter[] {
  if (piece.overlongBytes === 0) return [];
  const reason = {
    code: 'QUEUE_LOG_LINE_OVERLONG' as const,
    params: { file: file.path, bytes: piece.overlongBytes, fromByte: piece.consumedBytes - piece.overlongBytes },
  };
  return [lineLetter(file, { reason, line: `${file.path}@${String(piece.consumedBytes)}` })];
}
