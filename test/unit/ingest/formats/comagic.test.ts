import { describe, expect, it } from 'vitest';
import { comagicMessages } from '../../../../ingest/formats/comagic.ts';
import { foldedCall, messagesOf, recordOf } from '../../../harness/provider-records.ts';

const OF = recordOf('comagic');
/** 09:00 in Sofia. */
const START = Date.UTC(2026, 2, 2, 7);

type Fields = Readonly<Record<string, unknown>>;
const session = (of: Fields = {}): Fields => ({
  id: 5001,
  start_time: '2026-03-02 09:00:00',
  finish_time: '2026-03-02 09:01:20',
  finish_reason: 'subscriber_disconnects',
  direction: 'in',
  is_lost: false,
  contact_phone_number: '359880000101',
  communication_id: 777,
  wait_duration: 10,
  talk_duration: 65,
  clean_talk_duration: 60,
  total_duration: 80,
  postprocess_duration: 5,
  call_records: ['hash1'],
  scenario_name: 'Sales',
  source: 'va',
  utm_campaign: 'spring',
  employees: [
    { employee_id: 1, employee_full_name: 'B', is_answered: false, is_talked: false },
    { employee_id: 2, employee_full_name: 'A', is_answered: true, is_talked: true },
  ],
  ...of,
});
const finished = (of: Fields = {}): Fields => ({
  notification_name: 'End of call',
  call_session_id: 5001,
  notification_time: '2026-03-02 09:01:20.250',
  start_time: '2026-03-02 09:00:00',
  direction: 'in',
  contact_phone_number: '359880000101',
  employee_full_name: 'A',
  scenario_name: 'Sales',
  talk_time_duration: '60',
  total_time_duration: '80',
  wait_time_duration: '10',
  ...of,
});
const folded = (...records: readonly unknown[]) => foldedCall(records.map((record) => comagicMessages(record, OF)));

describe('a session of the CoMagic report', () => {
  it('that was lost waited until its end where no wait is told, and never for no time at all', () => {
    const lost = { is_lost: true, wait_duration: null, talk_duration: 0, clean_talk_duration: 0, total_duration: null };
    expect(folded(session({ ...lost, employees: [] }))).toMatchObject({ answeredAt: null, endedAt: START + 80_000 });
    const endless = session({ ...lost, employees: [], finish_time: null });
    expect(folded({ ...endless, total_duration: undefined })).toMatchObject({ answeredAt: null, endedAt: null });
    const finished = session({ ...lost, employees: [], finish_time: 'no moment' });
    expect(folded(finished)).toMatchObject({ queueEntries: [{ queue: 'Sales', outcome: 'abandoned', waitMs: null }] });
  });

  it('that ended when the clock had been turned back is as long as it was', () => {
    // Seconds of 03:58 in Sofia for the first time, twelve minutes before 03:10 for the second.
    const started = Date.UTC(2026, 9, 25, 0, 58);
    const of = { start_time: started / 1000, total_duration: null, talk_duration: 0, clean_talk_duration: 0 };
    const lost = session({
      ...of,
      is_lost: true,
      wait_duration: null,
      employees: [],
      finish_time: '2026-10-25 03:10:00',
    });
    expect(folded(lost)).toMatchObject({ startedAt: started, endedAt: started + 12 * 60_000 });
    expect(folded({ ...lost, finish_time: String(started / 1000 + 720) })).toEqual(folded(lost));
  });

  it('is a call of the one who spoke, queued under its scenario', () => {
    const call = folded({ jsonrpc: '2.0', id: 1, result: { data: [session()], metadata: {} } });
    expect(call).toMatchObject({
      callId: '5001',
      direction: 'inbound',
      disposition: 'answered',
      startedAt: START,
      answeredAt: START + 10_000,
      endedAt: START + 80_000,
      campaign: 'spring',
      queueEntries: [{ queue: 'Sales', outcome: 'answered', waitMs: 10_000 }],
      legs: [{ operatorId: 'op-a', talkMs: 60_000, acwMs: 5_000 }],
      recordings: [{ recordingId: '5001', uri: 'https://app.comagic.ru/system/media/talk/777/hash1/' }],
    });
  });

  it('with several who spoke gives each a leg and nobody a length that is not told', () => {
    const spoke = (name: string): Fields => ({ employee_id: name, employee_full_name: name, is_talked: true });
    expect(folded(session({ employees: [spoke('A'), spoke('B')] })).legs).toMatchObject([
      { operatorId: 'op-a', outcome: 'transferred', answeredAt: START + 10_000, talkMs: null, acwMs: null },
      { operatorId: 'op-b', outcome: 'completed', talkMs: null },
    ]);
  });

  it('that was lost is an abandoned entry without an operator', () => {
    const lost = session({ is_lost: true, talk_duration: 0, clean_talk_duration: 0, employees: [], call_records: [] });
    expect(folded(lost)).toMatchObject({
      disposition: 'abandoned',
      answeredAt: null,
      queueEntries: [{ outcome: 'abandoned', waitMs: 10_000 }],
      recordings: [],
    });
  });

  it('that goes out and reaches nobody says why', () => {
    const ended = (finish_reason: string) =>
      folded(session({ direction: 'out', is_lost: true, talk_duration: 0, finish_reason })).disposition;
    expect(['subscriber_busy', 'numb_not_exists', 'subscriber_not_responsible'].map(ended)).toEqual([
      'busy',
      'failed',
      'no_answer',
    ]);
  });
});

describe('the legs of CoMagic', () => {
  const leg = (of: Fields = {}): Fields => ({
    id: 1,
    call_session_id: 5001,
    start_time: '2026-03-02 09:00:02',
    connect_time: '2026-03-02 09:00:10',
    duration: 20,
    total_duration: 28,
    direction: 'out',
    is_operator: true,
    is_coach: false,
    employee_id: 1,
    employee_full_name: 'A',
    ...of,
  });
  const customer = leg({ id: 0, start_time: '2026-03-02 09:00:00', direction: 'in', is_operator: false });
  const second = { id: 2, employee_id: 2, employee_full_name: 'B', start_time: '2026-03-02 09:00:31' };
  const legs = {
    result: { data: [leg({ ...second, connect_time: '2026-03-02 09:00:32', duration: 40 }), leg(), customer] },
  };

  it('of a call that goes out are answered when the customer answers, and by nobody when he does not', () => {
    const out = (connect_time: string | null): unknown => ({
      result: {
        data: [
          leg({ start_time: '2026-03-02 09:00:00', connect_time: '2026-03-02 09:00:02', duration: 23 }),
          leg({ id: 0, start_time: '2026-03-02 09:00:03', connect_time, direction: 'out', is_operator: false }),
        ],
      },
    });
    expect(folded(out('2026-03-02 09:00:08'))).toMatchObject({
      direction: 'outbound',
      legs: [{ operatorId: 'op-a', answeredAt: START + 8_000, talkMs: 17_000 }],
    });
    expect(folded(out(null))).toMatchObject({
      direction: 'outbound',
      answeredAt: null,
      legs: [{ operatorId: 'op-a', answeredAt: null, talkMs: null }],
    });
  });

  it('credit each who spoke with the own seconds, whatever the report of the session says', () => {
    const spoke = (employee_id: number, name: string): Fields => ({
      employee_id,
      employee_full_name: name,
      is_talked: true,
    });
    const report = session({ employees: [spoke(1, 'A'), spoke(2, 'B')] });
    for (const order of [
      [report, legs],
      [legs, report],
    ]) {
      expect(folded(...order)).toMatchObject({
        direction: 'inbound',
        startedAt: START,
        endedAt: START + 80_000,
        legs: [
          { operatorId: 'op-a', answeredAt: START + 10_000, talkMs: 20_000 },
          { operatorId: 'op-b', answeredAt: START + 32_000, talkMs: 40_000 },
        ],
      });
    }
  });

  it('are told in seconds since 1970 as well, and connect after they began when the clock is turned back', () => {
    const began = Date.UTC(2026, 9, 25, 0, 58);
    const rung = { start_time: began / 1000, connect_time: '2026-10-25 03:01:00' };
    const call = folded([leg({ ...rung, id: 0, direction: 'in', is_operator: false }), leg(rung)]);
    expect(call).toMatchObject({ startedAt: began, legs: [{ answeredAt: began + 180_000, talkMs: 20_000 }] });
    const seconds = { ...rung, connect_time: began / 1000 + 180 };
    expect(folded([leg({ ...seconds, id: 0, direction: 'in', is_operator: false }), leg(seconds)])).toEqual(call);
  });

  it('that nobody picked up are legs without an answer; a listening coach has none', () => {
    const rung = leg({ id: 3, connect_time: '', duration: 0 });
    const call = folded([customer, rung, leg({ id: 4, is_coach: true, employee_full_name: 'C' })]);
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', outcome: 'no_answer', talkMs: null }]);
  });

  it('of a session in which one cannot be read are refused together, and those of others are taken', () => {
    const other = [customer, leg()].map((one) => ({ ...one, call_session_id: 5002 }));
    const read = comagicMessages([customer, leg(), leg({ start_time: 'soon' }), ...other], OF);
    expect(read).toMatchObject({
      ok: true,
      messages: [{ callId: '5002' }],
      refused: [{ reason: { params: { field: 'start_time' } } }],
    });
  });
});

describe('a notification of CoMagic', () => {
  it('of the end is a call, and the report that comes later counts more', () => {
    const call = folded(finished());
    expect(call).toMatchObject({
      callId: '5001',
      answeredAt: START + 10_000,
      endedAt: START + 80_000,
      legs: [{ operatorId: 'op-a', talkMs: 60_000 }],
    });
    expect(folded(session({ employees: [], last_answered_employee_full_name: 'B' }), finished()).legs).toMatchObject([
      { operatorAlias: 'B' },
    ]);
  });

  it('that does not tell the start was sent at the end', () => {
    expect(folded(finished({ start_time: undefined }))).toMatchObject({
      startedAt: START + 250,
      endedAt: START + 80_250,
    });
  });

  it('of a lost call needs no direction', () => {
    const told = finished({ direction: undefined, talk_time_duration: undefined, total_time_duration: undefined });
    expect(folded({ ...told, employee_ids: [1, 2] })).toMatchObject({
      direction: 'inbound',
      disposition: 'abandoned',
      legs: [],
      endedAt: START + 10_000,
    });
  });

  it('of a recording is the recording of its call', () => {
    const told = {
      call_session_id: 5001,
      notification_time: '2026-03-02 09:02:00',
      file_link: 'https://media.example/777/h',
    };
    expect(messagesOf(comagicMessages(told, OF))).toEqual([
      {
        schemaVersion: 1,
        type: 'recording',
        callId: '5001',
        recordingId: '5001',
        uri: 'https://media.example/777/h',
        at: '2026-03-02 09:02:00',
      },
    ]);
    const known = { ...told, direction: 'in', start_time: '2026-03-02 09:00:00' };
    expect(folded(known, finished())).toMatchObject({
      endedAt: START + 80_000,
      recordings: [{ recordingId: '5001', uri: 'https://media.example/777/h' }],
    });
  });

  it('while the call goes on says who, and nothing where it tells no direction', () => {
    const ringing = { call_session_id: 5001, notification_time: '2026-03-02 09:00:05', contact_phone_number: '1' };
    expect(comagicMessages(ringing, OF)).toEqual({ ok: true, messages: [] });
    expect(folded({ ...ringing, direction: 'out', employee_full_name: 'A' })).toMatchObject({ endedAt: null });
  });

  it('that is none says what is missing', () => {
    expect(comagicMessages({ notification_name: 'x' }, OF)).toMatchObject({
      ok: false,
      reason: { code: 'FORMAT_MISMATCH', params: { format: 'comagic', field: 'call_session_id' } },
    });
    expect(comagicMessages(finished({ direction: 'sideways' }), OF)).toMatchObject({ ok: false });
  });
});
