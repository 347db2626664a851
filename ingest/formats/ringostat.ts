import { z } from 'zod';
import type { Direction } from '../call.ts';
import { isList, isRecord, nestedFields } from './form-fields.ts';
import { mismatch, readForeign, type RecordOf, type Translated } from './format.ts';
import { eachRecord, providerCallMessage } from './provider-call.ts';
import { callStart, id, isTold, seconds, webAddress, words } from './told-values.ts';

/**
 * Fields of the call log, which web hooks send under the same names: "API Ringostat. Экспорт журнала звонков" and
 * "Webhooks. Incoming call event" of help.ringostat.com, and the R package `ringostat`, whose call lists them all.
 */
const entry = z.looseObject({
  uniqueid: id,
  calldate: id,
  call_type: words,
  caller: words,
  caller_number: words,
  userfield: words,
  dst: words,
  connected_with: words,
  disposition: words,
  duration: seconds,
  billsec: seconds,
  waittime: seconds,
  department: words,
  scheme_name: words,
  pool_name: words,
  employee_number: words,
  utm_source: words,
  utm_medium: words,
  utm_campaign: words,
  has_recording: words,
  recording: words,
  recording_wav: words,
});
type Entry = z.infer<typeof entry>;

/** Who is called back by the site's widget came to us: Ringostat itself counts it as incoming. */
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  in: 'inbound',
  incoming: 'inbound',
  callback: 'inbound',
  out: 'outbound',
  outgoing: 'outbound',
  internal: 'internal',
};

/** A web hook, or the list that the call log's API gives; each entry is a call. */
export function ringostatMessages(json: unknown, of: RecordOf): Translated {
  return eachRecord(isList(json) ? json : [json], (one) => ringostatCall(one, of));
}

function ringostatCall(json: unknown, of: RecordOf): Translated {
  const read = readForeign(entry, withAdditional(nestedFields(json)), of);
  if (!read.ok) return read;
  const told = read.value;
  const direction = DIRECTIONS[told.call_type?.toLowerCase() ?? ''];
  if (direction === undefined) return mismatch(of, { field: 'call_type', problem: 'is none of in, out, callback' });
  const start = callStart(told.calldate, { timeZone: of.project.timeZone, callId: told.uniqueid });
  if (start === null)
    return mismatch(of, { field: 'calldate', problem: 'expected a moment such as 2026-03-02 09:00:00' });
  const ended = told.duration !== null || told.billsec !== null;
  const answered = ended && isAnswered(told);
  const message = providerCallMessage({
    callId: told.uniqueid,
    // The web hook after the call and the call log say the same; those before it know less.
    eventId: `${told.uniqueid}:${ended ? 'end' : 'start'}`,
    revision: ended ? 1 : 0,
    direction,
    start,
    ended,
    answered,
    waitMs: told.waittime,
    talkMs: told.billsec,
    totalMs: told.duration,
    customer: direction === 'outbound' ? told.dst : (told.caller ?? told.caller_number ?? told.userfield),
    operator: operatorOf(told, direction, answered),
    queue: told.department ?? told.scheme_name,
    disposition: ended && !answered ? reasonOf(told, direction) : null,
    campaign: told.utm_campaign,
    attributes: {
      utmSource: told.utm_source,
      utmMedium: told.utm_medium,
      pool: told.pool_name,
      callKind: told.call_type,
      providerDisposition: told.disposition,
    },
    recordings: ended ? recordingsOf(told, answered) : null,
  });
  return { ok: true, messages: [message] };
}

/** Web hooks put what is specific to the call's kind one level deeper. */
function withAdditional(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const { additional_call_data: more } = json;
  return isRecord(more) ? { ...more, ...json } : json;
}

/** A target call and a repeated one are told instead of ANSWERED; a mailbox that answers is no operator. */
function isAnswered({ disposition, billsec }: Entry): boolean {
  const told = disposition?.toUpperCase() ?? '';
  if (['ANSWERED', 'PROPER', 'REPEATED'].includes(told)) return billsec !== 0;
  return told === '' && (billsec ?? 0) > 0;
}

function reasonOf({ disposition }: Entry, direction: Direction): string | null {
  const told = disposition?.toUpperCase() ?? '';
  if (told === 'VOICEMAIL') return 'flow_out';
  if (direction === 'inbound') return null;
  return told === 'BUSY' || told === 'FAILED' ? told.toLowerCase() : 'no_answer';
}

/** Of an incoming call who it was put through to; of an outgoing one who called, written `"login" <login>`. */
function operatorOf(told: Entry, direction: Direction, answered: boolean): string | null {
  const name = direction === 'inbound' ? (told.connected_with ?? told.employee_number) : told.caller;
  if (name === null || (direction === 'inbound' && !answered)) return null;
  return /<([^<>]+)>\s*$/.exec(name)?.[1]?.trim() ?? name;
}

function recordingsOf(told: Entry, answered: boolean): readonly { recordingId: string; file: string | null }[] | null {
  const file = webAddress(told.recording_wav) ?? webAddress(told.recording);
  if (file !== null) return [{ recordingId: told.uniqueid, file }];
  if (!answered || isTold(told.has_recording) === false) return [];
  return isTold(told.has_recording) === true ? [{ recordingId: told.uniqueid, file: null }] : null;
}
