import type { EpochMs } from '../call.ts';

/** How a contact begins, as Amazon names it: first those that the customer began or that go on with the customer. */
export const INBOUND_METHODS = ['INBOUND', 'WEBRTC_API', 'TRANSFER', 'QUEUE_TRANSFER', 'DISCONNECT'] as const;
export const OUTBOUND_METHODS = [
  ...(['OUTBOUND', 'EXTERNAL_OUTBOUND', 'CALLBACK', 'CAMPAIGN_PREVIEW', 'AGENT_REPLY', 'FLOW'] as const),
] as const;
export const CHANNELS = ['VOICE', 'CHAT', 'EMAIL', 'TASK'] as const;

/** What contact records and contact events of Amazon Connect both tell of a contact; null = not told. */
export type Contact = {
  readonly contactId: string;
  readonly channel: (typeof CHANNELS)[number];
  /** API is a chat that the customer began or a call that a program began; MONITOR is a supervisor's listening. */
  readonly method: (typeof INBOUND_METHODS)[number] | (typeof OUTBOUND_METHODS)[number] | 'API' | 'MONITOR';
  readonly startedAt: EpochMs;
  /** Of an outbound contact: when the customer answered. */
  readonly systemAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  /** '' when not told. */
  readonly reason: string;
  /** The contact this one goes on from; '' or its own id for the first. */
  readonly parentId: string;
  /** Whether another contact goes on from this one. */
  readonly continued: boolean;
  readonly agent: {
    readonly name: string;
    readonly connectedAt: EpochMs | null;
    readonly talkMs: number | null;
    readonly holdMs: number | null;
    readonly acwMs: number | null;
  } | null;
  readonly queue: { readonly name: string; readonly enteredAt: EpochMs | null; readonly waitMs: number | null } | null;
  readonly customer: string | null;
  readonly campaign: string | null;
  readonly recordings: readonly ContactRecording[] | null;
};

export type ContactRecording = { readonly recordingId: string; readonly file: string; readonly offsetMs: number };

/** One contact as one `call` message, in the one-leg form: when it rang at the operator's, no record tells. */
export function callOf(
  contact: Contact,
  of: { readonly eventId: string; readonly revision: number },
): Readonly<Record<string, unknown>> {
  const direction = isOutbound(contact) ? 'outbound' : 'inbound';
  const answeredAt = answeredAtOf(contact);
  // Of an inbound contact Amazon names only who was connected; of an outbound one also who dialled in vain.
  const agent = direction === 'outbound' || contact.agent?.connectedAt ? contact.agent : null;
  return {
    schemaVersion: 1,
    type: 'call',
    callId: contact.contactId,
    ...of,
    direction,
    channel: contact.channel.toLowerCase(),
    startedAt: contact.startedAt,
    answeredAt,
    endedAt: contact.endedAt,
    ivrMs: ivrMsOf(contact),
    customer: contact.customer,
    hangupBy: hangupByOf(contact.reason),
    campaign: contact.campaign,
    parentCallId: contact.parentId === contact.contactId || contact.parentId === '' ? null : contact.parentId,
    attributes: contact.reason === '' ? null : { disconnectReason: contact.reason },
    operator: agent?.name ?? null,
    // Without the moment there is no telling whether anybody waited in it.
    queue: (direction === 'outbound' || contact.queue?.enteredAt ? contact.queue?.name : null) ?? null,
    // Whatever an operator's time with an unanswered call is, it is no talk: talk would mean that it was answered.
    talkMs: answeredAt === null ? null : (agent?.talkMs ?? null),
    holdMs: answeredAt === null ? null : (agent?.holdMs ?? null),
    acwMs: agent?.acwMs ?? null,
    queueEntries: queueEntriesOf(contact),
    recordings: contact.recordings,
  };
}

function isOutbound({ method, channel }: Contact): boolean {
  if (method === 'API') return channel === 'VOICE';
  return OUTBOUND_METHODS.some((outbound) => outbound === method);
}

/** Inbound: when the operator was connected. Outbound: when the customer had answered and the operator was there. */
function answeredAtOf(contact: Contact): EpochMs | null {
  const connectedAt = contact.agent?.connectedAt ?? null;
  if (!isOutbound(contact)) return connectedAt;
  return contact.systemAt === null ? null : Math.max(contact.systemAt, connectedAt ?? 0);
}

/** What goes on from another contact has no flow of its own before the queue. */
function ivrMsOf(contact: Contact): number | null {
  const fresh = contact.method === 'INBOUND' || contact.method === 'WEBRTC_API';
  const until = contact.queue?.enteredAt ?? contact.agent?.connectedAt ?? contact.endedAt;
  return fresh && until !== null && until >= contact.startedAt ? until - contact.startedAt : null;
}

/** Nobody waits in the queue that an outbound contact is counted under. */
function queueEntriesOf(contact: Contact): readonly Readonly<Record<string, unknown>>[] | null {
  const { queue } = contact;
  if (isOutbound(contact) || queue === null || queue.enteredAt === null) return null;
  const leftAt = contact.agent?.connectedAt ?? contact.endedAt;
  const waitMs = queue.waitMs ?? (leftAt === null ? null : Math.max(0, leftAt - queue.enteredAt));
  return [{ queue: queue.name, enteredAt: queue.enteredAt, waitMs, ...outcomeOf(contact) }];
}

/**
 * Abandoned is, by Amazon's own definition, who was queued, reached no operator and is gone; not who goes on in another
 * contact (another queue, a callback), nor whom a flow or the time allowed sent away.
 */
function outcomeOf(contact: Contact): { readonly outcome: string; readonly flowOut?: string } {
  if (contact.agent?.connectedAt) return { outcome: 'answered' };
  if (contact.continued) return { outcome: 'flow_out' };
  if (contact.endedAt === null) return { outcome: 'waiting' };
  if (contact.reason === 'CONTACT_FLOW_DISCONNECT') return { outcome: 'flow_out', flowOut: 'ivr' };
  if (contact.reason === 'EXPIRED') return { outcome: 'flow_out', flowOut: 'timeout' };
  return { outcome: 'abandoned' };
}

/** A third party, and reasons that Amazon calls OTHER, leave open who it was. */
function hangupByOf(reason: string): 'customer' | 'operator' | 'system' | null {
  if (reason === 'CUSTOMER_DISCONNECT') return 'customer';
  if (reason === 'AGENT_DISCONNECT') return 'operator';
  return ['', 'OTHER', 'THIRD_PARTY_DISCONNECT'].includes(reason) ? null : 'system';
}
