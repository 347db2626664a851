import { readFileSync } from 'node:fs';
import type { CallKey, Query, StoredRecording } from '../../store/store.ts';
import { recordings } from '../../store/tables/recordings.ts';

/** What the store has of the recordings of one call, beyond the reads of the lines. */
export const recordingsOfCall: Query<CallKey, StoredRecording> = {
  name: 'recordings-of-call',
  sql: readFileSync(new URL('recordings-of-call.sql', import.meta.url), 'utf8'),
  parse: (row) => recordings.fromRow(row),
};
