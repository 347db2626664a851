import { describe, expect, it } from 'vitest';
import { binotelMessages } from '../../../../ingest/formats/binotel.ts';
import { foldedCall, recordOf } from '../../../harness/provider-records.ts';

const OF = recordOf('binotel');
/** 09:00 in Sofia, as the message was received; the call itself began a second earlier. */
const START = Date.UTC(2026, 2, 2, 6, 59, 59);

const details = (of: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  companyID: '1',
  generalCallID: '700100200',
  callID: '700100200',
  startTime: String(START / 1000),
  callType: '0',
  internalNumber: 'A',
  externalNumber: '+359880000101',
  waitsec: '13',
  billsec: '60',
  disposition: 'ANSWER',
  recordingStatus: 'uploaded',
  isNewCall: '1',
  customerData: '',
  employeeData: { name: 'Operator A', email: 'a@shop.example' },
  pbxNumberData: { number: '+359880000199', name: 'Shop line' },
  historyData: [{ waitsec: '13', billsec: '60', disposition: 'ANSWER', internalNumber: 'A' }],
  callTrackingData: { utm_source: 'google', utm_campaign: '(not set)' },
  linkToCallRecordInMyBusiness: 'https://cabinet.example/?fileName=700100200.mp3&customerNumber=%2B359880000101',
  ...of,
});
const completed = (of: Readonly<Record<string, unknown>> = {}): unknown => ({
  requestType: 'apiCallCompleted',
  attemptsCounter: '1',
  callDetails: details(of),
});
const folded = (...records: readonly unknown[]) => foldedCall(records.map((record) => binotelMessages(record, OF)));

describe('a completed call of Binotel', () => {
  it('waits, speaks and ends as its seconds say, and its recording is awaited under the id of the call', () => {
    expect(folded(completed())).toMatchObject({
      callId: '700100200',
      direction: 'inbound',
      campaign: '',
      disposition: 'answered',
      startedAt: START,
      answeredAt: START + 13_000,
      endedAt: START + 73_000,
      attributes: { utmSource: 'google', line: 'Shop line', isNewCall: '1', providerDisposition: 'ANSWER' },
      legs: [{ operatorId: 'op-a', talkMs: 60_000, outcome: 'completed' }],
      recordings: [{ recordingId: '700100200', uri: '', state: 'expected' }],
    });
  });

  it('keeps neither the links into the cabinet nor the number that they hold', () => {
    const read = binotelMessages(completed(), OF);
    expect(JSON.stringify(read).match(/359880000101/g)).toHaveLength(1);
    expect(JSON.stringify(read)).not.toContain('cabinet.example');
  });

  it('posted as a form, its nested fields in brackets, is the same call', () => {
    const form: Record<string, string> = { requestType: 'apiCallCompleted' };
    for (const [name, value] of Object.entries(details()))
      if (typeof value === 'string') form[`callDetails[${name}]`] = value;
    form['callDetails[employeeData][name]'] = 'Operator A';
    form['callDetails[employeeData][email]'] = 'a@shop.example';
    form['callDetails[pbxNumberData][name]'] = 'Shop line';
    form['callDetails[callTrackingData][utm_source]'] = 'google';
    form['callDetails[callTrackingData][utm_campaign]'] = '(not set)';
    for (const [name, value] of Object.entries({
      waitsec: '13',
      billsec: '60',
      disposition: 'ANSWER',
      internalNumber: 'A',
    }))
      form[`callDetails[historyData][0][${name}]`] = value;
    expect(folded(form)).toEqual(folded(completed()));
  });

  it('that was transferred gives each operator the seconds spoken and nobody the same ones', () => {
    const { legs, endedAt } = folded(
      completed({
        waitsec: '18',
        billsec: '70',
        internalNumber: 'B',
        historyData: {
          0: { waitsec: '10', billsec: '0', disposition: 'NOANSWER', internalNumber: 'C' },
          1: { waitsec: '3', billsec: '30', disposition: 'TRANSFER', internalNumber: 'A' },
          2: { waitsec: '5', billsec: '40', disposition: 'ANSWER', internalNumber: 'B' },
        },
      }),
    );
    expect(legs).toMatchObject([
      { operatorId: 'op-c', outcome: 'no_answer', startedAt: START, talkMs: null },
      { operatorId: 'op-a', outcome: 'transferred', answeredAt: START + 13_000, talkMs: 30_000 },
      { operatorId: 'op-b', outcome: 'completed', answeredAt: START + 48_000, talkMs: 40_000 },
    ]);
    expect(endedAt).toBe(START + 88_000);
  });

  it('that rang at several at once takes no time for those who did not answer', () => {
    const part = { waitsec: '13', billsec: '0', disposition: 'NOANSWER', internalNumber: 'C' };
    const { legs } = folded(
      completed({ historyData: [part, { ...part, billsec: '60', disposition: 'ANSWER', internalNumber: 'A' }] }),
    );
    expect(legs).toMatchObject([{ operatorId: 'op-c' }, { operatorId: 'op-a', answeredAt: START + 13_000 }]);
  });

  it('that nobody answered says so, and why where we called', () => {
    const missed = {
      billsec: '0',
      disposition: 'CANCEL',
      recordingStatus: '',
      historyData: [],
      internalNumber: '',
      employeeData: '',
    };
    expect(folded(completed(missed))).toMatchObject({
      disposition: 'no_answer',
      answeredAt: null,
      recordings: [],
      legs: [],
    });
    const ended = (disposition: string) => folded(completed({ ...missed, callType: '1', disposition })).disposition;
    expect(['BUSY', 'CONGESTION', 'NOANSWER'].map(ended)).toEqual(['busy', 'failed', 'no_answer']);
    expect(folded(completed({ ...missed, disposition: 'VM-SUCCESS', billsec: '9' }))).toMatchObject({
      disposition: 'flow_out',
      answeredAt: null,
    });
  });

  it('counts more than what was told when it came in', () => {
    const received = {
      method: 'receivedTheCall',
      generalCallID: 700100200,
      callType: 0,
      externalNumber: '+359880000101',
    };
    expect(folded(received)).toMatchObject({ startedAt: OF.receivedAt, endedAt: null, disposition: '' });
    expect(folded(completed(), received)).toMatchObject({ startedAt: START, endedAt: START + 73_000 });
  });
});

describe('other messages of Binotel', () => {
  it('that only ask or say what the completed call says better give none', () => {
    for (const requestType of ['apiCallSettings', 'answeredTheCall', 'hangupTheCall'])
      expect(binotelMessages({ requestType, generalCallID: '1' }, OF)).toEqual({ ok: true, messages: [] });
  });

  it('that list calls by id are read one by one, and a broken one is refused alone', () => {
    const list = {
      status: 'success',
      callDetails: { 1: details(), 2: details({ generalCallID: '2', callType: '7' }) },
    };
    const read = binotelMessages(list, OF);
    expect(read).toMatchObject({ ok: true, refused: [{ reason: { params: { field: 'callDetails.callType' } } }] });
    expect(read.ok && read.messages).toHaveLength(1);
  });

  it('that are no call say what is missing', () => {
    expect(binotelMessages({ requestType: 'apiCallCompleted' }, OF)).toMatchObject({
      ok: false,
      reason: { params: { format: 'binotel', field: 'generalCallID' } },
    });
    expect(binotelMessages('text', OF)).toMatchObject({ ok: false });
  });
});
