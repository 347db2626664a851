import { describe, expect, it } from 'vitest';
import { amazonContactMessages, amazonMessages } from '../../../../ingest/formats/amazon-connect-contact.ts';
import type { Call } from '../../../../ingest/call.ts';
import { eventsOfMessages, fold, record } from '../../../harness/shop.ts';

const START = Date.UTC(2026, 2, 2, 7);
const CUSTOMER = '+359880000101';
const INSTANCE = 'arn:aws:connect:eu-central-1:000000000000:instance/shop';

type Values = Readonly<Record<string, unknown>>;

/** A moment so many seconds after START, in Amazon's spelling. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString().replace('.000Z', 'Z');

const AGENT = {
  ARN: `${INSTANCE}/agent/agent-a`,
  Username: 'A',
  ConnectedToAgentTimestamp: at(50),
  AgentInteractionDuration: 100,
  CustomerHoldDuration: 20,
  NumberOfHolds: 1,
  AfterContactWorkDuration: 30,
  AfterContactWorkStartTimestamp: at(170),
};
const QUEUE = {
  ARN: `${INSTANCE}/queue/queue-1`,
  Name: 'sales',
  EnqueueTimestamp: at(20),
  DequeueTimestamp: at(50),
  Duration: 30,
};

/** A customer called, heard a menu for 20 s, waited 30 s and spoke with A for two minutes, 20 s of them on hold. */
function contact(fields: Values = {}): Values {
  return {
    AWSContactTraceRecordFormatVersion: '2017-03-10',
    AWSAccountId: '000000000000',
    InstanceARN: INSTANCE,
    ContactId: 'contact-1',
    InitialContactId: null,
    PreviousContactId: null,
    NextContactId: null,
    Channel: 'VOICE',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: at(0),
    ConnectedToSystemTimestamp: at(0),
    DisconnectTimestamp: at(170),
    LastUpdateTimestamp: at(200),
    DisconnectReason: 'CUSTOMER_DISCONNECT',
    Agent: AGENT,
    AgentConnectionAttempts: 1,
    Queue: QUEUE,
    CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: CUSTOMER },
    SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+359880000700' },
    Recording: null,
    Recordings: null,
    Attributes: { callerName: 'Petar Primerov' },
    ...fields,
  };
}

function event(eventType: string, fields: Values = {}): Values {
  return {
    eventType,
    contactId: 'contact-1',
    channel: 'VOICE',
    instanceArn: INSTANCE,
    initiationMethod: 'INBOUND',
    initiationTimestamp: at(0),
    ...fields,
  };
}

const queueInfo = { queueArn: QUEUE.ARN, queueType: 'STANDARD', enqueueTimestamp: at(20) };
const agentInfo = { agentArn: AGENT.ARN, connectedToAgentTimestamp: at(50) };

function messages(...records: readonly unknown[]): readonly Values[] {
  return records.flatMap((json) => {
    const translated = amazonMessages(json, 'calls.cdr/0/1');
    if (!translated.ok) throw new Error(JSON.stringify(translated.reason));
    return translated.messages;
  });
}

const callOf = (...records: readonly unknown[]): Call => fold(eventsOfMessages(messages(...records)));

describe('a contact record', () => {
  it('gives call, stay and leg, with talk, hold and ACW in ms', () => {
    const call = callOf(contact());
    expect(call).toMatchObject({
      callId: 'contact-1',
      direction: 'inbound',
      channel: 'voice',
      startedAt: START,
      answeredAt: START + 50_000,
      endedAt: START + 170_000,
      ivrMs: 20_000,
      disposition: 'answered',
      hangupBy: 'customer',
      parentCallId: '',
      attributes: { disconnectReason: 'CUSTOMER_DISCONNECT' },
    });
    expect(call.queueEntries).toMatchObject([
      { queue: 'sales', enteredAt: START + 20_000, waitMs: 30_000, outcome: 'answered' },
    ]);
    expect(call.legs).toMatchObject([
      { operatorId: 'op-a', queue: 'sales', ringMs: null, talkMs: 100_000, holdMs: 20_000, acwMs: 30_000 },
    ]);
    expect(call.customerKey).toBe(fold(eventsOfMessages([record({ customer: CUSTOMER })])).customerKey);
  });

  it('leaves the attributes of flows out: nobody knows whose name or number is in them', () => {
    expect(JSON.stringify(messages(contact()))).not.toContain('Primerov');
  });

  it('names queue and operator by their ARN where it has no names', () => {
    const call = callOf(contact({ Agent: { ...AGENT, Username: null }, Queue: { ...QUEUE, Name: null } }));
    expect([call.queueEntries[0]?.queue, call.legs[0]?.operatorAlias]).toEqual(['queue-1', AGENT.ARN]);
  });

  it('leaves ACW unknown where it tells none', () => {
    expect(callOf(contact({ Agent: { ...AGENT, AfterContactWorkDuration: null } })).legs[0]?.acwMs).toBeNull();
  });

  it.each([
    ['CUSTOMER_DISCONNECT', null, 'abandoned', null],
    [null, null, 'abandoned', null],
    ['CONTACT_FLOW_DISCONNECT', null, 'flow_out', 'ivr'],
    ['EXPIRED', null, 'flow_out', 'timeout'],
    [null, 'contact-2', 'flow_out', null],
  ])('of a queued customer who reached nobody (%s, goes on in %s) is %s', (reason, next, outcome, flowOut) => {
    const left = { Agent: null, DisconnectReason: reason, NextContactId: next };
    const call = callOf(contact({ ...left, Queue: { ...QUEUE, Duration: null } }));
    expect(call.queueEntries).toMatchObject([{ waitMs: 30_000, outcome, flowOut }]);
    expect([call.answeredAt, call.disposition, call.legs]).toEqual([null, outcome, []]);
  });

  it.each([
    ['CUSTOMER_DISCONNECT', 'customer'],
    ['AGENT_DISCONNECT', 'operator'],
    ['TELECOM_PROBLEM', 'system'],
    ['THIRD_PARTY_DISCONNECT', ''],
    ['OTHER', ''],
  ])('with %s was ended by "%s"', (DisconnectReason, hangupBy) => {
    expect(callOf(contact({ DisconnectReason })).hangupBy).toBe(hangupBy);
  });

  it('after a transfer is a call of its own that names its parent', () => {
    const second = { ContactId: 'contact-2', InitialContactId: 'contact-1', PreviousContactId: 'contact-1' };
    const call = callOf(contact({ ...second, InitiationMethod: 'TRANSFER' }));
    expect([call.callId, call.parentCallId, call.direction, call.ivrMs]).toEqual([
      'contact-2',
      'contact-1',
      'inbound',
      null,
    ]);
    expect(callOf(contact({ InitialContactId: 'contact-1' })).parentCallId).toBe('');
  });

  it.each(['OUTBOUND', 'CALLBACK', 'API'])('begun by %s is outbound and nobody waited for it in a queue', (method) => {
    const agent = { ...AGENT, ConnectedToAgentTimestamp: at(2) };
    const call = callOf(contact({ InitiationMethod: method, ConnectedToSystemTimestamp: at(9), Agent: agent }));
    expect([call.direction, call.answeredAt, call.queueEntries]).toEqual(['outbound', START + 9000, []]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', queue: 'sales' }]);
  });

  it('of a customer who did not pick up has the leg of the operator who dialled', () => {
    const dialled = { InitiationMethod: 'OUTBOUND', ConnectedToSystemTimestamp: null, Queue: null };
    const call = callOf(contact({ ...dialled, Agent: { ...AGENT, ConnectedToAgentTimestamp: null } }));
    expect([call.answeredAt, call.disposition]).toEqual([null, 'no_answer']);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', outcome: 'no_answer' }]);
  });

  it('of a chat that a customer began by a program is inbound and has no recording', () => {
    const call = callOf(contact({ Channel: 'CHAT', InitiationMethod: 'API' }));
    expect([call.direction, call.channel, call.recordings]).toEqual(['inbound', 'chat', []]);
  });

  it.each([
    ['a task', { Channel: 'TASK', InitiationMethod: 'API' }],
    ["a supervisor's listening", { InitiationMethod: 'MONITOR' }],
  ])('of %s gives no call', (_, fields) => {
    expect(messages(contact(fields))).toEqual([]);
  });
});

describe('the recording of a contact', () => {
  const Location = 'rec-example/connect/shop/CallRecordings/2026/03/02/contact-1_20260302T07:00_UTC.wav';
  const Recording = { Location, Status: 'AVAILABLE', Type: 'AUDIO' };
  const first = { StorageType: 'S3', MediaStreamType: 'AUDIO', Location, Status: 'AVAILABLE' };

  it('lies in S3 and begins when the operator was connected', () => {
    expect(callOf(contact({ Recording })).recordings).toMatchObject([
      { recordingId: 'contact-1_20260302T07:00_UTC', state: 'expected', uri: `s3://${Location}`, offsetMs: 50_000 },
    ]);
  });

  it('is counted once although it stands in both places, beside others and without what is no sound', () => {
    const second = { ...first, Location: Location.replace('_UTC', '_UTC_2'), StartTimestamp: at(60) };
    const chat = { ...first, Location: 'rec-example/chat.json', MediaStreamType: 'CHAT' };
    const stream = { ...first, Location: 'arn:stream', StorageType: 'KINESIS_VIDEO_STREAM' };
    const call = callOf(contact({ Recording, Recordings: [first, second, chat, stream] }));
    expect(call.recordings.map(({ recordingId, offsetMs }) => [recordingId, offsetMs])).toEqual([
      ['contact-1_20260302T07:00_UTC', 50_000],
      ['contact-1_20260302T07:00_UTC_2', 60_000],
    ]);
  });

  it('is not expected where the record names none, or one that was deleted', () => {
    expect(callOf(contact()).recordings).toEqual([]);
    expect(callOf(contact({ Recording: { ...Recording, Status: 'DELETED' } })).recordings).toEqual([]);
  });
});

describe('a contact record that is sent again', () => {
  const revisionOf = (seconds: number): number =>
    Number(messages(contact({ LastUpdateTimestamp: at(seconds) }))[0]?.['revision']);

  it('updated replaces what it said before, whichever came last', () => {
    const early = contact({ Agent: { ...AGENT, AfterContactWorkDuration: null }, LastUpdateTimestamp: at(171) });
    const late = contact({ LastUpdateTimestamp: at(201) });
    expect(callOf(early, late).legs[0]?.acwMs).toBe(30_000);
    expect(callOf(late, early)).toEqual(callOf(early, late));
  });

  it('unchanged is the same event', () => {
    expect(callOf(contact(), contact())).toEqual(callOf(contact()));
  });

  it('has a revision that never falls, within what a message may say, for the 24 months of updates', () => {
    const day = 86_400;
    const revisions = [-5, 0, 1, 200, day, 5 * day, 6 * day, 30 * day, 731 * day].map(revisionOf);
    expect(revisions.slice(1)).toEqual(revisions.slice(1).toSorted((a, b) => a - b));
    expect(new Set(revisions.slice(1)).size).toBe(revisions.length - 1);
    expect([revisions[0], revisions[1], revisions[2]]).toEqual([1, 1, 2]);
    expect(revisions.at(-1)).toBeLessThanOrEqual(1_000_000);
    expect(revisionOf(20 * 365 * day)).toBe(1_000_000);
    expect(Number(messages(contact({ LastUpdateTimestamp: null }))[0]?.['revision'])).toBe(1);
  });
});

describe('contact events', () => {
  const initiated = event('INITIATED');
  const queued = event('QUEUED', { queueInfo });
  const connected = event('CONNECTED_TO_AGENT', { queueInfo, agentInfo });
  const ended = { queueInfo, agentInfo, disconnectTimestamp: at(170), disconnectReason: 'AGENT_DISCONNECT' };
  const disconnected = event('DISCONNECTED', ended);

  it('show a call while it goes on', () => {
    expect(callOf(initiated, queued)).toMatchObject({
      disposition: '',
      queueEntries: [{ queue: 'queue-1', enteredAt: START + 20_000, outcome: 'waiting' }],
    });
    expect(callOf(connected, initiated, queued)).toMatchObject({
      answeredAt: START + 50_000,
      queueEntries: [{ waitMs: 30_000, outcome: 'answered' }],
      legs: [{ operatorAlias: AGENT.ARN, outcome: 'talking' }],
    });
  });

  it('in any order give the same call', () => {
    const told = [initiated, queued, connected, disconnected];
    const call = callOf(...told);
    expect([call.endedAt, call.hangupBy, call.legs[0]?.talkMs]).toEqual([START + 170_000, 'operator', 120_000]);
    expect(callOf(...told.toReversed(), ...told)).toEqual(call);
  });

  it('never override what the contact record says, even one that comes after it', () => {
    const early = contact({ LastUpdateTimestamp: at(0) });
    const alone = { ...callOf(early), version: expect.any(String) as unknown };
    expect(callOf(initiated, queued, early, connected, disconnected)).toEqual(alone);
  });

  it('come in their envelope, and with their names in either case', () => {
    const AgentInfo = { AgentARN: AGENT.ARN, ConnectedToAgentTimestamp: at(50) };
    const detail = { ...disconnected, agentInfo: undefined, AgentInfo, channel: 'Voice' };
    const parsed: unknown = JSON.parse(JSON.stringify({ 'detail-type': 'Amazon Connect Contact Event', detail }));
    expect(callOf(parsed)).toEqual(callOf(disconnected));
  });

  it('tell nothing of what they date after their own end', () => {
    const call = callOf(event('DISCONNECTED', { ...ended, disconnectTimestamp: at(10) }));
    expect([call.endedAt, call.queueEntries, call.legs]).toEqual([START + 10_000, [], []]);
  });

  it('of a completed contact tell the ACW', () => {
    const completed = event('COMPLETED', { ...ended, agentInfo: { ...agentInfo, afterContactWorkDuration: 12 } });
    expect(callOf(disconnected, completed).legs[0]?.acwMs).toBe(12_000);
  });
});

describe('what is no record of Amazon Connect', () => {
  it.each([
    ['the message', 'text', 'expected one JSON object'],
    ['the message', [contact()], 'expected one JSON object'],
    ['the message', { evaluationId: 'evaluation-1', metadata: { contactId: 'contact-1' } }, 'has neither ContactId'],
    ['InitiationMethod', contact({ InitiationMethod: 'TELEPATHY' }), 'expected one of'],
    ['Channel', contact({ Channel: 'FAX' }), 'expected one of'],
    ['InitiationTimestamp', contact({ InitiationTimestamp: 'soon' }), 'expected a moment'],
    ['InitiationTimestamp', contact({ InitiationTimestamp: undefined }), 'is missing'],
    [
      'Agent.AgentInteractionDuration',
      contact({ Agent: { ...AGENT, AgentInteractionDuration: '1' } }),
      'expected number',
    ],
    ['initiationTimestamp', event('INITIATED', { initiationTimestamp: undefined }), 'is missing'],
  ])('is refused with the field %s', (field, json, problem) => {
    const translated = amazonContactMessages(json, 'calls.cdr/0/1');
    expect(translated).toMatchObject({
      ok: false,
      reason: { code: 'FORMAT_MISMATCH', params: { format: 'amazon-connect', file: 'calls.cdr/0/1', field } },
    });
    expect(JSON.stringify(translated)).toContain(problem);
    expect(JSON.stringify(translated)).not.toMatch(/TELEPATHY|FAX|soon|evaluation-1/);
  });
});
