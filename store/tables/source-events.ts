import type { SourceEvent } from '../../ingest/source-event.ts';
import { keyword, moment, one, oneOf, string, uint32, uint64 } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** Every message and log line as it came in: the material of the fold. */
export const sourceEvents: Table<SourceEvent> = table<SourceEvent>('source_events', {
  schemaVersion: one,
  project: keyword,
  callId: string,
  source: oneOf([
    ...(['record', 'queue_log', 'asterisk_cdr', 'asterisk_cel', 'asterisk_link'] as const),
    ...(['recording', 'transcript', 'messages', 'operators'] as const),
  ]),
  eventId: string,
  revision: uint32,
  at: moment,
  seq: uint64,
  payload: string,
});
