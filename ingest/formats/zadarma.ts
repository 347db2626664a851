import { z } from 'zod';
import type { Direction } from '../call.ts';
import { isList, isRecord, nestedFields } from './form-fields.ts';
import { mismatch, readForeign, type RecordOf, type Translated } from './format.ts';
import { eachRecord, isExtension, providerCallMessage } from './provider-call.ts';
import { callStart, id, isTold, seconds, words } from './told-values.ts';

/**
 * Notifications of zadarma.com/support/api, "Webhooks", as the classes of github.com/zadarma/user-api-v1 list them
 * (NotifyStart, NotifyInternal, NotifyAnswer, NotifyEnd, NotifyOutStart, NotifyOutEnd).
 */
const notification = z.looseObject({
  event: id,
  pbx_call_id: id,
  call_start: id,
  caller_id: words,
  called_did: words,
  destination: words,
  internal: words,
  last_internal: words,
  duration: seconds,
  disposition: words,
  status_code: words,
  is_recorded: words,
  call_id_with_rec: words,
});
type Notification = z.infer<typeof notification>;

/** A line of /v1/statistics/pbx/ (PbxStatistics there). */
const statistic = z.looseObject({
  pbx_call_id: id,
  call_id: words,
  callstart: id,
  clid: words,
  sip: words,
  destination: words,
  disposition: words,
  seconds,
  is_recorded: words,
});

const CALL_EVENTS: Readonly<Record<string, { readonly direction: 'inbound' | 'outbound'; readonly revision: 0 | 1 }>> =
  {
    NOTIFY_START: { direction: 'inbound', revision: 0 },
    NOTIFY_INTERNAL: { direction: 'inbound', revision: 0 },
    NOTIFY_ANSWER: { direction: 'inbound', revision: 0 },
    NOTIFY_END: { direction: 'inbound', revision: 1 },
    NOTIFY_OUT_START: { direction: 'outbound', revision: 0 },
    NOTIFY_OUT_END: { direction: 'outbound', revision: 1 },
  };

/** They tell no start of a call; that a recording is there is said by the end of the call too. */
const WITHOUT_CALL = ['NOTIFY_RECORD', 'NOTIFY_IVR', 'SPEECH_RECOGNITION', 'SMS', 'NUMBER_LOOKUP', 'CALL_TRACKING'];

/** A notification, or the statistics of the virtual telephone system as its API gives them. */
export function zadarmaMessages(json: unknown, of: RecordOf): Translated {
  const told = nestedFields(json);
  if (isRecord(told) && isList(told['stats'])) return eachRecord(told['stats'], (line) => zadarmaStatistic(line, of));
  const event = isRecord(told) ? told['event'] : undefined;
  if (typeof event === 'string' && WITHOUT_CALL.includes(event)) return { ok: true, messages: [] };
  const read = readForeign(notification, told, of);
  if (!read.ok) return read;
  const kind = CALL_EVENTS[read.value.event];
  if (kind === undefined) {
    const problem = `is none of ${[...Object.keys(CALL_EVENTS), ...WITHOUT_CALL].join(', ')}`;
    return mismatch(of, { field: 'event', problem });
  }
  return notifiedCall(read.value, kind, of);
}

function notifiedCall(
  told: Notification,
  kind: { readonly direction: 'inbound' | 'outbound'; readonly revision: 0 | 1 },
  of: RecordOf,
): Translated {
  const start = callStart(told.call_start, { timeZone: of.project.timeZone, callId: '' });
  if (start === null)
    return mismatch(of, { field: 'call_start', problem: 'expected a moment such as 2026-03-02 09:00:00' });
  const ended = kind.revision === 1;
  const direction = directionOf(kind.direction, told.destination);
  const answered = ended && told.disposition === 'answered';
  const operator = told.last_internal ?? told.internal;
  const rung = ended || kind.direction === 'outbound' || told.event === 'NOTIFY_ANSWER';
  const message = providerCallMessage({
    callId: told.pbx_call_id,
    eventId: `${told.pbx_call_id}:${told.event}`,
    revision: kind.revision,
    direction,
    start,
    ended,
    answered,
    ...spans(told.duration, answered),
    customer: kind.direction === 'inbound' ? told.caller_id : told.destination,
    operator: rung ? operator : null,
    queue: null,
    disposition: ended && !answered ? reasonOf(told.disposition, direction) : null,
    campaign: null,
    attributes: {
      providerDisposition: ended ? told.disposition : null,
      causeQ931: told.status_code,
      recordedCallId: told.call_id_with_rec,
    },
    recordings: ended ? recordingsOf(told.is_recorded, told.pbx_call_id) : null,
  });
  return { ok: true, messages: [message] };
}

/**
 * A call has a line for each number that was rung. An answered line (revision 1) counts more than one that was not, and
 * the end that was notified counts as much.
 */
export function zadarmaStatistic(json: unknown, of: RecordOf): Translated {
  const read = readForeign(statistic, json, of);
  if (!read.ok) return read;
  const told = read.value;
  const called = /^(in|out)_/.exec(told.pbx_call_id)?.[1];
  if (called === undefined)
    return mismatch(of, {
      field: 'stats.pbx_call_id',
      problem: 'begins with neither in_ nor out_: no direction is told',
    });
  const start = callStart(told.callstart, { timeZone: of.project.timeZone, callId: '' });
  if (start === null)
    return mismatch(of, { field: 'stats.callstart', problem: 'expected a moment such as 2026-03-02 09:00:00' });
  const direction = directionOf(called === 'in' ? 'inbound' : 'outbound', called === 'in' ? null : told.destination);
  const answered = told.disposition === 'answered';
  const extension = [told.destination, told.sip].find((number) => isExtension(number)) ?? null;
  const message = providerCallMessage({
    callId: told.pbx_call_id,
    eventId: `${told.pbx_call_id}:${told.call_id ?? 'line'}`,
    revision: answered ? 1 : 0,
    direction,
    start,
    ended: true,
    answered,
    ...spans(told.seconds, answered),
    customer: called === 'in' ? numberIn(told.clid) : told.destination,
    operator: called === 'in' ? extension : (told.sip ?? null),
    queue: null,
    disposition: answered ? null : reasonOf(told.disposition, direction),
    campaign: null,
    attributes: {
      providerDisposition: told.disposition,
      recordedCallId: isTold(told.is_recorded) ? told.call_id : null,
    },
    recordings: recordingsOf(told.is_recorded, told.pbx_call_id),
  });
  return { ok: true, messages: [message] };
}

/** The length is that of the talk; how long was waited before it, Zadarma does not tell. */
function spans(lengthMs: number | null, answered: boolean) {
  return answered
    ? { waitMs: null, talkMs: lengthMs, totalMs: lengthMs }
    : { waitMs: lengthMs, talkMs: null, totalMs: lengthMs };
}

/** Extensions call each other as if they called out. */
function directionOf(told: 'inbound' | 'outbound', destination: string | null): Direction {
  return told === 'outbound' && isExtension(destination) ? 'internal' : told;
}

function reasonOf(disposition: string | null, direction: Direction): string | null {
  if (direction === 'inbound') return null;
  if (disposition === 'busy') return 'busy';
  return disposition === null || ['cancel', 'no answer'].includes(disposition) ? 'no_answer' : 'failed';
}

function numberIn(clid: string | null): string | null {
  return clid === null ? null : (/<([^<>]+)>/.exec(clid)?.[1]?.trim() ?? clid);
}

/**
 * The file itself is asked for by the id that is kept as attribute recordedCallId (/v1/pbx/record/request/), and its name
 * does not tell the call: put into the inbox under the name of the call's id, it finds its call.
 */
function recordingsOf(
  isRecorded: string | null,
  recordingId: string,
): readonly { recordingId: string; file: null }[] | null {
  const recorded = isTold(isRecorded);
  return recorded === null ? null : recorded ? [{ recordingId, file: null }] : [];
}
