import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EMPTY_BATCH, type IngestBatch } from './batch.ts';
import type { DeadLetter } from './dead-letter.ts';
import { isWholeRow } from './formats/csv-line.ts';
import type { Format, LinesRead } from './formats/format.ts';
import { FORMATS } from './formats/formats.ts';
import type { FileFormat } from './imports.ts';
import { inboxLetter } from './inbox/inbox-letter.ts';
import type { Intake } from './inbox/intake.ts';
import { stampOf, type InboxFile } from './inbox/inbox.ts';
import { lineAbout, logLineOf, type Ledger } from './inbox/ledger.ts';
import { firstLineOf, knownBy, readLinesBefore, readLogPiece, type LogPiece } from './inbox/log-tail.ts';
import type { OperatorLookup } from './operator.ts';

export type TakeLogContext = {
  readonly ledger: Ledger;
  readonly secretOf: (project: string) => string;
  readonly lookup: OperatorLookup;
  /** Whether nobody seems to write to the log any more, so that its last line counts even without a line end. */
  readonly ended: boolean;
};

type LogFormat = { readonly format: Extract<Format, { kind: 'lines' }>; readonly told: FileFormat };

/**
 * What a growing log (queue_log, Master.csv, CEL) holds beyond the bytes already taken, a batch a piece, each with its
 * own intake line.
 */
export async function* takeLog(file: InboxFile, context: TakeLogContext): AsyncGenerator<IngestBatch<Intake>> {
  const format = file.format === null ? null : FORMATS[file.format.name];
  if (file.format === null || format?.kind !== 'lines') return;
  const log: LogFormat = { format, told: file.format };
  const end = context.ended && endsAnyhow(log) ? { atByte: file.sizeBytes, isWhole: isWholeRow } : null;
  let consumedBytes = await readOn(file, context.ledger);
  for (;;) {
    const piece = await readLogPiece(file.absolutePath, consumedBytes, format.secondOf, end);
    if (piece === null) {
      if (end !== null && consumedBytes < file.sizeBytes) yield cutShort(file, consumedBytes);
      return;
    }
    const read = await linesOfPiece(file, piece, log, context);
    if (consumedBytes === 0 && read.unknown !== null) {
      yield refusedLog(file, piece, read.unknown, context);
      return;
    }
    yield batchOf(file, piece, read, log, context);
    consumedBytes = piece.consumedBytes;
  }
}

/**
 * Whether a log has a last line without a line end that was not taken yet: an export cut short, an editor that writes
 * none. Its line of the intake list is that of the file as it is.
 */
export function hasOpenEnd(file: InboxFile, ledger: Ledger): boolean {
  const format = file.format === null ? null : FORMATS[file.format.name];
  if (file.format === null || format?.kind !== 'lines' || !endsAnyhow({ format, told: file.format })) return false;
  const known = logLineOf(ledger, file);
  return known?.outcome !== 'refused' && (known?.consumedBytes ?? 0) < file.sizeBytes;
}

/** Only where lines stand for themselves: such lines are rows of a table, which tell whether they are whole. */
function endsAnyhow({ format }: LogFormat): boolean {
  return format.secondOf === null;
}

/** Where to read on: after what was taken of the same log, also under its name before a rotation; else from its start. */
async function readOn(file: InboxFile, ledger: Ledger): Promise<number> {
  const known = logLineOf(ledger, file);
  if (known === undefined || known.consumedBytes > file.sizeBytes) return 0;
  return (await knownBy(file.absolutePath, known.consumedBytes)) === known.sha256 ? known.consumedBytes : 0;
}

function batchOf(
  file: InboxFile,
  piece: LogPiece,
  read: LinesRead,
  { told }: LogFormat,
  { ledger }: TakeLogContext,
): IngestBatch<Intake> {
  const about = { ...lineAbout(file, ledger), consumedBytes: piece.consumedBytes, sha256: piece.knownSha256 };
  return {
    events: read.events,
    operatorEvents: read.operatorEvents,
    customers: read.customers,
    letters: [...read.refused.map((refused) => lineLetter(file, told, refused)), ...overlongLetter(file, told, piece)],
    recordings: [],
    receipts: [{ ...about, callId: '', outcome: 'reading', reason: null }],
    notices: [],
  };
}

/** A table that ends within a row, and to which nobody seems to write: what is missing may never come, so it is said. */
function cutShort({ path, sizeBytes }: InboxFile, fromByte: number): IngestBatch<Intake> {
  const params = { file: path, bytes: sizeBytes - fromByte, fromByte };
  return { ...EMPTY_BATCH, notices: [{ path, reason: { code: 'LOG_ENDS_WITHIN_ROW', params } }] };
}

/** A log of which nothing can be read is not taken: once its columns are declared it is read from its first line on. */
function refusedLog(
  file: InboxFile,
  piece: LogPiece,
  reason: NonNullable<LinesRead['unknown']>,
  { ledger }: TakeLogContext,
): IngestBatch<Intake> {
  const about = { ...lineAbout(file, ledger), consumedBytes: 0, sha256: '' };
  return {
    ...EMPTY_BATCH,
    letters: [inboxLetter(file, reason, piece.lines[0] ?? '', [file.project.id, file.path, reason.code])],
    receipts: [{ ...about, callId: '', outcome: 'refused', reason }],
  };
}

async function linesOfPiece(
  file: InboxFile,
  piece: LogPiece,
  { format, told }: LogFormat,
  context: TakeLogContext,
): Promise<LinesRead> {
  const { project, path, absolutePath } = file;
  const before = await linesBefore(file, piece, format, context.ledger);
  const given = {
    project,
    lookup: context.lookup,
    secret: context.secretOf(project.id),
    file: path,
    columns: told.columns,
    head: piece.fromByte === 0 ? (piece.lines[0] ?? '') : await firstLineOf(absolutePath),
    order: 'lines' as const,
  };
  const lines = [...before, ...piece.lines];
  const read = format.read(lines, { ...given, firstLine: 1 });
  if (read.refused.length === 0) return read;
  // Line numbers are counted only when somebody needs them.
  const firstLine = 1 + (await countLines(absolutePath, piece.fromByte));
  const numbered = format.read(lines, { ...given, firstLine: firstLine - before.length });
  // What stands before was refused when it was read, maybe in another file.
  return { ...numbered, refused: numbered.refused.filter(({ reason }) => Number(reason.params['line']) >= firstLine) };
}

/** How far back calls are looked for that a restart closed: some hours of a large queue, a day of a small one. */
const OPEN_CALLS_BYTES = 1024 * 1024;

/**
 * Where the log tells of a restart, the lines before: it ended the calls that were open. They are the same events again. A
 * log that was rotated just before begins with the restart; what was open then stands in the file that had its name.
 */
async function linesBefore(
  file: InboxFile,
  { lines, fromByte }: LogPiece,
  { restart, secondOf }: LogFormat['format'],
  ledger: Ledger,
): Promise<readonly string[]> {
  if (restart === null || !lines.some((line) => restart(line))) return [];
  const place =
    fromByte > 0 ? { path: file.absolutePath, byte: fromByte } : await endOfRotated(file, ledger.byPath.get(file.path));
  return place === null ? [] : readLinesBefore(place.path, { byte: place.byte, bytes: OPEN_CALLS_BYTES }, secondOf);
}

/** The end of the file that had a log's name before; null when there was none, or it is gone. */
async function endOfRotated(
  { absolutePath, inode }: InboxFile,
  known: Intake | undefined,
): Promise<{ readonly path: string; readonly byte: number } | null> {
  if (known === undefined || known.inode === inode) return null;
  const folder = dirname(absolutePath);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await lstat(path, { bigint: true }).catch(() => null);
    if (found?.isFile() === true && stampOf(found).inode === known.inode) return { path, byte: Number(found.size) };
  }
  return null;
}

async function countLines(path: string, toByte: number): Promise<number> {
  if (toByte === 0) return 0;
  let lines = 0;
  for await (const chunk of createReadStream(path, { end: toByte - 1 }) as AsyncIterable<Buffer>)
    for (const byte of chunk) if (byte === 10) lines++;
  return lines;
}

/** A line is the same wherever it stands: a rotated copy of the log makes no second letter. */
function lineLetter(file: InboxFile, { name }: FileFormat, { reason, line }: LinesRead['refused'][number]): DeadLetter {
  return inboxLetter(file, reason, line, [file.project.id, name, line]);
}

function overlongLetter(file: InboxFile, told: FileFormat, piece: LogPiece): readonly DeadLetter[] {
  if (piece.overlongBytes === 0) return [];
  const reason = {
    code: 'QUEUE_LOG_LINE_OVERLONG' as const,
    params: { file: file.path, bytes: piece.overlongBytes, fromByte: piece.consumedBytes - piece.overlongBytes },
  };
  return [lineLetter(file, told, { reason, line: `${file.path}@${String(piece.consumedBytes)}` })];
}
