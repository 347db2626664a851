import type { EpochMs } from '../call.ts';
import type { Project } from '../project.ts';
import { parseMoment } from '../time.ts';

/** What a recording's name tells; null = it does not. */
export type RecordingName = {
  readonly callId: string;
  readonly operator: string | null;
  readonly startedAt: EpochMs | null;
  readonly doubtful: boolean;
};

/**
 * A recording's file name without its ending, read by the first of the project's patterns that fits (named groups
 * callId, operator, startedAt); null when none does. `startedAt` may be `20260302-090000`, with or without separators,
 * in the project's zone, or ten digits of seconds since 1970.
 */
export function readRecordingName(name: string, project: Project): RecordingName | null {
  for (const pattern of project.recordings.namePatterns) {
    const groups = new RegExp(pattern, 'u').exec(name)?.groups;
    const callId = groups?.['callId'];
    if (callId === undefined || callId === '') continue;
    const moment = momentOf(groups?.['startedAt'] ?? '', project.timeZone);
    return {
      callId,
      operator: groups?.['operator'] || null,
      startedAt: moment?.at ?? null,
      doubtful: moment?.doubtful ?? false,
    };
  }
  return null;
}

function momentOf(text: string, timeZone: string): { readonly at: EpochMs; readonly doubtful: boolean } | null {
  if (/^\d{10}$/.test(text)) return { at: Number(text) * 1000, doubtful: false };
  const parts = /^(\d{4})\D?(\d{2})\D?(\d{2})\D?(\d{2})\D?(\d{2})\D?(\d{2})$/.exec(text);
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts;
  return parseMoment(`${year}-${month}-${day} ${hour}:${minute}:${second}`, timeZone);
}
