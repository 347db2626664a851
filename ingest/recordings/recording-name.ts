import type { Direction, EpochMs } from '../call.ts';
import { momentById } from '../id-epoch.ts';
import type { Project } from '../project.ts';
import { parseMoment, type Moment } from '../time.ts';
import { patternsOf } from './name-patterns.ts';

/** What a recording's name tells; null = it does not. Numbers of customers in it are not read. */
export type RecordingName = {
  readonly callId: string;
  readonly operator: string | null;
  readonly direction: Direction | null;
  readonly startedAt: EpochMs | null;
  readonly doubtful: boolean;
};

type Groups = Readonly<Record<string, string | undefined>>;

/**
 * A recording's file name without its ending, read by the first of the project's patterns that fits: a named set
 * (name-patterns.ts) or a regular expression with the named groups callId and, if the name has them, operator, direction,
 * and the start as startedAt, as date and time, or as epoch. Null when none fits.
 */
export function readRecordingName(name: string, project: Project): RecordingName | null {
  for (const { pattern, direction } of project.recordings.namePatterns.flatMap(patternsOf)) {
    const groups: Groups | undefined = new RegExp(pattern, 'u').exec(name)?.groups;
    const callId = groups?.['callId'];
    if (groups === undefined || callId === undefined || callId === '') continue;
    const told = startOf(groups, project.timeZone);
    const moment = told === null ? null : momentById(told, callId);
    return {
      callId,
      operator: groups['operator'] || null,
      direction: direction ?? directionOf(groups['direction'] ?? ''),
      startedAt: moment?.at ?? null,
      doubtful: moment?.doubtful ?? false,
    };
  }
  return null;
}

function startOf(groups: Groups, timeZone: string): Moment | null {
  const { startedAt, date, time, epoch } = groups;
  if (epoch !== undefined) return epochOf(epoch);
  return momentOf(startedAt ?? `${date ?? ''}-${time ?? ''}`, timeZone);
}

/**
 * `20260302-090000`, with or without separators, on the project's clock, also with the day first (`02.03.2026 09-00-00`);
 * or ten digits of seconds since 1970.
 */
function momentOf(text: string, timeZone: string): Moment | null {
  const told = epochOf(text);
  if (told !== null) return told;
  const clock = String.raw`\D?(\d{2})\D?(\d{2})\D?(\d{2})$`;
  const [, year = '', month = '', day = '', ...time] =
    new RegExp(String.raw`^(\d{4})\D?(\d{2})\D?(\d{2})${clock}`).exec(text) ?? [];
  if (year !== '') return parseMoment(`${year}-${month}-${day} ${time.join(':')}`, timeZone);
  const [, first = '', second = '', third = '', ...later] =
    new RegExp(String.raw`^(\d{2})\D(\d{2})\D(\d{4})${clock}`).exec(text) ?? [];
  return third === '' ? null : parseMoment(`${third}-${second}-${first} ${later.join(':')}`, timeZone);
}

/** Seconds or milliseconds since 1970, by the number of digits. */
function epochOf(text: string): Moment | null {
  if (!/^(?:\d{10}|\d{13})$/.test(text)) return null;
  return { at: Number(text) * (text.length === 10 ? 1000 : 1), doubtful: false, later: null };
}

/** How systems and people write it in a name. */
function directionOf(told: string): Direction | null {
  const word = told.toLowerCase();
  if (/^int|^local/.test(word)) return 'internal';
  return word.startsWith('in') ? 'inbound' : word.startsWith('out') ? 'outbound' : null;
}
