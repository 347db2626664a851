import type { z } from 'zod';
import type { Reason } from '../../errors.ts';
import type { EpochMs } from '../call.ts';
import { shapeFault, type FieldFault } from '../message-faults.ts';
import type { OperatorEvent } from '../operator-event.ts';
import type { OperatorLookup } from '../operator.ts';
import type { Project } from '../project.ts';
import type { CustomerAddress } from '../source-events.ts';
import type { SourceEvent } from '../source-event.ts';
import type { DeclaredColumns, FormatName } from './format-names.ts';

/**
 * A foreign record in the shape of our contracts, for parseMessage to check; no message at all where the record adds
 * nothing that is safe to keep. `refused`: parts of it that could not be read, each a dead letter with its own text.
 * Not ok: it is not what its format says.
 */
export type Translated =
  | {
      readonly ok: true;
      readonly messages: readonly Readonly<Record<string, unknown>>[];
      readonly refused?: readonly RefusedPart[];
    }
  | { readonly ok: false; readonly reason: Reason };

export type RefusedPart = { readonly reason: Reason; readonly text: string };

/** Which format a record claims to be of, and how it is named in reasons. */
export type FormatOf = { readonly format: FormatName; readonly file: string };

/** What is known of a record beside its text. */
export type RecordOf = FormatOf & {
  readonly project: Project;
  readonly columns: DeclaredColumns;
  /** Of a message of a topic; none for files. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the message was sent or its file was written. */
  readonly receivedAt: EpochMs;
  /** Of a file: the call of the CDR that lies beside it under the same name. */
  readonly beside?: string;
};

/** A table with a header row, cells trimmed; every row has as many cells as the header, missing ones ''. */
export type FormatTable = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** What is known of lines of a log beside themselves. */
export type LinesOf = {
  readonly project: Project;
  readonly lookup: OperatorLookup;
  readonly secret: string;
  /** Named in reasons. */
  readonly file: string;
  /** Number of the first line given, from 1, for reasons; 1 when not known better. */
  readonly firstLine: number;
  readonly columns: DeclaredColumns;
  /** The first line of the whole log, which may be its header. */
  readonly head: string;
  /**
   * What orders lines of one second: their place among the lines given, or, where lines come one by one and in any
   * order, what kind of line it is, so that a line sent again is the same event.
   */
  readonly order: 'lines' | 'kind';
};

/** Lines of a log as what is stored of them. */
export type LinesRead = {
  readonly events: readonly SourceEvent[];
  readonly operatorEvents: readonly OperatorEvent[];
  readonly customers: readonly CustomerAddress[];
  /** Lines that could not be read, each with the line itself for the dead letter. */
  readonly refused: readonly { readonly reason: Reason; readonly line: string }[];
  /** Events known to be of no use here, or not known at all, by name; not an error. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Why none of the lines could be read, if they are all of a kind that is not known; null = some were, or none are there. */
  readonly unknown: Reason | null;
};

/** How a format is read: each function is pure and takes whatever comes, never throwing. */
export type Format =
  /** One JSON value a message or file, and what a web hook sends as a form. */
  | { readonly kind: 'json'; readonly read: (json: unknown, of: RecordOf) => Translated }
  /** A table with a header row, a record a row. */
  | { readonly kind: 'csv'; readonly read: (table: FormatTable, of: RecordOf) => Translated }
  /** A whole text. */
  | { readonly kind: 'text'; readonly read: (text: string, of: RecordOf) => Translated }
  /** A log that grows and rotates, a record a line. */
  | {
      readonly kind: 'lines';
      readonly read: (lines: readonly string[], of: LinesOf) => LinesRead;
      /** The second a line belongs to, where a line's place within it must be known; null = lines stand for themselves. */
      readonly secondOf: ((line: string) => string) | null;
      /** Whether a line ends whatever was open in the lines before it, so that these are read with it; null = none does. */
      readonly restart: ((line: string) => boolean) | null;
      /** Records that come as JSON instead of lines; null = there are none. */
      readonly readJson: ((json: unknown, of: LinesOf) => LinesRead) | null;
    };

/** A foreign record by its schema, or FORMAT_MISMATCH with the first fields that do not fit. Quotes no value. */
export function readForeign<T>(
  schema: z.ZodType<T>,
  json: unknown,
  of: FormatOf,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return mismatch(of, { field: 'the message', problem: 'expected one JSON object' });
  }
  const read = schema.safeParse(json);
  return read.success ? { ok: true, value: read.data } : mismatch(of, shapeFault(read.error.issues, json));
}

export function mismatch(
  { format, file }: FormatOf,
  fault: FieldFault,
): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason: { code: 'FORMAT_MISMATCH', params: { format, file, ...fault } } };
}
