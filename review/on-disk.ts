import { EtalonError } from '../errors.ts';
import { codeOf } from '../ingest/recordings/fetch-limits.ts';

/**
 * Work on files of our own, whose faults are the disk's.
 * @throws EtalonError the retriable WORK_FOLDER_FULL and WORK_FOLDER_IO
 */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EtalonError(codeOf(cause) === 'ENOSPC' ? 'WORK_FOLDER_FULL' : 'WORK_FOLDER_IO', {}, { cause });
  }
}
