import { describe, expect, it } from 'vitest';
import { ringostatMessages } from '../../../../ingest/formats/ringostat.ts';
import { foldedCall, messagesOf, recordOf } from '../../../harness/provider-records.ts';

const OF = recordOf('ringostat');
/** 09:00 in Sofia. */
const START = Date.UTC(2026, 2, 2, 7);

/** An incoming call that waited 12 s and was spoken for 60 s, with the values as text. */
const incoming = (of: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  uniqueid: 'ua1_-1772434800.17',
  calldate: '2026-03-02 09:00:00',
  call_type: 'in',
  caller: '+359880000101',
  dst: '+359880000199',
  connected_with: 'A',
  disposition: 'ANSWERED',
  duration: '73',
  waittime: '12',
  billsec: '60',
  utm_source: 'google',
  utm_campaign: 'spring',
  has_recording: '1',
  recording: 'https://records.example/ua1.mp3?token=t',
  ...of,
});
const folded = (...records: readonly unknown[]) => foldedCall(records.map((record) => ringostatMessages(record, OF)));

describe('a call of Ringostat', () => {
  it('waits, speaks and ends as its seconds say', () => {
    const call = folded(incoming());
    expect(call).toMatchObject({
      callId: 'ua1_-1772434800.17',
      direction: 'inbound',
      disposition: 'answered',
      startedAt: START,
      answeredAt: START + 12_000,
      endedAt: START + 73_000,
      campaign: 'spring',
      attributes: { utmSource: 'google', callKind: 'in', providerDisposition: 'ANSWERED' },
      recordings: [{ recordingId: 'ua1_-1772434800.17', uri: 'https://records.example/ua1.mp3?token=t' }],
    });
    expect(call.legs).toMatchObject([{ operatorId: 'op-a', talkMs: 60_000 }]);
    expect(call.customerKey).not.toBe('');
  });

  it('is one call whatever the order of the web hooks before and after it', () => {
    const before = incoming({ duration: undefined, billsec: undefined, waittime: undefined, disposition: undefined });
    expect(folded(incoming(), before)).toMatchObject({ endedAt: START + 73_000, disposition: 'answered' });
    expect({ ...folded(before, incoming()), version: '' }).toEqual({ ...folded(incoming(), before), version: '' });
  });

  it('that goes on has no end yet', () => {
    const before = incoming({ duration: undefined, billsec: undefined, disposition: undefined });
    expect(folded(before)).toMatchObject({ answeredAt: null, endedAt: null, disposition: '' });
  });

  it('in which nobody spoke is missed, has no operator and expects no recording', () => {
    const missed = folded(incoming({ disposition: 'NO ANSWER', billsec: '0', has_recording: '0', recording: '' }));
    expect(missed).toMatchObject({ disposition: 'no_answer', answeredAt: null, legs: [], recordings: [] });
    expect(missed.endedAt).toBe(START + 73_000);
  });

  it('is an abandoned entry of its department, or a flow-out into the mailbox', () => {
    const missed = { disposition: 'NO ANSWER', billsec: '0', department: 'sales' };
    expect(folded(incoming(missed)).queueEntries).toMatchObject([
      { queue: 'sales', outcome: 'abandoned', waitMs: 12_000 },
    ]);
    const mailbox = folded(incoming({ ...missed, disposition: 'VOICEMAIL', billsec: '20' }));
    expect(mailbox).toMatchObject({
      disposition: 'flow_out',
      queueEntries: [{ outcome: 'flow_out' }],
      answeredAt: null,
    });
  });

  it('that goes out has its customer in dst and its operator in brackets', () => {
    const out = incoming({
      call_type: 'out',
      caller: '"Op A" <A>',
      dst: '359880000101',
      connected_with: '359880000101',
    });
    const call = folded(out);
    expect(call).toMatchObject({ direction: 'outbound', legs: [{ operatorAlias: 'A' }], queueEntries: [] });
    expect(call.customerKey).toBe(folded(incoming()).customerKey);
    expect(folded({ ...out, disposition: 'BUSY', billsec: 0 })).toMatchObject({
      disposition: 'busy',
      answeredAt: null,
    });
  });

  it('never takes the number of its customer for an operator', () => {
    const { legs } = folded(incoming({ call_type: 'callback', connected_with: '0880000101', caller: '359880000101' }));
    expect(legs).toEqual([]);
  });

  it('keeps its fields one level deeper, as web hooks of the second kind do', () => {
    const { caller, dst, ...top } = incoming();
    expect(folded({ ...top, additional_call_data: { caller, dst } }).customerKey).toBe(folded(incoming()).customerKey);
  });

  it('of a hidden number is of nobody', () => {
    for (const caller of ['anonymous', 'Номер скрыт', 'Прихований', ''])
      expect(folded(incoming({ caller })).customerKey).toBe('');
  });

  it('in the doubled hour is told apart by the second in its id', () => {
    const told = { calldate: '2026-10-25 03:30:00', uniqueid: `ua1_-${Date.UTC(2026, 9, 25, 1, 30) / 1000}.1` };
    expect(folded(incoming(told))).toMatchObject({ startedAt: Date.UTC(2026, 9, 25, 1, 30), marks: [] });
    expect(folded(incoming({ ...told, uniqueid: 'without' })).marks).toEqual(['DOUBTFUL_TIME']);
  });
});

describe('the call log of Ringostat', () => {
  it('is a list; an entry that is none is refused by itself, without its values', () => {
    const read = ringostatMessages(
      [incoming(), incoming({ call_type: '+359880000101' }), incoming({ billsec: 'x' })],
      OF,
    );
    expect(read.ok && read.messages).toHaveLength(1);
    const refused = read.ok ? (read.refused ?? []) : [];
    expect(refused.map(({ reason }) => reason.params['field'])).toEqual(['call_type', 'billsec']);
    expect(JSON.stringify(refused.map(({ reason }) => reason))).not.toContain('3598');
  });

  it('says of an entry without an id or with an impossible moment what was expected', () => {
    expect(ringostatMessages(incoming({ uniqueid: undefined }), OF)).toMatchObject({
      ok: false,
      reason: { code: 'FORMAT_MISMATCH', params: { format: 'ringostat', field: 'uniqueid' } },
    });
    expect(ringostatMessages(incoming({ calldate: '2026-02-30 09:00:00' }), OF)).toMatchObject({
      ok: false,
      reason: { params: { field: 'calldate' } },
    });
    expect(messagesOf(ringostatMessages(incoming(), OF))).toHaveLength(1);
  });
});
