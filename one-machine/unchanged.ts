import { lstat } from 'node:fs/promises';
import { isSameStamp, stampOf, type InboxFile } from '../ingest/inbox/inbox.ts';

/** Set when a file turned out to be another one than was listed. */
export type Seen = { changed: boolean };

/** What is read of a file, as long as it is the file that was listed: of one that changes on the way nothing is taken. */
export async function* unchanged<Batch>(
  file: InboxFile,
  batches: AsyncIterable<Batch>,
  seen: Seen,
): AsyncGenerator<Batch> {
  const before = await lstat(file.absolutePath, { bigint: true });
  seen.changed = !isSameStamp(stampOf(before), file);
  if (seen.changed) return;
  for await (const batch of batches) {
    const after = await lstat(file.absolutePath, { bigint: true });
    // The time of change, which nobody can set back as copying programs do with the time of writing; and, for it advances
    // by ticks, whether it is the same file.
    seen.changed ||= after.ctimeNs !== before.ctimeNs || !isSameStamp(stampOf(after), file);
    if (!seen.changed) yield batch;
  }
}

/** What the system says of a file that cannot be read now: gone, not ours, on a broken disk or a share that went away. */
const FILE_FAULTS = new Set(['ENOENT', 'EACCES', 'EPERM', 'EIO', 'ESTALE', 'ENOTCONN', 'EISDIR', 'ENXIO', 'ETIMEDOUT']);

/** Why a file could not be read, as the system calls it; null = the error is about something else. */
export function fileFault(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FILE_FAULTS.has(code) ? code : null;
}
