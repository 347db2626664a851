import { cureOf, reasonOf, type ErrorCode, type Reason } from '../errors.ts';

/** A reason as two lines for a person: what happened, with its code, and what to do. */
export function reasonText(reason: Reason, sentence: string): string {
  return `${sentence} (${reason.code})\n  → ${cureOf(reason.code)}`;
}

/** Exit codes by which a service manager can tell a line that ended from everything else, which is 1. */
const EXIT_CODES: Partial<Record<ErrorCode, number>> = { LINE_STOPPED: 3, LINE_STALLED: 4 };

/** Says a failure on stderr and gives the exit code: 2 for configuration, 1 for everything else. */
export function sayFailure(error: unknown, err: NodeJS.WritableStream): number {
  const reason = reasonOf(error);
  const sentence = error instanceof Error && reason.code !== 'UNEXPECTED' ? error.message : reason.code;
  const known = reason.code === 'UNEXPECTED' && error instanceof Error ? (error.stack ?? error.message) : sentence;
  err.write(`${reasonText(reason, known)}\n`);
  return EXIT_CODES[reason.code] ?? (reason.code.startsWith('CONFIG_') ? 2 : 1);
}
