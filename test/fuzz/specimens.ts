import type { FormatName } from '../../ingest/formats/format-names.ts';
import { celRow, cdrRow, NINE } from '../harness/asterisk.ts';
import { record } from '../harness/shop.ts';

const json = (value: unknown): string => JSON.stringify(value, null, 1);
const AT = '2026-03-02T09:00:00+02:00';
const WALL = '2026-03-02 09:00:00';
const CUSTOMER = '+359880000101';

const LEGS = [{ legId: 'l1', operator: 'A', queue: 'sales', startedAt: AT, answeredAt: AT, talkMs: 60_000, holdMs: 0 }];
const ENTRIES = [{ queue: 'sales', enteredAt: AT, position: 1, waitMs: 12_000, outcome: 'answered' }];
const WORDS = [{ text: 'Good', startMs: 1_000, endMs: 1_200, confidence: 0.9 }];
const UTTERANCES = [{ speaker: 'operator', startMs: 1_000, endMs: 2_000, text: 'Good morning', words: WORDS }];
const INSTANCE_ARN = 'arn:aws:connect:eu-central-1:000000000000:instance/shop';
const AGENT_ARN = `${INSTANCE_ARN}/agent/agent-a`;
const QUEUE_ARN = `${INSTANCE_ARN}/queue/sales`;

const OUR_OWN = [
  record({ operator: 'A', queue: 'sales', waitMs: 12_000, talkMs: 60_000, customer: CUSTOMER, endedAt: AT }),
  record({ legs: LEGS, queueEntries: ENTRIES, attributes: { utm: 'spring' }, recordings: [{ recordingId: 'r1' }] }),
  {
    ...{ schemaVersion: 1, type: 'transcript', callId: 'call-1', recordingId: 'r1', language: 'en', durationMs: 9_000 },
    utterances: UTTERANCES,
  },
  {
    ...{ schemaVersion: 1, type: 'conversation', callId: 'chat-1', channel: 'chat', operator: 'A' },
    messages: [{ id: 'm1', speaker: 'customer', at: AT, text: 'Hello' }],
  },
  { schemaVersion: 1, type: 'message', callId: 'chat-1', id: 'm2', speaker: 'operator', at: AT, text: 'Hello to you' },
  { schemaVersion: 1, type: 'recording', callId: 'call-1', recordingId: 'r1', uri: 'https://records.example/r1.wav' },
  { schemaVersion: 1, type: 'operator_state', operator: 'A', state: 'pause', at: AT, reason: 'lunch' },
];

const QUEUE_LOG = [
  `${String(NINE)}|${String(NINE)}.1|sales|NONE|ENTERQUEUE||${CUSTOMER}|1`,
  `${String(NINE + 5)}|${String(NINE)}.1|sales|SIP/101|RINGNOANSWER|5000`,
  `${String(NINE + 9)}|${String(NINE)}.1|sales|SIP/102|CONNECT|9|${String(NINE)}.2|3`,
  `${String(NINE + 60)}|${String(NINE)}.1|sales|SIP/102|ATTENDEDTRANSFER|BRIDGE|x|9|51|1`,
  `${String(NINE + 60)}|NONE|NONE|SIP/102|PAUSEALL|wrap-up`,
  `${String(NINE + 61)}|NONE|NONE|NONE|QUEUESTART|`,
  `${String(NINE + 62)}|${String(NINE)}.9|sales|NONE|EXITWITHKEY|1|1|1|30`,
].join('\n');

const TITLES = 'Call ID,Start time,Type,Customer,Operator,Queue,Wait time,Talk time,Duration,Status,Recording\n';
const ROW = `c1,${WALL},incoming,${CUSTOMER},A,sales,00:12,01:00,00:01:15,answered,https://r.example/c1.mp3\n`;

const RINGOSTAT = {
  ...{ uniqueid: 'ua1_-1772434800.17', calldate: WALL, call_type: 'in', caller: CUSTOMER, dst: '+359880000199' },
  ...{ connected_with: 'A', disposition: 'ANSWERED', duration: '73', waittime: '12', billsec: '60' },
  ...{ has_recording: '1', recording: 'https://records.example/ua1.mp3' },
};
const BINOTEL = {
  ...{ generalCallID: '700100200', callID: '700100200', startTime: String(NINE), callType: '0', waitsec: '13' },
  ...{ internalNumber: 'A', externalNumber: CUSTOMER, billsec: '60', disposition: 'ANSWER', isNewCall: '1' },
  historyData: [{ waitsec: '13', billsec: '60', disposition: 'ANSWER', internalNumber: 'A' }],
};
const ZADARMA = {
  ...{ event: 'NOTIFY_END', pbx_call_id: 'in_abc1', call_start: WALL, caller_id: CUSTOMER, called_did: '359880000199' },
  ...{ internal: 'A', duration: '61', disposition: 'answered', status_code: '16', is_recorded: '1' },
};
const COMAGIC = {
  ...{ id: 5001, start_time: WALL, finish_time: '2026-03-02 09:01:20', direction: 'in', is_lost: false },
  ...{ contact_phone_number: '359880000101', wait_duration: 10, talk_duration: 65, total_duration: 80 },
  ...{ call_records: ['hash1'], employees: [{ employee_id: 2, employee_full_name: 'A', is_talked: true }] },
};
const FREESWITCH = {
  variables: {
    ...{ uuid: 'leg-1', call_uuid: 'leg-1', direction: 'inbound', start_epoch: String(NINE), end_epoch: '1772434900' },
    ...{
      start_uepoch: `${String(NINE)}000000`,
      answer_epoch: '1772434810',
      cc_queue: 'sales@pbx.example',
      cc_agent: 'A',
    },
    ...{
      cc_side: 'member',
      cc_queue_joined_epoch: '1772434805',
      cc_cause: 'answered',
      hangup_cause: 'NORMAL_CLEARING',
    },
  },
  callflow: [{ caller_profile: { caller_id_number: CUSTOMER, destination_number: '700', uuid: 'leg-1' }, times: {} }],
};
const CONTACT = {
  ...{ AWSContactTraceRecordFormatVersion: '2017-03-10', ContactId: 'contact-1', Channel: 'VOICE' },
  ...{ InitiationMethod: 'INBOUND', InitiationTimestamp: AT, DisconnectTimestamp: AT, LastUpdateTimestamp: AT },
  Agent: { ARN: AGENT_ARN, Username: 'A', ConnectedToAgentTimestamp: AT, AgentInteractionDuration: 100 },
  Queue: { ARN: QUEUE_ARN, Name: 'sales', EnqueueTimestamp: AT, DequeueTimestamp: AT, Duration: 30 },
  CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: CUSTOMER },
};
const AGENT = {
  ...{ AgentARN: AGENT_ARN, EventId: 'e1', EventType: 'STATE_CHANGE', EventTimestamp: AT, Version: '2017-10-01' },
  CurrentAgentSnapshot: {
    AgentStatus: { ARN: AGENT_ARN, Name: 'Lunch', StartTimestamp: AT },
    Configuration: { Username: 'A' },
  },
};
const CDR = [
  cdrRow({ from: 'SIP/trunk-1', to: 'SIP/101-2', at: [0, 9, 60] }),
  cdrRow({ from: 'SIP/trunk-1', to: 'SIP/102-3', at: [0, null, 9], sequence: 2 }),
].join('\n');
const CEL = [
  celRow(0, 'CHAN_START', 'SIP/trunk-1', { caller: CUSTOMER, exten: '700', context: 'from-trunk' }),
  celRow(9, 'ANSWER', 'SIP/101-2', { id: 2 }),
  celRow(9, 'BRIDGE_ENTER', 'SIP/101-2', { id: 2, extra: { bridge_id: 'b1' } }),
  celRow(60, 'ATTENDEDTRANSFER', 'SIP/101-2', { id: 2, extra: { transferee_channel_name: 'SIP/trunk-1' } }),
  celRow(80, 'LINKEDID_END', 'SIP/trunk-1'),
].join('\n');
const VTT =
  'WEBVTT\nCallId: call-1\n\n1\n00:00:01.000 --> 00:00:03.500\n<v Operator>Good morning</v>\n\n00:04.000 --> 00:06.000\nHello\n';

/** Sound records of every format, invented. */
export const SPECIMENS: Readonly<Record<FormatName | 'etalon', readonly string[]>> = {
  etalon: [...OUR_OWN.map(json), json(OUR_OWN)],
  queue_log: [QUEUE_LOG],
  'asterisk-cdr': [CDR],
  'asterisk-cel': [CEL],
  freeswitch: [json(FREESWITCH)],
  'amazon-connect': [json(CONTACT), json(AGENT)],
  ringostat: [json(RINGOSTAT)],
  binotel: [json({ requestType: 'apiCallCompleted', callDetails: BINOTEL })],
  zadarma: [json(ZADARMA)],
  comagic: [json({ jsonrpc: '2.0', id: 1, result: { data: [COMAGIC] } })],
  'ringostat-export': [table(RINGOSTAT)],
  'binotel-export': [
    table({ generalCallID: '700100200', callType: '0', startTime: String(NINE), billsec: '60', disposition: 'ANSWER' }),
  ],
  'zadarma-export': [table({ pbx_call_id: 'in_abc1', callstart: WALL, seconds: '61', disposition: 'answered' })],
  'comagic-export': [table({ id: '5001', start_time: WALL, direction: 'in', talk_duration: '65' })],
  'table-export': [TITLES + ROW + ROW.replace('c1', 'c2')],
  webvtt: [VTT],
  srt: ['1\n00:00:01,000 --> 00:00:03,500\nOperator: Good morning\n\n2\n00:00:04,000 --> 00:00:06,000\nHello\n'],
};

function table(of: Readonly<Record<string, string>>): string {
  return `${Object.keys(of).join(',')}\n${Object.values(of).join(',')}\n`;
}
