import type { Reason } from '../../errors.ts';

/** What became of an inbox file. `reading`: a log that still grows. */
export type IntakeOutcome = 'loaded' | 'reading' | 'refused';

/**
 * A line of the only list of what was taken from the inbox, written after the rows it vouches for. Identity: (project,
 * path, inode). A file whose size, time or digest differs from its line is new work.
 */
export type Intake = {
  readonly project: string;
  /** Relative to the inbox, '/' between folders. */
  readonly path: string;
  /** Decimal. */
  readonly inode: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** Bytes taken in so far: the whole size, or for a log the end of the last line that was taken. */
  readonly consumedBytes: number;
  /** Of the consumed bytes of a whole file; for a log, of its first 1024 bytes, by which a rotated log is known again. */
  readonly sha256: string;
  /**
   * The call a recording, CDR, transcript or chat was taken for; '' for logs, for refused
   * files and for lists of several calls.
   */
  readonly callId: string;
  readonly outcome: IntakeOutcome;
  readonly reason: Reason | null;
  /** Grows with every line written about the same file. */
  readonly version: string;
};
