import type { DeadLetter } from '../../ingest/dead-letter.ts';
import { errorCode, keyword, map, moment, oneOf, params, string, tuple } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** What could not be processed, with the reason and the original bytes. */
export const deadLetters: Table<DeadLetter> = table<DeadLetter>('dead_letters', {
  project: keyword,
  letterId: string,
  stage: oneOf(['ingest', 'speech', 'score']),
  reason: tuple({ code: errorCode, params }),
  origin: string,
  callId: string,
  bytesBase64: string,
  headers: map(string),
  at: moment,
});
