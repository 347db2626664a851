import { describe, expect, it } from 'vitest';
import { zadarmaMessages } from '../../../../ingest/formats/zadarma.ts';
import { foldedCall, messagesOf, recordOf } from '../../../harness/provider-records.ts';

const OF = recordOf('zadarma');
/** 09:00 in Sofia. */
const START = Date.UTC(2026, 2, 2, 7);

type Fields = Readonly<Record<string, unknown>>;
const event = (name: string, of: Fields = {}): Fields => ({
  event: name,
  pbx_call_id: 'in_abc1',
  call_start: '2026-03-02 09:00:00',
  caller_id: '+359880000101',
  called_did: '359880000199',
  ...of,
});
const end = (of: Fields = {}): Fields =>
  event('NOTIFY_END', {
    internal: 'A',
    duration: '61',
    disposition: 'answered',
    status_code: '16',
    is_recorded: '1',
    call_id_with_rec: '1772434800.5',
    ...of,
  });
const out = (name: string, of: Fields = {}): Fields =>
  event(name, {
    pbx_call_id: 'out_abc2',
    destination: '+359880000101',
    caller_id: '359880000199',
    internal: 'A',
    ...of,
  });
const folded = (...records: readonly unknown[]) => foldedCall(records.map((record) => zadarmaMessages(record, OF)));

describe('a call that Zadarma notifies of', () => {
  it('is one call of all its notifications, and the end counts most whatever comes last', () => {
    const call = folded(
      end(),
      event('NOTIFY_ANSWER', { destination: 'A', internal: 'A' }),
      event('NOTIFY_INTERNAL', { internal: 'B' }),
      event('NOTIFY_START'),
    );
    expect(call).toMatchObject({
      callId: 'in_abc1',
      direction: 'inbound',
      disposition: 'answered',
      startedAt: START,
      endedAt: START + 61_000,
      legs: [{ operatorId: 'op-a', talkMs: 61_000 }],
      recordings: [{ recordingId: 'in_abc1' }],
      attributes: { causeQ931: '16', recordedCallId: '1772434800.5' },
    });
  });

  it('before its end is not over, and who only rang is no operator of it', () => {
    expect(folded(event('NOTIFY_START'), event('NOTIFY_INTERNAL', { internal: 'A' }))).toMatchObject({
      endedAt: null,
      legs: [],
      disposition: '',
    });
  });

  it('that was transferred is its last operator’s', () => {
    expect(folded(end({ last_internal: 'B' })).legs).toMatchObject([{ operatorAlias: 'B' }]);
  });

  it('that nobody answered is missed and expects no recording', () => {
    const missed = end({ disposition: 'cancel', internal: '', is_recorded: '0', duration: '20' });
    expect(folded(missed)).toMatchObject({ disposition: 'no_answer', answeredAt: null, recordings: [], legs: [] });
    expect(folded(missed).endedAt).toBe(START + 20_000);
  });

  it('that goes out is its caller’s, with the number called as the customer', () => {
    const call = folded(out('NOTIFY_OUT_START'), out('NOTIFY_OUT_END', { duration: 30, disposition: 'answered' }));
    expect(call).toMatchObject({ direction: 'outbound', legs: [{ operatorId: 'op-a', talkMs: 30_000 }] });
    expect(call.customerKey).toBe(folded(end()).customerKey);
    const ended = (disposition: string) => folded(out('NOTIFY_OUT_END', { duration: 0, disposition })).disposition;
    expect(['busy', 'no answer', 'no money', 'unallocated number'].map(ended)).toEqual([
      'busy',
      'no_answer',
      'failed',
      'failed',
    ]);
  });

  it('from one extension to another is internal and has no customer', () => {
    const call = folded(out('NOTIFY_OUT_END', { destination: '102', duration: 30, disposition: 'answered' }));
    expect(call).toMatchObject({ direction: 'internal', customerKey: '' });
  });
});

describe('other notifications of Zadarma', () => {
  it('tell of no call and give none', () => {
    for (const name of ['NOTIFY_RECORD', 'NOTIFY_IVR', 'SMS'])
      expect(zadarmaMessages({ event: name }, OF)).toEqual({ ok: true, messages: [] });
  });

  it('that nobody knows are refused, with those that are known', () => {
    const read = zadarmaMessages(event('NOTIFY_FAX'), OF);
    expect(read).toMatchObject({ ok: false, reason: { code: 'FORMAT_MISMATCH', params: { field: 'event' } } });
    expect(JSON.stringify(read)).toContain('NOTIFY_OUT_END');
  });
});

describe('the statistics of Zadarma', () => {
  const line = (of: Fields = {}): Fields => ({
    call_id: '1',
    pbx_call_id: 'in_abc1',
    callstart: '2026-03-02 09:00:00',
    clid: '"Name" <+359880000101>',
    sip: '359880000199',
    destination: '101',
    disposition: 'answered',
    seconds: 61,
    is_recorded: 'true',
    ...of,
  });

  it('are calls; of the lines of one the answered counts more', () => {
    const call = folded({
      status: 'success',
      stats: [line(), line({ call_id: '2', destination: '102', disposition: 'no answer', seconds: 0 })],
    });
    expect(call).toMatchObject({
      direction: 'inbound',
      disposition: 'answered',
      legs: [{ operatorAlias: '101', talkMs: 61_000 }],
      recordings: [{ recordingId: 'in_abc1' }],
    });
    expect(call.customerKey).toBe(folded(end()).customerKey);
  });

  it('refuse a line that tells no direction, and take the others', () => {
    const read = zadarmaMessages({ stats: [line(), line({ pbx_call_id: 'abc' })] }, OF);
    expect(read).toMatchObject({ ok: true, refused: [{ reason: { params: { field: 'stats.pbx_call_id' } } }] });
    expect(messagesOf(zadarmaMessages({ stats: [line()] }, OF))).toHaveLength(1);
  });
});
