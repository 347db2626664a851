import { z } from 'zod';
import type { CallKey, Query } from '../store/store.ts';
import { callKey } from './call-key.ts';
import type { ProjectPeriod } from './period.ts';
import { number, sqlFile } from './sql-file.ts';

const expectedRow = callKey.extend({ recordingId: z.string(), uri: z.string(), state: z.string() });
export type ExpectedRecording = z.infer<typeof expectedRow>;
/** Recordings that their calls name by address. */
export const expectedRecordings: Query<Readonly<Record<string, never>>, ExpectedRecording> = sqlFile(
  'expected-recordings',
  expectedRow,
);

/** As recordings-without-cdr.sql answers. */
export const withoutCdrRow = callKey.extend({ recordingId: z.string(), uri: z.string(), startedMs: number });
export type RecordingWithoutCdr = z.infer<typeof withoutCdrRow>;
/** Recordings whose call no CDR has claimed; project '' for all. */
export const recordingsWithoutCdr: Query<ProjectPeriod, RecordingWithoutCdr> = sqlFile(
  'recordings-without-cdr',
  withoutCdrRow,
);

const missingRow = callKey.extend({ recordingId: z.string(), uri: z.string() });
export type MissingRecording = z.infer<typeof missingRow>;
/** Recordings that calls which ended before `endedBeforeMs` still wait for. */
export const recordingsMissing: Query<{ readonly endedBeforeMs: number }, MissingRecording> = sqlFile(
  'recordings-missing',
  missingRow,
);

/** The calls of a project whose recordings were fetched, and can be again. */
export const recordingsFetched: Query<{ readonly project: string }, CallKey> = sqlFile('recordings-fetched', callKey);

const recordingAtRow = z.object({ callId: z.string(), recordingId: z.string() });
/** The calls that the recording at an address was taken in for. */
export const recordingsAt: Query<
  { readonly project: string; readonly uri: string },
  z.infer<typeof recordingAtRow>
> = sqlFile('recordings-at', recordingAtRow);
