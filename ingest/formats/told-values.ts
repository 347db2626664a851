import { z } from 'zod';
import type { EpochMs } from '../call.ts';
import { CALL_MAX_SECONDS } from '../call-limits.ts';
import { momentById } from '../id-epoch.ts';
import { notBefore } from '../message.ts';
import { parseMoment } from '../time.ts';

const SECONDS_SINCE_1970 = /^\d{10}$/;

/**
 * A duration as telephone systems and spreadsheets write one: seconds (`75`, `75.5`, `75,5`), `mm:ss`, `hh:mm:ss`.
 * Null for anything else.
 */
export function durationMs(text: string): number | null {
  const told = text.trim();
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?$/.exec(told);
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = clock;
    if (Number(seconds) > 59) return null;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return Math.round((whole + Number(`0.${fraction}`)) * 1000);
  }
  if (!/^\d{1,8}(?:[.,]\d{1,6})?$/.test(told)) return null;
  const seconds = Number(told.replace(',', '.'));
  return seconds > CALL_MAX_SECONDS ? null : Math.round(seconds * 1000);
}

/** Seconds as a number or as text, given as ms; '' and null are not told. */
export const seconds = z
  .union([z.number(), z.string()], { error: 'expected a number of seconds' })
  .nullish()
  .transform((told, context): number | null => {
    if (told === null || told === undefined || (typeof told === 'string' && told.trim() === '')) return null;
    const ms = durationMs(String(told));
    if (ms !== null) return ms;
    context.addIssue({ code: 'custom', message: 'expected a number of seconds' });
    return z.NEVER;
  });

/** Text, or a number or truth value that a sender did not put into quotes; '' and null are not told. */
export const words = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((told): string | null => {
    const text = told === null || told === undefined ? '' : String(told).trim();
    return text === '' ? null : text;
  });

/** What must be told. */
export const id = z.union([z.string(), z.number()]).transform((told, context): string => {
  const text = String(told).trim();
  if (text !== '') return text;
  context.addIssue({ code: 'custom', message: 'is empty' });
  return z.NEVER;
});

/** `told` is what the message says of the start: text on the project's clock, or epoch ms where that is certain. */
export type CallStart = { readonly told: string | EpochMs; readonly at: EpochMs };

/** The start of a call from ISO text or seconds since 1970; a doubled hour is told apart by the call's id if it can be. */
export function callStart(text: string, of: { readonly timeZone: string; readonly callId: string }): CallStart | null {
  if (SECONDS_SINCE_1970.test(text)) return { told: Number(text) * 1000, at: Number(text) * 1000 };
  const moment = parseMoment(text, of.timeZone);
  if (moment === null) return null;
  const known = momentById(moment, of.callId);
  return { told: known.doubtful ? text : known.at, at: known.at };
}

/**
 * A moment after the start, written as the start may be; of the two readings of a doubled hour the one that does not lie
 * before `earliest`. Null when the text is no moment.
 */
export function laterMoment(text: string, { timeZone, earliest }: LaterOf): EpochMs | null {
  if (SECONDS_SINCE_1970.test(text)) return Number(text) * 1000;
  const moment = parseMoment(text, timeZone);
  return moment === null ? null : notBefore(moment, earliest).at;
}

type LaterOf = { readonly timeZone: string; readonly earliest: EpochMs };

/** Whether a telling word or number says yes: `1`, `true`, `yes`; null = nothing told. */
export function isTold(text: string | null): boolean | null {
  return text === null ? null : ['1', 'true', 'yes'].includes(text.toLowerCase());
}

/** An address of the web, as a recording can be fetched from; null for anything else. */
export function webAddress(text: string | null): string | null {
  return text !== null && /^https?:\/\/[^\s/]+\/\S*$/i.test(text) && text.length <= 1000 ? text : null;
}
