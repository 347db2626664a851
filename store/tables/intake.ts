import type { Intake } from '../../ingest/inbox/intake.ts';
import { float, keyword, oneOf, reasonOrNull, string, uint64, version } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** The only list of what was taken from the inbox. */
export const intake: Table<Intake> = table<Intake>('intake', {
  project: keyword,
  path: string,
  inode: string,
  sizeBytes: uint64,
  // File systems give fractions of a ms; the comparison with the file must not lose them.
  modifiedAtMs: float,
  consumedBytes: uint64,
  sha256: string,
  callId: string,
  outcome: oneOf(['loaded', 'reading', 'refused']),
  reason: reasonOrNull,
  version,
});
