import { posix } from 'node:path';
import { z } from 'zod';
import { amazonAgentMessages } from './amazon-connect-agent.ts';
import {
  callOf,
  CHANNELS,
  INBOUND_METHODS,
  OUTBOUND_METHODS,
  type Contact,
  type ContactRecording,
} from './amazon-connect.ts';
import type { EpochMs } from '../call.ts';
import { mismatch, readForeign, type FormatOf, type Translated } from './format.ts';
import { parseMoment } from '../time.ts';

const id = z.string().trim().min(1);
const text = z.string().nullish();
const moment = z.string().transform((told, context): EpochMs => {
  const at = parseMoment(told, 'UTC')?.at;
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'expected a moment such as 2026-03-02T09:00:00Z' });
  return z.NEVER;
});
/** Amazon counts whole seconds; given as ms. */
const seconds = z
  .number()
  .nonnegative()
  .transform((count) => count * 1000);
const channel = z.string().toUpperCase().pipe(z.enum(CHANNELS));
const method = z.enum([...INBOUND_METHODS, ...OUTBOUND_METHODS, 'API', 'MONITOR']);

const recording = z.looseObject({
  Location: text,
  Status: text,
  Type: text,
  MediaStreamType: text,
  StorageType: text,
  StartTimestamp: moment.nullish(),
});

/** ContactTraceRecord of https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html */
const contactRecord = z.looseObject({
  ContactId: id,
  Channel: channel,
  InitiationMethod: method,
  InitiationTimestamp: moment,
  ConnectedToSystemTimestamp: moment.nullish(),
  DisconnectTimestamp: moment.nullish(),
  LastUpdateTimestamp: moment.nullish(),
  DisconnectReason: text,
  InitialContactId: text,
  PreviousContactId: text,
  NextContactId: text,
  Agent: z
    .looseObject({
      ARN: id,
      Username: text,
      ConnectedToAgentTimestamp: moment.nullish(),
      AgentInteractionDuration: seconds.nullish(),
      CustomerHoldDuration: seconds.nullish(),
      AfterContactWorkDuration: seconds.nullish(),
    })
    .nullish(),
  Queue: z
    .looseObject({
      ARN: id,
      Name: text,
      EnqueueTimestamp: moment.nullish(),
      DequeueTimestamp: moment.nullish(),
      Duration: seconds.nullish(),
    })
    .nullish(),
  CustomerEndpoint: z.looseObject({ Address: text }).nullish(),
  Campaign: z.looseObject({ CampaignId: text }).nullish(),
  Recording: recording.nullish(),
  Recordings: z.array(recording).nullish(),
});

/** https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html with its names in one case. */
const contactEvent = z.looseObject({
  eventType: id,
  contactId: id,
  channel,
  initiationMethod: method,
  initiationTimestamp: moment,
  connectedToSystemTimestamp: moment.nullish(),
  disconnectTimestamp: moment.nullish(),
  disconnectReason: text,
  initialContactId: text,
  previousContactId: text,
  agentInfo: z
    .looseObject({
      agentArn: id,
      connectedToAgentTimestamp: moment.nullish(),
      afterContactWorkDuration: seconds.nullish(),
    })
    .nullish(),
  queueInfo: z.looseObject({ queueArn: id, enqueueTimestamp: moment.nullish() }).nullish(),
});

type ContactRecord = z.infer<typeof contactRecord>;
type ContactEvent = z.infer<typeof contactEvent>;

/** Whatever Amazon Connect streams, told apart by its fields: agent events, contact events, contact records. */
export function amazonMessages(json: unknown, file: string): Translated {
  const ofAgent = typeof json === 'object' && json !== null && 'AgentARN' in json;
  return ofAgent ? amazonAgentMessages(json, file) : amazonContactMessages(json, file);
}

/**
 * A contact record, or a contact event bare or in its EventBridge envelope, as the `call` it tells of. A contact is a
 * call: what follows a transfer is another contact, with times, operator and recording of its own and its parent's id.
 */
export function amazonContactMessages(json: unknown, file: string): Translated {
  const of: FormatOf = { format: 'amazon-connect', file };
  const event = eventIn(json);
  if (event !== null) {
    const read = readForeign(contactEvent, event, of);
    if (!read.ok) return read;
    const { contactId, eventType } = read.value;
    return translated(contactOfEvent(read.value), { eventId: `${contactId}:${eventType}`, revision: 0 });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json) && !('ContactId' in json)) {
    const problem = 'has neither ContactId (contact record), eventType (contact event) nor AgentARN (agent event)';
    return mismatch(of, { field: 'the message', problem });
  }
  const read = readForeign(contactRecord, json, of);
  if (!read.ok) return read;
  return translated(contactOfRecord(read.value), { eventId: read.value.ContactId, revision: revisionOf(read.value) });
}

/** Tasks are no conversations, and a supervisor's listening is part of another contact: neither gives a message. */
function translated(contact: Contact, of: { readonly eventId: string; readonly revision: number }): Translated {
  const none = contact.channel === 'TASK' || contact.method === 'MONITOR';
  return { ok: true, messages: none ? [] : [callOf(contact, of)] };
}

const REVISION_MAX = 1_000_000;
const BY_SECOND_MAX = 500_000;
const COARSE_SECONDS = 300;

/**
 * A record is sent again with a later LastUpdateTimestamp. Counted are the seconds since the contact began, which never
 * changes; after 500,000 s (5.8 days) in steps of five minutes, so that the 24 months in which Amazon changes a record
 * stay below 1,000,000. Never 0: that is the revision of contact events, which a record outranks.
 */
function revisionOf({ InitiationTimestamp, LastUpdateTimestamp }: ContactRecord): number {
  const since = Math.max(0, ((LastUpdateTimestamp ?? InitiationTimestamp) - InitiationTimestamp) / 1000);
  const coarse = Math.floor(Math.max(0, since - BY_SECOND_MAX) / COARSE_SECONDS);
  return Math.min(REVISION_MAX, 1 + Math.floor(Math.min(since, BY_SECOND_MAX)) + coarse);
}

function contactOfRecord(record: ContactRecord): Contact {
  const { Agent, Queue } = record;
  const enteredAt = Queue?.EnqueueTimestamp ?? null;
  const leftAt = Queue?.DequeueTimestamp ?? null;
  return {
    contactId: record.ContactId,
    channel: record.Channel,
    method: record.InitiationMethod,
    startedAt: record.InitiationTimestamp,
    systemAt: record.ConnectedToSystemTimestamp ?? null,
    endedAt: record.DisconnectTimestamp ?? null,
    reason: record.DisconnectReason ?? '',
    parentId: record.InitialContactId ?? record.PreviousContactId ?? '',
    continued: Boolean(record.NextContactId),
    agent: Agent
      ? {
          name: Agent.Username ?? Agent.ARN,
          connectedAt: Agent.ConnectedToAgentTimestamp ?? null,
          talkMs: Agent.AgentInteractionDuration ?? null,
          holdMs: Agent.CustomerHoldDuration ?? null,
          acwMs: Agent.AfterContactWorkDuration ?? null,
        }
      : null,
    queue: Queue
      ? {
          name: Queue.Name ?? lastPart(Queue.ARN),
          enteredAt,
          waitMs: Queue.Duration ?? (enteredAt === null || leftAt === null ? null : Math.max(0, leftAt - enteredAt)),
        }
      : null,
    customer: record.CustomerEndpoint?.Address ?? null,
    campaign: record.Campaign?.CampaignId ?? null,
    recordings: recordingsOf(record),
  };
}

/**
 * The recordings of a voice contact that are there. An empty list is told too: Amazon names every recording it makes, so
 * none is to be expected; one that becomes available later comes with the record's next revision. A recording whose
 * start is not told began when the operator was connected, for only then Amazon records.
 */
function recordingsOf(record: ContactRecord): readonly ContactRecording[] {
  if (record.Channel !== 'VOICE') return [];
  const listed = record.Recordings?.length ? record.Recordings : [record.Recording ?? {}];
  const began = record.Agent?.ConnectedToAgentTimestamp ?? record.InitiationTimestamp;
  const found = listed.flatMap((told) => {
    const { Location, Status, StartTimestamp } = told;
    if (!Location || Status === 'DELETED' || !isSound(told)) return [];
    const file = /^[a-z0-9]+:\/\//i.test(Location) ? Location : `s3://${Location}`;
    const offsetMs = Math.max(0, (StartTimestamp ?? began) - record.InitiationTimestamp);
    return [{ recordingId: posix.parse(Location).name, file, offsetMs }];
  });
  return [...new Map(found.map((one) => [one.recordingId, one])).values()];
}

function isSound({ Type, MediaStreamType, StorageType }: z.infer<typeof recording>): boolean {
  return (MediaStreamType ?? Type ?? 'AUDIO') === 'AUDIO' && (StorageType ?? 'S3') === 'S3';
}

/** What lies after the end is not of this contact, and is left out: the published sample of a disconnect has such moments. */
function contactOfEvent(event: ContactEvent): Contact {
  const { agentInfo, queueInfo } = event;
  const endedAt = event.disconnectTimestamp ?? null;
  const within = (at: EpochMs | null | undefined): EpochMs | null => (at && at <= (endedAt ?? at) ? at : null);
  const connectedAt = within(agentInfo?.connectedToAgentTimestamp);
  const acwMs = agentInfo?.afterContactWorkDuration ?? null;
  return {
    contactId: event.contactId,
    channel: event.channel,
    method: event.initiationMethod,
    startedAt: event.initiationTimestamp,
    systemAt: within(event.connectedToSystemTimestamp),
    endedAt,
    reason: event.disconnectReason ?? '',
    parentId: event.initialContactId ?? event.previousContactId ?? '',
    continued: false,
    agent: agentInfo ? { name: agentInfo.agentArn, connectedAt, talkMs: null, holdMs: null, acwMs } : null,
    queue: queueInfo
      ? { name: lastPart(queueInfo.queueArn), enteredAt: within(queueInfo.enqueueTimestamp), waitMs: null }
      : null,
    customer: null,
    campaign: null,
    recordings: null,
  };
}

/** The contact event in a message, its field names in one case (published are agentInfo and AgentInfo); null = none. */
function eventIn(json: unknown): Readonly<Record<string, unknown>> | null {
  const outer = camelCased(json);
  const event = camelCased(outer?.['detail']) ?? outer;
  if (event === null || !('eventType' in event)) return null;
  const { agentInfo, queueInfo } = event;
  return { ...event, agentInfo: camelCased(agentInfo) ?? agentInfo, queueInfo: camelCased(queueInfo) ?? queueInfo };
}

function camelCased(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const named = Object.entries(value).map(([name, inner]: [string, unknown]): [string, unknown] => [
    name.charAt(0).toLowerCase() + name.slice(1).replace(/ARN$/, 'Arn'),
    inner,
  ]);
  return Object.fromEntries(named);
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
