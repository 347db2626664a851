import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Direction, EpochMs } from '../call.ts';
import { mismatch, readForeign, type FormatOf, type Translated } from './format.ts';
import { CDR, epochMs, instant, legOf, number, type Leg } from './freeswitch-leg.ts';

type Message = Readonly<Record<string, unknown>>;

/**
 * One leg as what it tells of its call. The leg that came in is the call. A leg that it rang adds nothing that is safe:
 * its record would put one party's view in place of the whole, so it gives no message; nor does a loopback channel,
 * behind which is nobody. The exception is the leg to an operator of mod_callcenter who spoke: it knows best when it rang
 * and how long the operator kept the customer on hold.
 */
export function freeswitchMessages(json: unknown, file: string): Translated {
  const of: FormatOf = { format: 'freeswitch', file };
  const read = readForeign(CDR, json, of);
  if (!read.ok) return read;
  const leg = legOf(read.value);
  const startedAt = instant({ ...leg, times: leg.firstTimes }, 'start', 'created_time');
  if (startedAt === null) {
    const problem = 'is missing (expected the second of 1970 in which the leg began; there is no created_time either)';
    return mismatch(of, { field: 'variables.start_epoch', problem });
  }
  if (leg.variable('loopback_leg') !== null) return { ok: true, messages: [] };
  const session = memberOf(leg);
  if (session !== null) return { ok: true, messages: operatorLeg(leg, session, startedAt) };
  if (leg.wasRung) return { ok: true, messages: [] };
  return { ok: true, messages: [callOf(leg, startedAt)] };
}

/** The customer's leg, of an operator's leg that mod_callcenter rang. */
function memberOf(leg: Leg): string | null {
  const member = leg.variable('cc_member_session_uuid');
  return member === leg.uuid || leg.variable('cc_side') === 'member' ? null : member;
}

/**
 * The operator's leg of a call, if the two were connected. Revision 0, for what the call's own record says counts more.
 * An operator of the kind uuid-standby stays on the line between calls: such a leg is the operator's day, not a call's.
 */
function operatorLeg(leg: Leg, callId: string, startedAt: EpochMs): readonly Message[] {
  const operator = leg.variable('cc_agent');
  const answeredAt = instant(leg, 'answer', 'answered_time');
  const spoke = leg.variable('cc_agent_bridged') === 'true' || instant(leg, 'bridge', 'bridged_time') !== null;
  if (operator === null || answeredAt === null || !spoke || leg.variable('cc_agent_type') === 'uuid-standby') return [];
  const endedAt = instant(leg, 'end', 'hangup_time');
  const queue = leg.variable('cc_queue');
  const spoken = { legId: leg.uuid, operator, queue, startedAt, answeredAt, endedAt, holdMs: holdMsOf(leg) };
  const event = { callId, eventId: leg.uuid, revision: 0 };
  return [{ schemaVersion: 1, type: 'call', ...event, direction: 'inbound', startedAt, legs: [spoken] }];
}

/**
 * The call of the leg that came in. Two such legs that were bridged to each other afterwards name one call_uuid: the
 * other one's, of which this one then only fills the gaps.
 */
function callOf(leg: Leg, startedAt: EpochMs): Message {
  const callId = leg.variable('cc_side') === 'member' ? leg.uuid : (leg.variable('call_uuid') ?? leg.uuid);
  const direction = directionOf(leg);
  const stay = stayOf(leg, startedAt);
  const answeredAt = stay?.answeredAt ?? bridgedAtOf(leg);
  const endedAt = instant(leg, 'end', 'hangup_time');
  const cause = leg.variable('hangup_cause');
  return {
    schemaVersion: 1,
    type: 'call',
    callId,
    eventId: leg.uuid,
    revision: callId === leg.uuid ? 1 : 0,
    direction,
    startedAt,
    answeredAt,
    endedAt,
    ivrMs: stay === null ? null : Math.max(0, stay.enteredAt - startedAt),
    ...partiesOf(leg, direction, { inQueue: (stay?.answeredAt ?? null) !== null, answered: answeredAt !== null }),
    disposition: answeredAt === null && stay === null ? dispositionOf(cause) : null,
    hangupBy: hangupByOf(leg, direction, { answered: answeredAt !== null, cause }),
    attributes: cause === null ? null : { hangupCause: cause },
    queue: leg.variable('cc_queue'),
    talkMs: talkMsOf(leg, answeredAt, stay?.endedAt ?? endedAt),
    holdMs: answeredAt === null ? null : holdMsOf(leg),
    queueEntries: stay === null ? null : [stay.entry],
    recordings: recordingsOf(leg, startedAt, stay?.answeredAt ?? null),
  };
}

type Stay = {
  readonly enteredAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  /** When the operator's part ended, as far as the queue saw it. */
  readonly endedAt: EpochMs | null;
  readonly entry: Message;
};

/** Why mod_callcenter gave the customer up; BREAK_OUT and NONE: the customer hung up. */
const FLOW_OUT: Readonly<Record<string, string>> = {
  TIMEOUT: 'timeout',
  NO_AGENT_TIMEOUT: 'empty',
  EXIT_WITH_KEY: 'key',
};

/** The last stay in a queue: variables of an earlier one stand before it in time and are not of it. */
function stayOf(leg: Leg, startedAt: EpochMs): Stay | null {
  const queue = leg.variable('cc_queue');
  const joined = epochMs(leg.variable('cc_queue_joined_epoch'));
  if (queue === null || joined === null) return null;
  const ofStay = (name: string): EpochMs | null => {
    const at = epochMs(leg.variable(name));
    return at === null || at < joined ? null : notBefore(at, startedAt);
  };
  const enteredAt = notBefore(joined, startedAt);
  const answeredAt = ofStay('cc_queue_answered_epoch');
  const leftAt = answeredAt ?? ofStay('cc_queue_canceled_epoch') ?? instant(leg, 'end', 'hangup_time');
  const flowOut = FLOW_OUT[leg.variable('cc_cancel_reason') ?? ''] ?? null;
  const given = flowOut === null ? { outcome: 'abandoned' } : { outcome: 'flow_out', flowOut };
  const outcome = answeredAt === null ? given : { outcome: 'answered' };
  const waitMs = leftAt === null ? null : Math.max(0, leftAt - enteredAt);
  const endedAt = answeredAt === null ? null : ofStay('cc_queue_terminated_epoch');
  return { enteredAt, answeredAt, endedAt, entry: { queue, enteredAt, waitMs, ...outcome } };
}

/** A whole second lies up to 999 ms before the moment it stands for. */
function notBefore(at: EpochMs, earliest: EpochMs): EpochMs {
  return at < earliest && earliest - at < 1000 ? earliest : at;
}

/**
 * When somebody was put through. The switch itself answers for a menu, a queue or a mailbox, which is nobody's answer;
 * where a record knows of no bridges at all (old versions), its answer must do.
 */
function bridgedAtOf(leg: Leg): EpochMs | null {
  const tells = 'bridged_time' in leg.times || leg.variable('bridge_epoch') !== null;
  return tells ? instant(leg, 'bridge', 'bridged_time') : instant(leg, 'answer', 'answered_time');
}

/**
 * `direction` of a leg is the switch's view: inbound is all that came in, from customers and from operators alike. So
 * what is meant is read from who is a user of this switch: the caller, who is called, or both.
 */
function directionOf(leg: Leg): Direction {
  const told = leg.variable('call_direction');
  if (told === 'inbound' || told === 'outbound') return told;
  if (told === 'local' || told === 'internal') return 'internal';
  if (leg.variable('cc_queue') !== null) return 'inbound';
  if (leg.variable('direction') === 'outbound') return 'outbound';
  if (callingUser(leg) === null) return 'inbound';
  return leg.variable('dialed_user') === null ? 'outbound' : 'internal';
}

/** The user of this switch who called: by login, by the user's own settings, or by the profile of the vanilla set-up. */
function callingUser(leg: Leg): string | null {
  const login = leg.variable('user_name') ?? leg.variable('sip_auth_username');
  const local = leg.variable('user_context') !== null || leg.variable('sofia_profile_name') === 'internal';
  const name = leg.profile('username') ?? leg.variable('sip_from_user') ?? leg.variable('accountcode');
  return login ?? (local ? name : null);
}

function partiesOf(
  leg: Leg,
  direction: Direction,
  { inQueue, answered }: { readonly inQueue: boolean; readonly answered: boolean },
): { readonly customer: string | null; readonly operator: string | null } {
  const dialled = leg.variable('dialed_user');
  if (direction === 'internal') return { customer: null, operator: callingUser(leg) };
  if (direction === 'outbound') {
    const customer = leg.profile('destination_number') ?? leg.variable('sip_req_user');
    const operator = callingUser(leg) ?? dialled;
    return { customer: customer === operator ? null : customer, operator };
  }
  const customer = leg.profile('caller_id_number') ?? leg.variable('sip_from_user');
  if (inQueue) return { customer, operator: leg.variable('cc_agent') };
  // Of several users who rang, dialed_user is the last; who answered shows in the name sent back to the caller.
  const answering = answered ? leg.variable('last_sent_callee_id_number') : null;
  return { customer, operator: answering ?? dialled };
}

const BUSY = new Set(['USER_BUSY']);
const FAILED = new Set([
  ...['UNALLOCATED_NUMBER', 'INVALID_NUMBER_FORMAT', 'NO_ROUTE_DESTINATION', 'NO_ROUTE_TRANSIT_NET'],
  ...['DESTINATION_OUT_OF_ORDER', 'NETWORK_OUT_OF_ORDER', 'NORMAL_CIRCUIT_CONGESTION', 'NORMAL_TEMPORARY_FAILURE'],
  ...['INCOMPATIBLE_DESTINATION', 'SUBSCRIBER_ABSENT', 'USER_NOT_REGISTERED', 'GATEWAY_DOWN', 'CALL_REJECTED'],
]);

function dispositionOf(cause: string | null): 'busy' | 'failed' | 'no_answer' {
  if (cause !== null && BUSY.has(cause)) return 'busy';
  return cause !== null && FAILED.has(cause) ? 'failed' : 'no_answer';
}

/** Ends that the switch made, although it then sends the same farewell as for a party that hung up. */
const BY_SWITCH = new Set([
  ...['ALLOTTED_TIMEOUT', 'MEDIA_TIMEOUT', 'MANAGER_REQUEST', 'SYSTEM_SHUTDOWN', 'RECOVERY_ON_TIMER_EXPIRE'],
]);

/** Received from this leg: its party hung up. Sent to it: the other party did, if there was one. */
function hangupByOf(
  leg: Leg,
  direction: Direction,
  { answered, cause }: { readonly answered: boolean; readonly cause: string | null },
): 'customer' | 'operator' | 'system' | null {
  const told = leg.variable('sip_hangup_disposition') ?? leg.variable('verto_hangup_disposition');
  if (told === null) return null;
  const caller = direction === 'inbound' ? 'customer' : 'operator';
  const called = direction === 'outbound' ? 'customer' : 'operator';
  if (told === 'recv_bye' || told === 'recv_cancel') return caller;
  return told === 'send_bye' && answered && !BY_SWITCH.has(cause ?? '') ? called : 'system';
}

function talkMsOf(leg: Leg, answeredAt: EpochMs | null, endedAt: EpochMs | null): number | null {
  if (answeredAt === null) return null;
  const billMs = number(leg.variable('billmsec'));
  const connectedMs = endedAt === null ? billMs : endedAt - answeredAt;
  return connectedMs === null ? null : Math.max(0, connectedMs - (holdMsOf(leg) ?? 0));
}

function holdMsOf(leg: Leg): number | null {
  const us = number(leg.variable('hold_accum_usec') ?? leg.times['hold_accum_time']);
  return number(leg.variable('hold_accum_ms')) ?? (us === null ? null : Math.floor(us / 1000));
}

/** Where modules, dialplans and FusionPBX say what they record to. */
const RECORDED_TO = ['cc_record_filename', 'record_file', 'recording_file', 'record_filename'] as const;

function recordingsOf(leg: Leg, startedAt: EpochMs, answeredAt: EpochMs | null): readonly Message[] | null {
  const name = leg.variable('record_name');
  const folder = leg.variable('record_path');
  const named = RECORDED_TO.flatMap((variable) => {
    const file = leg.variable(variable);
    return file === null ? [] : [{ file, at: variable === 'cc_record_filename' ? answeredAt : null }];
  });
  const inFolder = name !== null && folder !== null ? [{ file: posix.join(folder, name), at: null }] : [];
  const told = [...named, ...inFolder, ...leg.recorded].flatMap(({ file, at }) => {
    // Parameters of the recording stand before the path: {force_channels=2}/var/…
    const path = file.replace(/^(?:\{[^}]*\}|\[[^\]]*\])/, '').trim();
    const recordingId = posix.parse(path).name.slice(0, 200);
    if (recordingId === '' || /[\p{Cc}]|\$\{/u.test(path)) return [];
    const offsetMs = at === null ? null : Math.max(0, at - startedAt);
    return [{ recordingId, file: posix.isAbsolute(path) ? pathToFileURL(path).href : path, offsetMs }];
  });
  if (told.length === 0) return null;
  return [...new Map(told.toReversed().map((one) => [one.recordingId, one])).values()].toReversed();
}
