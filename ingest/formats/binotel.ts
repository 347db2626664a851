import { z } from 'zod';
import type { Direction, EpochMs } from '../call.ts';
import { isList, isRecord, listOf, nestedFields } from './form-fields.ts';
import { mismatch, readForeign, type RecordOf, type Translated } from './format.ts';
import { eachRecord, providerCallMessage, type ProviderLeg } from './provider-call.ts';
import { callStart, id, seconds, words } from './told-values.ts';

const employee = z.looseObject({ name: words, email: words }).nullish().catch(null);
const utm = z.looseObject({ utm_source: words, utm_medium: words, utm_campaign: words }).nullish().catch(null);

/** One try to reach an employee, or one who spoke. */
const part = z.looseObject({
  waitsec: seconds,
  billsec: seconds,
  disposition: words,
  internalNumber: words,
  employeeData: employee,
});

/** Call details of API CALL COMPLETED and of the REST category stats: developers.binotel.ua, "WebHooks", "REST API: STATS". */
const callDetails = z.looseObject({
  generalCallID: id,
  startTime: id,
  callType: id,
  internalNumber: words,
  externalNumber: words,
  waitsec: seconds,
  billsec: seconds,
  disposition: id,
  recordingStatus: words,
  isNewCall: words,
  employeeData: employee,
  pbxNumberData: z.looseObject({ name: words }).nullish().catch(null),
  historyData: z.preprocess(listOf, z.array(part).nullable().catch(null)),
  callTrackingData: utm,
  getCallData: utm,
});
type CallDetails = z.infer<typeof callDetails>;

/** What is told when a call comes in, without a time of its own. */
const received = z.looseObject({ generalCallID: id, callType: id, externalNumber: words, internalNumber: words });

const DIRECTIONS: Readonly<Record<string, Direction>> = { '0': 'inbound', '1': 'outbound' };

/** Web hooks and events that say nothing which the completed call does not say better, or that only ask us something. */
const WITHOUT_CALL = ['apiCallSettings', 'answeredTheCall', 'transferredTheCall', 'hangupTheCall'];

/**
 * A web hook of Binotel, or what its REST API lists as callDetails. The completed call (revision 1) says all; that a call
 * came in (revision 0) is known as of the moment its message was sent.
 */
export function binotelMessages(json: unknown, of: RecordOf): Translated {
  const told = nestedFields(json);
  const type = isRecord(told) ? (told['requestType'] ?? told['method']) : undefined;
  if (typeof type === 'string' && WITHOUT_CALL.includes(type)) return { ok: true, messages: [] };
  if (type === 'receivedTheCall') return receivedCall(told, of);
  const details = isRecord(told) && 'callDetails' in told ? told['callDetails'] : told;
  const byId = details !== told && isRecord(details) && !('generalCallID' in details);
  const records = byId ? Object.values(details) : isList(details) ? details : [details];
  return eachRecord(records, (record) => completedCall(record, of));
}

function receivedCall(json: unknown, of: RecordOf): Translated {
  const read = readForeign(received, json, of);
  if (!read.ok) return read;
  const { generalCallID: callId, callType, externalNumber, internalNumber } = read.value;
  const direction = DIRECTIONS[callType];
  if (direction === undefined) return mismatch(of, { field: 'callType', problem: 'is none of 0, 1' });
  const message = providerCallMessage({
    callId,
    eventId: `${callId}:start`,
    revision: 0,
    direction,
    start: { told: of.receivedAt, at: of.receivedAt },
    ended: false,
    answered: false,
    waitMs: null,
    talkMs: null,
    totalMs: null,
    customer: externalNumber,
    operator: direction === 'outbound' ? internalNumber : null,
    queue: null,
    disposition: null,
    campaign: null,
    attributes: {},
    recordings: null,
  });
  return { ok: true, messages: [message] };
}

function completedCall(json: unknown, of: RecordOf): Translated {
  const read = readForeign(callDetails, json, of);
  if (!read.ok) return read;
  const told = read.value;
  const direction = DIRECTIONS[told.callType];
  if (direction === undefined)
    return mismatch(of, { field: 'callDetails.callType', problem: 'is none of 0 (incoming), 1 (outgoing)' });
  const start = callStart(told.startTime, { timeZone: of.project.timeZone, callId: '' });
  if (start === null)
    return mismatch(of, { field: 'callDetails.startTime', problem: 'expected the seconds since 1970' });
  const ended = !GOING_ON.includes(told.disposition);
  const answered = SPOKEN.includes(told.disposition);
  const tracked = told.callTrackingData ?? told.getCallData;
  const legs = legsOf(told, start.at);
  const message = providerCallMessage({
    callId: told.generalCallID,
    eventId: `${told.generalCallID}:end`,
    revision: ended ? 1 : 0,
    direction,
    start,
    ended,
    answered,
    waitMs: told.waitsec,
    talkMs: told.billsec,
    totalMs: null,
    customer: told.externalNumber,
    operator: aliasOf(told),
    queue: null,
    disposition: ended && !answered ? reasonOf(told, direction) : null,
    campaign: tracked?.utm_campaign ?? null,
    attributes: {
      utmSource: tracked?.utm_source ?? null,
      utmMedium: tracked?.utm_medium ?? null,
      line: told.pbxNumberData?.name ?? null,
      isNewCall: told.isNewCall,
      providerDisposition: told.disposition,
    },
    legs: answered || legs.length > 1 ? legs : null,
    recordings: recordingsOf(told, ended && !answered),
  });
  return { ok: true, messages: [message] };
}

const GOING_ON = ['ONLINE', 'CALLING'];
const SPOKEN = ['ANSWER', 'TRANSFER', 'ONLINE', 'SUCCESS'];

/** A message left in the mailbox is no answer, and who leaves one did not hang up in vain. */
function reasonOf({ disposition }: CallDetails, direction: Direction): string | null {
  if (disposition.startsWith('VM')) return 'flow_out';
  if (direction === 'inbound') return null;
  if (disposition === 'BUSY') return 'busy';
  return ['CONGESTION', 'CHANUNAVAIL', 'FAILED'].includes(disposition) ? 'failed' : 'no_answer';
}

/** The extension is told in every message; an employee without one is told by e-mail or name. */
function aliasOf({ internalNumber, employeeData }: z.infer<typeof part>): string | null {
  return internalNumber ?? employeeData?.email ?? employeeData?.name ?? null;
}

/**
 * The parts of the history one after another, each rung for its waitsec and spoken with for its billsec. Where the parts
 * last longer than the whole, several rang at once, and those who did not answer take no time of the others.
 */
function legsOf(told: CallDetails, startedAt: EpochMs): readonly ProviderLeg[] {
  const parts = (told.historyData ?? []).flatMap((one) => {
    const operator = aliasOf(one);
    return operator === null ? [] : [{ ...one, operator, wait: one.waitsec ?? 0, talk: one.billsec ?? 0 }];
  });
  const whole = (told.waitsec ?? 0) + (told.billsec ?? 0);
  const inTurn = parts.reduce((sum, { wait, talk }) => sum + wait + talk, 0) <= whole;
  let at = startedAt;
  return parts.map(({ operator, disposition, wait, talk }, index): ProviderLeg => {
    const spoke = talk > 0 || disposition === 'ANSWER' || disposition === 'TRANSFER';
    const leg = {
      legId: `${told.generalCallID}:${index + 1}`,
      operator,
      startedAt: at,
      answeredAt: spoke ? at + wait : null,
      endedAt: at + wait + talk,
      talkMs: spoke ? talk : null,
      transferred: disposition === 'TRANSFER',
    };
    if (spoke || inTurn) at += wait + talk;
    return leg;
  });
}

/**
 * The links to a recording lead into the cabinet, want a login and hold the customer's number: none is kept. The file that
 * stats/call-record gives is named by the call's id.
 */
function recordingsOf(told: CallDetails, missed: boolean): readonly { recordingId: string; file: null }[] | null {
  if (told.recordingStatus === 'uploaded') return [{ recordingId: told.generalCallID, file: null }];
  return missed ? [] : null;
}
