import type { EpochMs } from '../call.ts';
import { CALL_MAX_MS, LATEST } from '../call-limits.ts';
import { momentById } from '../id-epoch.ts';
import { notBefore } from '../message.ts';
import { parseMoment, type Moment } from '../time.ts';

export type AsteriskTimes = {
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly durationMs: number;
  /** 0 for an unanswered row, mostly; early playback is billed as well. */
  readonly billedMs: number;
  readonly doubtful: boolean;
};

type RowTimes = Readonly<Record<'start' | 'answer' | 'end' | 'duration' | 'billsec', string>>;

const EARLIEST = Date.UTC(1999, 0, 1);

/**
 * The times of a CDR row, which carry no zone: read in the project's, and in the hour that autumn doubles by the second
 * in which the channel was made, with which its uniqueid begins. A string says what is wrong with them.
 */
export function asteriskTimes(row: RowTimes, id: string, timeZone: string): AsteriskTimes | string {
  const told = parseMoment(row.start, timeZone);
  if (told === null) return 'start is a time that no calendar has';
  if (told.at < EARLIEST) return 'start lies before 1999: the clock was not set';
  if (told.at > LATEST) return 'start lies after 2100: the clock was not set';
  const start = momentById(told, id);
  const answer = momentOf(row.answer, start.at, timeZone);
  const answeredAt = answer?.at ?? null;
  if (Math.abs((answeredAt ?? start.at) - start.at) > CALL_MAX_MS) return 'answer lies more than 30 days from start';
  const end = momentOf(row.end, answeredAt ?? start.at, timeZone);
  const durationMs = Math.round(Number(row.duration) * 1000);
  // A wall clock that was turned back during the call says less than the counted seconds.
  const counted = end === null || end.doubtful || end.at < start.at;
  const endedAt = counted ? (row.duration === '' ? null : start.at + durationMs) : end.at;
  if (end !== null && endedAt === null) return 'end lies before start';
  if ((endedAt ?? start.at) - start.at > CALL_MAX_MS) return 'the call would have lasted more than 30 days';
  return {
    startedAt: start.at,
    answeredAt,
    endedAt,
    durationMs: row.duration === '' ? (endedAt ?? start.at) - start.at : durationMs,
    billedMs: row.billsec === '' ? billedOf(answeredAt, endedAt) : Math.round(Number(row.billsec) * 1000),
    doubtful: start.doubtful,
  };
}

function billedOf(answeredAt: EpochMs | null, endedAt: EpochMs | null): number {
  return answeredAt === null || endedAt === null ? 0 : Math.max(0, endedAt - answeredAt);
}

function momentOf(text: string, earliest: EpochMs, timeZone: string): Moment | null {
  const moment = text === '' || text.startsWith('0000') ? null : parseMoment(text, timeZone);
  return moment === null ? null : notBefore(moment, earliest);
}
