import type { EpochMs } from './call.ts';
import type { CallEventMessage, RecordingPayload } from './contracts.ts';
import { customerKeyOf } from './customer-key.ts';
import { contentId } from './digest.ts';
import { readMoment } from './message.ts';
import type { Project } from './project.ts';
import type { SourceEvent, SourceKind } from './source-event.ts';

/** A number or address and its key, for the one restricted table. */
export type CustomerAddress = { readonly project: string; readonly customerKey: string; readonly address: string };

export type EventContext = {
  readonly project: Project;
  /** The project's secret for customer keys. */
  readonly secret: string;
  /** When the message came or its file was written: stands in for the moment of a transcript that tells none. */
  readonly receivedAt: EpochMs;
};

const SOURCE: Readonly<Record<CallEventMessage['type'], SourceKind>> = {
  call: 'record',
  transcript: 'transcript',
  conversation: 'messages',
  message: 'messages',
};

/**
 * A message as the source event that is stored. The customer's number leaves the payload and becomes `customerKey`
 * first; the event id, where the sender gives none, is made from what is left, so that a redelivered message is the
 * same event and no number can be found by trying out hashes. A conversation without a revision has the number of its
 * messages as one: the longer replaces the shorter.
 */
export function eventsOf(
  message: CallEventMessage,
  context: EventContext,
): { readonly events: readonly SourceEvent[]; readonly customers: readonly CustomerAddress[] } {
  const { project } = context;
  const { payload, customers } = withCustomerKey(message, context);
  const event: SourceEvent = {
    schemaVersion: 1,
    project: project.id,
    callId: message.callId,
    source: SOURCE[message.type],
    eventId: message.eventId ?? contentId(payload),
    revision: message.revision ?? (message.type === 'conversation' ? message.messages.length : 0),
    at: momentOf(message, project.timeZone) ?? context.receivedAt,
    seq: 0,
    payload: JSON.stringify(payload),
  };
  return { events: [event], customers };
}

/** What the lines tell about a recording as a source event. Same payload, same event; `at` orders what happened to it. */
export function recordingEvent(
  payload: RecordingPayload,
  of: { readonly project: string; readonly callId: string; readonly at: EpochMs; readonly revision: number },
): SourceEvent {
  return {
    schemaVersion: 1,
    project: of.project,
    callId: of.callId,
    source: 'recording',
    // Heard with the operator on the other channel it is another event: the call has moved on.
    eventId: `${payload.event}:${payload.recordingId}${payload.operatorChannel ? `:${payload.operatorChannel}` : ''}`,
    revision: of.revision,
    at: of.at,
    seq: 0,
    payload: JSON.stringify(payload),
  };
}

function withCustomerKey(
  message: CallEventMessage,
  { project, secret }: EventContext,
): { readonly payload: Readonly<Record<string, unknown>>; readonly customers: readonly CustomerAddress[] } {
  const { customer }: Readonly<Record<string, unknown>> = message;
  // JSON leaves out what is undefined. A key sent from outside goes too: only ours is made with the project's secret.
  const told = { ...message, customer: undefined, customerKey: undefined };
  if (typeof customer !== 'string') return { payload: told, customers: [] };
  const customerKey = customerKeyOf(customer, project.country, secret);
  const customers = customerKey === '' ? [] : [{ project: project.id, customerKey, address: customer.trim() }];
  return { payload: { ...told, customerKey }, customers };
}

/** The moment by which a message is ordered: the end of a call as far as it is told, the newest of its messages. */
function momentOf(message: CallEventMessage, timeZone: string): EpochMs | null {
  switch (message.type) {
    case 'call':
      return readMoment(message.endedAt ?? message.answeredAt ?? message.startedAt, timeZone)?.at ?? null;
    case 'transcript':
      return message.startedAt ? (readMoment(message.startedAt, timeZone)?.at ?? null) : null;
    case 'message':
      return readMoment(message.at, timeZone)?.at ?? null;
    case 'conversation':
      return Math.max(...message.messages.map(({ at }) => readMoment(at, timeZone)?.at ?? 0));
  }
}
