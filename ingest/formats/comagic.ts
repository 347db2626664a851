import { z } from 'zod';
import type { Direction } from '../call.ts';
import { parseMoment } from '../time.ts';
import { comagicLegs, isLegReport } from './comagic-legs.ts';
import { isList, isRecord, nestedFields } from './form-fields.ts';
import { mismatch, readForeign, type RecordOf, type Translated } from './format.ts';
import { eachRecord, providerCallMessage, type ProviderLeg } from './provider-call.ts';
import { callStart, id, isTold, laterMoment, seconds, webAddress, words, type CallStart } from './told-values.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = { in: 'inbound', out: 'outbound' };
const MOMENT = 'expected a moment such as 2026-03-02 09:00:00';

const employees = z
  .array(z.looseObject({ employee_id: words, employee_full_name: words, is_answered: words, is_talked: words }))
  .nullish()
  .catch(null);

/** A session of the Data API's get.calls_report: comagic.github.io/data_api/report/get_calls_report. */
const session = z.looseObject({
  id,
  start_time: id,
  finish_time: words,
  finish_reason: words,
  direction: id,
  is_lost: words,
  contact_phone_number: words,
  communication_id: words,
  wait_duration: seconds,
  talk_duration: seconds,
  clean_talk_duration: seconds,
  total_duration: seconds,
  postprocess_duration: seconds,
  call_records: z.array(words).nullish().catch(null),
  full_record_file_link: words,
  scenario_name: words,
  source: words,
  campaign_name: words,
  utm_source: words,
  utm_medium: words,
  utm_campaign: words,
  employees,
  last_answered_employee_full_name: words,
});
type Session = z.infer<typeof session>;

/**
 * A notification whose body has the fields' own names, as planfix.com ("Интеграция с UIS") and the pages "Уведомления о
 * событиях" set it up: `"call_session_id": {{call_session_id}}`.
 */
const notification = z.looseObject({
  call_session_id: id,
  notification_time: words,
  start_time: words,
  direction: words,
  is_lost: words,
  contact_phone_number: words,
  employee_full_name: words,
  employee_id: words,
  employee_ids: z.unknown().optional(),
  talk_time_duration: seconds,
  wait_time_duration: seconds,
  total_time_duration: seconds,
  scenario_name: words,
  file_link: words,
  utm_source: words,
  utm_medium: words,
  utm_campaign: words,
});
type Notification = z.infer<typeof notification>;

/** A notification, a session, a list of sessions or of their legs, or what the Data API answers with them. */
export function comagicMessages(json: unknown, of: RecordOf): Translated {
  const told = nestedFields(json);
  const sessions = sessionsIn(told);
  if (sessions !== null && isLegReport(sessions)) return comagicLegs(sessions, of);
  if (sessions !== null) return eachRecord(sessions, (one) => reportedCall(one, of));
  return isRecord(told) && 'id' in told && !('call_session_id' in told) ? reportedCall(told, of) : notified(told, of);
}

function sessionsIn(told: unknown): readonly unknown[] | null {
  if (isList(told)) return told;
  const result = isRecord(told) ? (told['result'] ?? told) : null;
  return isRecord(result) && isList(result['data']) ? result['data'] : null;
}

function reportedCall(json: unknown, of: RecordOf): Translated {
  const read = readForeign(session, json, of);
  if (!read.ok) return read;
  const told = read.value;
  const direction = DIRECTIONS[told.direction];
  if (direction === undefined) return mismatch(of, { field: 'direction', problem: 'is none of in, out' });
  const start = callStart(told.start_time, { timeZone: of.project.timeZone, callId: '' });
  if (start === null) return mismatch(of, { field: 'start_time', problem: MOMENT });
  const spoken = (told.employees ?? []).filter((one) => isTold(one.is_talked) === true);
  const answered = isTold(told.is_lost) === false && (told.talk_duration ?? 0) > 0;
  const ended = told.finish_time !== null || told.total_duration !== null;
  const [first, ...others] = spoken;
  const single = others.length === 0 ? (first ?? null) : null;
  const message = providerCallMessage({
    callId: told.id,
    eventId: `${told.id}:session`,
    revision: ended ? 2 : 0,
    direction,
    start,
    ended,
    answered,
    waitMs: told.wait_duration,
    talkMs: told.clean_talk_duration ?? told.talk_duration,
    totalMs: told.total_duration ?? lengthOf(told, start, of.project.timeZone),
    // The report counts work after the call into the session, and it was one operator's.
    acwMs: single === null ? null : told.postprocess_duration,
    customer: told.contact_phone_number,
    operator: (single === null ? null : nameOf(single)) ?? told.last_answered_employee_full_name,
    queue: told.scenario_name,
    disposition: answered || direction === 'inbound' ? null : reasonOf(told.finish_reason),
    campaign: told.utm_campaign ?? told.campaign_name,
    attributes: {
      utmSource: told.utm_source,
      utmMedium: told.utm_medium,
      callKind: told.source,
      finishReason: told.finish_reason,
    },
    legs: others.length > 0 ? talkedLegs(told, spoken, start) : null,
    recordings: ended ? recordingsOf(told) : null,
  });
  return { ok: true, messages: [message] };
}

/** From the start to the moment that the report names as the end; null = it names none that lies behind the start. */
function lengthOf({ finish_time: told }: Session, start: CallStart, timeZone: string): number | null {
  const finished = told === null ? null : laterMoment(told, { timeZone, earliest: start.at });
  return finished === null || finished < start.at ? null : finished - start.at;
}

function nameOf(one: NonNullable<Session['employees']>[number]): string | null {
  return one.employee_full_name ?? one.employee_id;
}

/** Of several who spoke the report does not say who how long: each has a leg, and none a length. */
function talkedLegs(
  { id: callId, wait_duration }: Session,
  spoken: NonNullable<Session['employees']>,
  start: CallStart,
): readonly ProviderLeg[] {
  const answeredAt = start.at + (wait_duration ?? 0);
  return spoken.flatMap((one, index): ProviderLeg[] => {
    const operator = nameOf(one);
    if (operator === null) return [];
    const legId = `${callId}:${one.employee_id ?? String(index + 1)}`;
    const transferred = index < spoken.length - 1;
    return [{ legId, operator, startedAt: start.at, answeredAt, endedAt: null, talkMs: null, transferred }];
  });
}

function reasonOf(finishReason: string | null): string {
  if (finishReason === 'subscriber_busy') return 'busy';
  return finishReason === 'numb_not_exists' || finishReason === 'subscriber_number_problems' ? 'failed' : 'no_answer';
}

function recordingsOf(told: Session): readonly { recordingId: string; file: string | null }[] {
  const whole = webAddress(told.full_record_file_link);
  if (whole !== null) return [{ recordingId: told.id, file: whole }];
  const ids = (told.call_records ?? []).flatMap((record) => (record === null ? [] : [record]));
  const { communication_id: communication } = told;
  return ids.map((record, index) => ({
    recordingId: index === 0 ? told.id : `${told.id}:${index + 1}`,
    file: communication === null ? null : `https://app.comagic.ru/system/media/talk/${communication}/${record}/`,
  }));
}

/**
 * What happened is read from the fields, for the names of notifications are everybody's own. A recording needs no more
 * than its address; of a call that neither says its direction nor that it was lost, nothing is safe to keep.
 */
function notified(json: unknown, of: RecordOf): Translated {
  const read = readForeign(notification, json, of);
  if (!read.ok) return read;
  const told = read.value;
  const file = webAddress(told.file_link);
  const lost = isLost(told);
  const direction = told.direction === null ? (lost ? 'inbound' : null) : (DIRECTIONS[told.direction] ?? null);
  if (told.direction !== null && direction === null)
    return mismatch(of, { field: 'direction', problem: 'is none of in, out' });
  if (file !== null && (direction === null || told.start_time === null))
    return { ok: true, messages: [recordingMessage(told, file)] };
  if (direction === null) return { ok: true, messages: [] };
  return notifiedCall(told, { direction, lost, file }, of);
}

function notifiedCall(
  told: Notification,
  { direction, lost, file }: { readonly direction: Direction; readonly lost: boolean; readonly file: string | null },
  of: RecordOf,
): Translated {
  const ended = lost || told.total_time_duration !== null;
  const lengthMs = told.total_time_duration ?? (lost ? told.wait_time_duration : null);
  const start = startOf(told, lengthMs, of);
  if (start === null) return mismatch(of, { field: 'notification_time', problem: MOMENT });
  const answered = !lost && (told.talk_time_duration ?? 0) > 0;
  const message = providerCallMessage({
    callId: told.call_session_id,
    eventId: `${told.call_session_id}:${file !== null ? 'recorded' : ended ? 'end' : 'start'}`,
    revision: ended ? 1 : 0,
    direction,
    start,
    ended,
    answered,
    waitMs: told.wait_time_duration,
    talkMs: told.talk_time_duration,
    totalMs: lengthMs,
    customer: told.contact_phone_number,
    operator: lost ? null : (told.employee_full_name ?? told.employee_id),
    queue: told.scenario_name,
    disposition: ended && !answered && direction === 'outbound' ? 'no_answer' : null,
    campaign: told.utm_campaign,
    attributes: { utmSource: told.utm_source, utmMedium: told.utm_medium },
    recordings: file === null ? null : [{ recordingId: told.call_session_id, file }],
  });
  return { ok: true, messages: [message] };
}

/** Only of a lost call are all employees told who were rung, and how long was waited, but no talk. */
function isLost(told: Notification): boolean {
  const said = isTold(told.is_lost);
  if (said !== null) return said;
  return told.employee_ids !== undefined && told.wait_time_duration !== null && told.talk_time_duration === null;
}

/** A notification without the start is sent at the end, or while the call goes on. */
function startOf(told: Notification, lengthMs: number | null, of: RecordOf): CallStart | null {
  const { timeZone } = of.project;
  if (told.start_time !== null) return callStart(told.start_time, { timeZone, callId: '' });
  const sentAt = told.notification_time === null ? of.receivedAt : parseMoment(told.notification_time, timeZone)?.at;
  if (sentAt === undefined) return null;
  const at = sentAt - (lengthMs ?? 0);
  return { told: at, at };
}

function recordingMessage(told: Notification, uri: string): Readonly<Record<string, unknown>> {
  const { call_session_id: callId, notification_time: at } = told;
  return { schemaVersion: 1, type: 'recording', callId, recordingId: callId, uri, at };
}
