import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../ingest/call.ts';
import type { Translated } from '../../../../ingest/formats/format.ts';
import { freeswitchMessages } from '../../../../ingest/formats/freeswitch.ts';
import { eventsOfMessages, fold, record } from '../../../harness/shop.ts';

/** 2026-03-02 09:00 in Sofia. */
const START = Date.UTC(2026, 2, 2, 7);
const CUSTOMER = '+359880000101';

type Values = Readonly<Record<string, unknown>>;
type Spans = {
  readonly start?: number;
  readonly answer?: number | undefined;
  readonly bridge?: number | undefined;
  readonly end?: number;
};

/** Variables of a leg's times, given as ms after START; what is not given did not happen. */
function times({ start = 0, answer, bridge, end }: Spans): Values {
  const of = (name: string, ms: number | undefined): Values => {
    const at = ms === undefined ? 0 : START + ms;
    return { [`${name}_epoch`]: String(Math.floor(at / 1000)), [`${name}_uepoch`]: String(at * 1000) };
  };
  return { ...of('start', start), ...of('answer', answer), ...of('bridge', bridge), ...of('end', end) };
}

function leg(uuid: string, spans: Spans, variables: Values = {}, more: Values = {}): Values {
  const caller_profile = { caller_id_number: CUSTOMER, destination_number: '700', uuid, ...more };
  return {
    'core-uuid': 'core-1',
    variables: { uuid, call_uuid: uuid, ...times(spans), start_stamp: '2026-03-02 09:00:00', ...variables },
    callflow: [{ caller_profile, times: {} }],
  };
}

const epoch = (seconds: number): string => String(START / 1000 + seconds);

/** A customer who entered the menu, waited from second 20 to 50 and spoke with A until 170. */
function customerLeg(variables: Values = {}): Values {
  return leg(
    'leg-customer',
    { start: 400, answer: 500, bridge: 50_300, end: 171_000 },
    {
      direction: 'inbound',
      cc_side: 'member',
      cc_queue: 'sales@pbx.example',
      cc_member_uuid: 'member-1',
      cc_agent: 'A',
      cc_agent_bridged: 'true',
      cc_queue_joined_epoch: epoch(20),
      cc_queue_answered_epoch: epoch(50),
      cc_queue_terminated_epoch: epoch(170),
      cc_cause: 'answered',
      sip_hangup_disposition: 'recv_bye',
      hangup_cause: 'NORMAL_CLEARING',
      ...variables,
    },
  );
}

/** A's telephone rang at second 40 and was picked up at 50; mod_callcenter itself dialled it. */
function operatorLeg(variables: Values = {}, spans: Spans = {}): Values {
  return leg(
    'leg-operator',
    { start: 40_000, answer: 50_000, bridge: 50_300, end: 170_000, ...spans },
    {
      cc_side: 'agent',
      cc_queue: 'sales@pbx.example',
      cc_agent: 'A',
      cc_agent_type: 'callback',
      cc_agent_bridged: 'true',
      cc_member_session_uuid: 'leg-customer',
      hold_accum_ms: '15000',
      ...variables,
    },
  );
}

function messages(...legs: readonly unknown[]): readonly Values[] {
  return legs.flatMap((json) => {
    const translated = freeswitchMessages(json, 'calls.cdr/0/1');
    if (!translated.ok) throw new Error(JSON.stringify(translated.reason));
    return translated.messages;
  });
}

const callOf = (...legs: readonly unknown[]): Call => fold(eventsOfMessages(messages(...legs)));

describe('a call through a queue of mod_callcenter', () => {
  it('was answered when the operator was, not when the switch let the customer in', () => {
    const call = callOf(customerLeg());
    expect(call.callId).toBe('leg-customer');
    expect([call.startedAt, call.answeredAt, call.endedAt]).toEqual([START + 400, START + 50_000, START + 171_000]);
    expect([call.direction, call.ivrMs, call.disposition, call.hangupBy]).toEqual([
      'inbound',
      19_600,
      'answered',
      'customer',
    ]);
    expect(call.queueEntries).toMatchObject([
      { queue: 'sales@pbx.example', enteredAt: START + 20_000, waitMs: 30_000, outcome: 'answered' },
    ]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', talkMs: 120_000, outcome: 'completed' }]);
    expect(call.customerKey).not.toBe('');
  });

  it.each([
    ['first', [operatorLeg(), customerLeg()]],
    ['last', [customerLeg(), operatorLeg()]],
    ['twice', [operatorLeg(), customerLeg(), operatorLeg(), customerLeg()]],
  ])('is one call with ring and hold of the operator, whose leg comes %s', (_, legs) => {
    const call = callOf(...legs);
    expect([call.callId, call.startedAt, call.endedAt]).toEqual(['leg-customer', START + 400, START + 171_000]);
    expect(call.legs).toMatchObject([
      { legId: 'leg-operator', operatorId: 'op-a', ringMs: 10_000, talkMs: 105_000, holdMs: 15_000 },
    ]);
    expect(call.queueEntries).toHaveLength(1);
  });

  it.each([
    ['did not pick up', operatorLeg({ cc_agent_bridged: 'false' }, { answer: undefined, bridge: undefined })],
    ['picked up too late', operatorLeg({ cc_agent_bridged: 'false' }, { bridge: undefined })],
    ['stays on the line between calls', operatorLeg({ cc_agent_type: 'uuid-standby' })],
  ])('takes nothing from the leg of an operator who %s', (_, json) => {
    expect(messages(json)).toEqual([]);
  });

  it.each([
    ['BREAK_OUT', 'abandoned', null],
    ['NONE', 'abandoned', null],
    ['TIMEOUT', 'flow_out', 'timeout'],
    ['NO_AGENT_TIMEOUT', 'flow_out', 'empty'],
    ['EXIT_WITH_KEY', 'flow_out', 'key'],
  ])('given up for %s is %s', (cc_cancel_reason, outcome, flowOut) => {
    const left = { cc_agent: undefined, cc_queue_answered_epoch: undefined, cc_queue_terminated_epoch: undefined };
    const cancelled = { cc_queue_canceled_epoch: epoch(45), cc_cause: 'cancel', cc_cancel_reason };
    const call = callOf(customerLeg({ ...left, ...cancelled, bridge_epoch: '0', bridge_uepoch: '0' }));
    expect(call.queueEntries).toMatchObject([{ waitMs: 25_000, outcome, flowOut }]);
    expect([call.answeredAt, call.disposition, call.legs]).toEqual([null, outcome, []]);
  });

  it('does not take the answer of an earlier stay for one of the last', () => {
    const again = {
      cc_queue_joined_epoch: epoch(100),
      cc_queue_canceled_epoch: epoch(130),
      cc_cancel_reason: 'TIMEOUT',
    };
    const call = callOf(customerLeg({ ...again, cc_queue_terminated_epoch: epoch(90) }));
    expect(call.queueEntries).toMatchObject([{ enteredAt: START + 100_000, waitMs: 30_000, outcome: 'flow_out' }]);
  });

  it('that entered its queue in its first second did not enter before it began', () => {
    const call = callOf(customerLeg({ cc_queue_joined_epoch: epoch(0) }));
    expect([call.ivrMs, call.queueEntries[0]?.enteredAt]).toEqual([0, START + 400]);
  });
});

describe('a call without a queue', () => {
  const inbound = { direction: 'inbound', dialed_user: 'B', last_sent_callee_id_number: 'A' };
  const outbound = { direction: 'inbound', user_name: 'A' };
  const spans = { answer: 5000, bridge: 5000, end: 65_000 };

  it('from outside is answered by the user who picked up, not by the one who was rung last', () => {
    const call = callOf(leg('leg-1', spans, { ...inbound, sip_hangup_disposition: 'send_bye' }));
    expect([call.direction, call.hangupBy, call.queueEntries]).toEqual(['inbound', 'operator', []]);
    expect(call.legs).toMatchObject([{ operatorAlias: 'A', talkMs: 60_000 }]);
  });

  it('of a user is outbound although the switch calls it inbound, and its hold is not talk', () => {
    const variables = { ...outbound, hold_accum_ms: '10000', sip_hangup_disposition: 'send_bye' };
    const call = callOf(leg('leg-1', spans, variables, { destination_number: CUSTOMER, caller_id_number: '101' }));
    expect([call.direction, call.hangupBy]).toEqual(['outbound', 'customer']);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', talkMs: 50_000, holdMs: 10_000 }]);
    const called = fold(eventsOfMessages([record({ customer: CUSTOMER })]));
    expect(call.customerKey).toBe(called.customerKey);
  });

  it('between two users is internal and has no customer', () => {
    const call = callOf(leg('leg-1', spans, { ...outbound, dialed_user: 'B' }));
    expect([call.direction, call.customerKey, call.legs[0]?.operatorId]).toEqual(['internal', '', 'op-a']);
  });

  it('has the direction that its dialplan names', () => {
    expect(callOf(leg('leg-1', spans, { ...outbound, call_direction: 'inbound' })).direction).toBe('inbound');
    expect(callOf(leg('leg-1', spans, { ...inbound, call_direction: 'local' })).direction).toBe('internal');
  });

  it.each([
    ['USER_BUSY', 'busy'],
    ['UNALLOCATED_NUMBER', 'failed'],
    ['NO_ANSWER', 'no_answer'],
    ['ORIGINATOR_CANCEL', 'no_answer'],
  ])('that nobody answered for %s is %s', (hangup_cause, disposition) => {
    const call = callOf(leg('leg-1', { end: 20_000 }, { ...outbound, hangup_cause }));
    expect([call.answeredAt, call.disposition, call.attributes['hangupCause']]).toEqual([
      null,
      disposition,
      hangup_cause,
    ]);
  });

  it('that only a menu answered is answered by nobody', () => {
    const call = callOf(leg('leg-1', { answer: 500, end: 20_000 }, { direction: 'inbound' }));
    expect([call.answeredAt, call.disposition, call.legs]).toEqual([null, 'no_answer', []]);
  });

  it('cut off by the switch was ended by nobody of the two', () => {
    const cut = { ...inbound, sip_hangup_disposition: 'send_bye', hangup_cause: 'ALLOTTED_TIMEOUT' };
    expect(callOf(leg('leg-1', spans, cut)).hangupBy).toBe('system');
  });

  it('of an old version has its times in microseconds and no bridge', () => {
    const old = {
      variables: { uuid: 'leg-1', accountcode: 'A', user_context: 'default', effective_caller_id_name: 'Extension A' },
      times: {
        created_time: String(START * 1000),
        answered_time: String((START + 7000) * 1000),
        hangup_time: String((START + 27_000) * 1000),
        transfer_time: '0',
      },
    };
    const call = callOf(old);
    expect([call.startedAt, call.answeredAt, call.endedAt]).toEqual([START, START + 7000, START + 27_000]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', talkMs: 20_000 }]);
  });
});

describe('the legs of one call', () => {
  const spans = { start: 1000, answer: 5000, bridge: 5000, end: 60_000 };

  it.each([
    ['its variable', leg('leg-b', spans, { originating_leg_uuid: 'leg-a' })],
    ['its profile', leg('leg-b', spans, { call_uuid: 'leg-a' }, { originator: { originator_caller_profiles: [] } })],
    ['the loopback channel it is', leg('leg-b', spans, { loopback_leg: 'B' })],
  ])('that were rung add no second call, which %s tells', (_, json) => {
    expect(messages(json)).toEqual([]);
  });

  it('bridged to each other afterwards are one call, in which the second fills gaps only', () => {
    const first = leg('leg-a', spans, { direction: 'inbound', dialed_user: 'A' });
    const second = leg(
      'leg-b',
      { ...spans, start: 3000 },
      { call_uuid: 'leg-a', dialed_user: 'B', hold_accum_ms: '1' },
    );
    const call = callOf(second, first);
    expect([call.callId, call.startedAt]).toEqual(['leg-a', START + 1000]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', holdMs: 1 }]);
  });
});

describe('the recording of a call', () => {
  const recordingsOf = (json: Values): unknown => messages(json)[0]?.['recordings'];

  it('is named by the queue, begins when the operator answered and is a file with its path encoded', () => {
    const cc_record_filename = '/var/recordings/2026 03/leg-customer.wav';
    expect(recordingsOf(customerLeg({ cc_record_filename }))).toEqual([
      { recordingId: 'leg-customer', file: 'file:///var/recordings/2026%2003/leg-customer.wav', offsetMs: 49_600 },
    ]);
  });

  it('is named by folder and name, or by what the dialplan did, once for each', () => {
    const json = {
      ...leg('leg-1', { answer: 0, bridge: 0 }, { record_path: '/var/rec', record_name: 'one.wav' }),
      app_log: {
        applications: [
          { app_name: 'record_session', app_data: '{stereo=true}/var/rec/one.wav', app_stamp: '0' },
          { app_name: 'record_session', app_data: '/var/rec/two.mp3', app_stamp: String((START + 5000) * 1000) },
          { app_name: 'record_session', app_data: '/var/rec/${uuid}.wav' },
        ],
      },
    };
    expect(recordingsOf(json)).toEqual([
      { recordingId: 'one', file: 'file:///var/rec/one.wav', offsetMs: null },
      { recordingId: 'two', file: 'file:///var/rec/two.mp3', offsetMs: 5000 },
    ]);
  });

  it('keeps an address or a relative path as it is, and is left open where nothing names it', () => {
    const named = (record_file: string): unknown => recordingsOf(leg('leg-1', {}, { record_file }));
    expect(named('https://rec.example/a.wav')).toMatchObject([{ file: 'https://rec.example/a.wav' }]);
    expect(named('rec/a.wav')).toMatchObject([{ file: 'rec/a.wav' }]);
    expect(recordingsOf(leg('leg-1', {}))).toBeNull();
  });
});

describe('percent signs in variables', () => {
  const file = (variables: Values): unknown => messages(leg('leg-1', {}, variables))[0]?.['recordings'];

  it('are read where the record is encoded, and kept where it is not', () => {
    const encoded = { start_stamp: '2026-03-02%2009%3A00%3A00', record_file: 'rec%2Fa%2520b.wav' };
    expect(file(encoded)).toMatchObject([{ file: 'rec/a%20b.wav' }]);
    expect(file({ record_file: 'rec/a%20b.wav' })).toMatchObject([{ file: 'rec/a%20b.wav' }]);
  });

  it('that encode nothing are kept', () => {
    expect(file({ start_stamp: '', record_file: 'rec/100%.wav' })).toMatchObject([{ file: 'rec/100%.wav' }]);
  });
});

describe('what is no record of a leg', () => {
  const reasonOf = (json: unknown): unknown => {
    const translated: Translated = freeswitchMessages(json, 'calls.cdr/0/1');
    return translated.ok ? null : translated.reason;
  };

  it.each([
    ['the message', 'text'],
    ['the message', [leg('leg-1', {})]],
    ['variables', { 'core-uuid': 'core-1' }],
    ['variables.uuid', { variables: { start_epoch: epoch(0) } }],
    ['variables.start_epoch', { variables: { uuid: 'leg-1', start_epoch: '0' } }],
    ['callflow', { variables: { uuid: 'leg-1' }, callflow: 'none' }],
  ])('is refused with the field %s', (field, json) => {
    expect(reasonOf(json)).toMatchObject({
      code: 'FORMAT_MISMATCH',
      params: { format: 'freeswitch', file: 'calls.cdr/0/1', field },
    });
  });
});
