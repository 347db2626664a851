import type { z } from 'zod';
import type { Reason } from '../errors.ts';
import type { EpochMs } from './call.ts';
import { MESSAGE_SCHEMAS, type CallMessage, type Message, type MomentValue } from './contracts.ts';
import { missing, shapeFault, type FieldFault } from './message-faults.ts';
import type { Project } from './project.ts';
import { parseMoment, type Moment } from './time.ts';

export type MessageContext = {
  readonly project: Project;
  /** Named in reasons: an inbox path or topic/partition/offset. */
  readonly file: string;
  /** Against which moments in the future are refused. */
  readonly now: EpochMs;
};

/** No call was recorded digitally before; an earlier year is a clock that lost its battery. */
export const EARLIEST: EpochMs = Date.UTC(1990, 0, 1);
/** Clocks run ahead and zones get mixed up, both by less than a day. */
export const AHEAD_MAX_MS = 86_400_000;
/** Below it a number is seconds since 1970 (until the year 5138), above it milliseconds (from 1973 on). */
const SECONDS_BELOW = 100_000_000_000;

/**
 * A parsed JSON value as one of the messages of contracts.ts, or the reason it is none: MESSAGE_TYPE_UNKNOWN,
 * MESSAGE_INVALID with the path of the field and what was expected there (the first five faults, the first one's path),
 * or TIMES_IMPOSSIBLE. Reasons never quote values, which may be personal.
 */
export function parseMessage(
  json: unknown,
  context: MessageContext,
): { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly reason: Reason } {
  const { file } = context;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused('MESSAGE_INVALID', { file, field: 'the message', problem: 'expected one JSON object' });
  }
  const type: unknown = 'type' in json ? json.type : undefined;
  const types = Object.keys(MESSAGE_SCHEMAS).join(', ');
  if (type === undefined) {
    return refused('MESSAGE_INVALID', { file, field: 'type', problem: missing(['type'], json, `one of ${types}`) });
  }
  if (!isMessageType(type)) {
    const shown = typeof type === 'string' ? type.slice(0, 50) : '';
    return refused('MESSAGE_TYPE_UNKNOWN', { file, type: shown, known: types });
  }
  const parsed = parseAs(type, json);
  if (!parsed.success) return refused('MESSAGE_INVALID', { file, ...shapeFault(parsed.error.issues, json) });
  const fault = timeFault(parsed.data, context);
  return fault === null ? { ok: true, message: parsed.data } : refused(fault.code, { file, ...fault.params });
}

/** A moment of a message on the project's clock; null when the text is none. */
export function readMoment(value: MomentValue, timeZone: string): Moment | null {
  if (typeof value === 'string') return parseMoment(value, timeZone);
  return { at: Math.round(value < SECONDS_BELOW ? value * 1000 : value), doubtful: false, later: null };
}

/** Of the two readings of a doubled hour the one that does not lie before `earliest`. */
export function notBefore(moment: Moment, earliest: EpochMs): Moment {
  const turnedBack = moment.at < earliest && moment.later !== null && moment.later >= earliest;
  return turnedBack ? { at: moment.later, doubtful: false, later: null } : moment;
}

type MessageType = keyof typeof MESSAGE_SCHEMAS;
type CodedFault = { readonly code: 'MESSAGE_INVALID' | 'TIMES_IMPOSSIBLE'; readonly params: FieldFault };

function isMessageType(type: unknown): type is MessageType {
  return typeof type === 'string' && Object.hasOwn(MESSAGE_SCHEMAS, type);
}

function parseAs(type: MessageType, json: object): z.ZodSafeParseResult<Message> {
  return MESSAGE_SCHEMAS[type].safeParse(json);
}

function refused(code: Reason['code'], params: Reason['params']): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason: { code, params } };
}

function timeFault(message: Message, context: MessageContext): CodedFault | null {
  const moments = new Map<string, Moment>();
  for (const [field, value] of momentsOf(message)) {
    if (value === null || value === undefined) continue;
    const moment = readMoment(value, context.project.timeZone);
    if (moment === null) {
      return invalid(field, 'expected a moment that exists, such as 2026-03-02T09:00:00+02:00');
    }
    if (moment.at < EARLIEST) return impossible(field, 'lies before 1990: the clock was not set');
    if (moment.at > context.now + AHEAD_MAX_MS) return impossible(field, 'lies more than a day in the future');
    moments.set(field, moment);
  }
  if (message.type === 'call') return orderFault(message, moments);
  if (message.type !== 'transcript') return null;
  const reversed = message.utterances.findIndex((utterance) => utterance.endMs < utterance.startMs);
  return reversed < 0 ? null : impossible(`utterances.${reversed}.endMs`, 'lies before startMs');
}

function orderFault(call: CallMessage, moments: ReadonlyMap<string, Moment>): CodedFault | null {
  for (const prefix of ['', ...(call.legs ?? []).map((_, index) => `legs.${index}.`)]) {
    let latest = moments.get(`${prefix}startedAt`)?.at ?? 0;
    let latestField = 'startedAt';
    for (const field of ['answeredAt', 'endedAt'] as const) {
      const moment = moments.get(prefix + field);
      if (moment === undefined) continue;
      const { at } = notBefore(moment, latest);
      if (at < latest) return impossible(prefix + field, `lies before ${latestField}`);
      latest = at;
      latestField = field;
    }
  }
  return null;
}

function invalid(field: string, problem: string): CodedFault {
  return { code: 'MESSAGE_INVALID', params: { field, problem } };
}

function impossible(field: string, problem: string): CodedFault {
  return { code: 'TIMES_IMPOSSIBLE', params: { field, problem } };
}

type MomentField = readonly [path: string, value: MomentValue | null | undefined];

/** Every moment of a message with the path of its field. */
function momentsOf(message: Message): readonly MomentField[] {
  switch (message.type) {
    case 'call':
      return [
        ...momentsOfSpan('', message),
        ...(message.legs ?? []).flatMap((leg, index) => momentsOfSpan(`legs.${index}.`, leg)),
        ...(message.queueEntries ?? []).map(({ enteredAt }, index): MomentField => [
          `queueEntries.${index}.enteredAt`,
          enteredAt,
        ]),
      ];
    case 'transcript':
      return [['startedAt', message.startedAt]];
    case 'conversation':
      return message.messages.map(({ at }, index): MomentField => [`messages.${index}.at`, at]);
    case 'message':
    case 'recording':
    case 'operator_state':
      return [['at', message.at]];
  }
}

function momentsOfSpan(
  prefix: string,
  { startedAt, answeredAt, endedAt }: Pick<CallMessage, 'startedAt' | 'answeredAt' | 'endedAt'>,
): readonly MomentField[] {
  return [
    [`${prefix}startedAt`, startedAt],
    [`${prefix}answeredAt`, answeredAt],
    [`${prefix}endedAt`, endedAt],
  ];
}
