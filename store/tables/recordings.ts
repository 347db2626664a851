import { keyword, ms, oneOf, params, string, uint32, uint64, version } from '../columns.ts';
import type { StoredRecording } from '../store.ts';
import { table, type Table } from '../table.ts';

/** What the speech line knows of a recording file. */
export const recordings: Table<StoredRecording> = table<StoredRecording>('recordings', {
  project: keyword,
  callId: string,
  recordingId: string,
  uri: string,
  state: oneOf(['present', 'failed']),
  failureCode: keyword,
  failureParams: params,
  sha256: string,
  sizeBytes: uint64,
  format: keyword,
  channels: uint32,
  durationMs: ms,
  version,
});
