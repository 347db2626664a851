import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCues } from '../../../../ingest/formats/cues.ts';
import type { RecordOf } from '../../../../ingest/formats/format.ts';
import { transcriptMessages } from '../../../../ingest/formats/webvtt.ts';
import { writtenTranscripts } from '../../../../ingest/written.ts';
import { messagesOf, recordOf } from '../../../harness/provider-records.ts';
import { eventsOfMessages, shop, SHOP } from '../../../harness/shop.ts';

const VTT = `WEBVTT - a call
Language: en

STYLE
::cue { color: red }

NOTE the greeting
goes over two lines

1
00:00:01.000 --> 00:00:03.500 align:start position:10%
<v Operator>Good morning, <b>Shop</b> &amp; Co.

greeting
00:04.000 --> 00:06.000
<v.loud Customer>Hello</v>
`;

function told(text: string, of: Partial<RecordOf> = {}) {
  const format = of.format ?? 'webvtt';
  const messages = messagesOf(transcriptMessages(text, recordOf(format, { file: 'shop/call-1.vtt', ...of })));
  const [transcript] = writtenTranscripts(eventsOfMessages(messages, of.project ?? SHOP), of.project ?? SHOP);
  if (transcript === undefined) throw new Error('no transcript');
  return transcript;
}
const said = (text: string, of: Partial<RecordOf> = {}) =>
  told(text, of).utterances.map(({ speaker, startMs, endMs, text: words }) => [speaker, startMs, endMs, words]);
const cue = (text: string): string => `WEBVTT\n\n00:01.000 --> 00:03.000\n${text}\n`;

describe('a WebVTT transcript', () => {
  it('is what was said by whom and when; notes, styles, ids and settings are none of it', () => {
    expect(said(VTT)).toEqual([
      ['operator', 1000, 3500, 'Good morning, Shop & Co.'],
      ['customer', 4000, 6000, 'Hello'],
    ]);
    expect(told(VTT)).toMatchObject({
      callId: 'call-1',
      recordingId: 'call-1',
      language: 'en',
      speakersSeparated: true,
    });
  });

  it('is the same with a byte order mark and whatever line ends', () => {
    expect(said(`\uFEFF${VTT.replaceAll('\n', '\r\n')}`)).toEqual(said(VTT));
    expect(said(VTT.replaceAll('\n', '\r'))).toEqual(said(VTT));
  });

  it('gives each voice of a cue as much time as it has text', () => {
    expect(said(cue('<v Agent>abcdef</v> <v Client>abcdef'))).toEqual([
      ['operator', 1000, 2000, 'abcdef'],
      ['customer', 2000, 3000, 'abcdef'],
    ]);
  });

  it('knows voices by the words for operator and customer in five languages, and guesses no other', () => {
    const speakers = ['Оператор', 'Менеджер Ганна', 'agent 7', 'Клієнт', 'Klient', 'Customer', 'Anna', ''].map(
      (voice) => said(cue(`<v ${voice}>words`))[0]?.[0],
    );
    expect(speakers).toEqual([
      'operator',
      'operator',
      'operator',
      'customer',
      'customer',
      'customer',
      'unknown',
      'unknown',
    ]);
  });

  it('knows voices as the project names them', () => {
    const columns = { operator: 'Speaker 1 | Anna', customer: 'Speaker 2' };
    expect(said(cue('<v anna>a</v> <v Speaker 2>b'), { columns }).map(([speaker]) => speaker)).toEqual([
      'operator',
      'customer',
    ]);
  });

  it('takes a name before a colon for a voice only if it names one of the two', () => {
    expect(said(cue('Клиент: Здравствуйте'))).toEqual([['customer', 1000, 3000, 'Здравствуйте']]);
    expect(said(cue('To be clear: no'))).toEqual([['unknown', 1000, 3000, 'To be clear: no']]);
  });
});

describe('whose a transcript is', () => {
  it('the CDR beside it says, else its name by a pattern of the project, else its name', () => {
    expect(told(VTT, { beside: 'c9' })).toMatchObject({ callId: 'c9', recordingId: 'call-1' });
    const project = shop('    recordings: { namePatterns: [freepbx] }\n');
    const file = 'shop/out-100200300-101-20260302-090000-1772434800.17.vtt';
    expect(told(VTT, { project, file }).callId).toBe('1772434800.17');
  });

  it('a header or a line of its own says where it comes without a name', () => {
    const file = 'calls.messages/0/7';
    expect(told(VTT, { file, headers: { callId: 'c9', language: 'uk' } })).toMatchObject({
      callId: 'c9',
      recordingId: 'c9',
      language: 'uk',
    });
    expect(told(VTT.replace('Language: en', 'CallId: c9\nRecordingId: r1'), { file })).toMatchObject({
      callId: 'c9',
      recordingId: 'r1',
    });
    expect(transcriptMessages(VTT, recordOf('webvtt', { file }))).toMatchObject({
      ok: false,
      reason: { code: 'FORMAT_MISMATCH', params: { field: 'callId' } },
    });
  });

  it('its language stands before the ending of its name, else it is the project’s', () => {
    const bare = VTT.replace('Language: en\n', '');
    expect(told(bare, { file: 'shop/call-1.ru.vtt' })).toMatchObject({ callId: 'call-1', language: 'ru' });
    expect(told(bare, { file: 'shop/call.v1.vtt' })).toMatchObject({ callId: 'call.v1', language: 'bg' });
  });
});

describe('an SRT transcript', () => {
  it('is read the same way', () => {
    const srt = '1\n00:00:01,000 --> 00:00:03,500\nOperator: Good morning\n\n2\n00:00:04,000 --> 00:00:06,000\nHello\n';
    expect(said(srt, { format: 'srt', file: 'shop/call-1.srt' })).toEqual([
      ['operator', 1000, 3500, 'Good morning'],
      ['unknown', 4000, 6000, 'Hello'],
    ]);
  });
});

describe('a text that is no transcript', () => {
  const fault = (text: string) => {
    const read = transcriptMessages(text, recordOf('webvtt', { file: 'shop/call-1.vtt' }));
    return read.ok ? null : [read.reason.code, read.reason.params['line'], read.reason.params['problem']];
  };

  it('is refused with the line and what was expected there, quoting nothing', () => {
    expect(fault('Hello')).toEqual(['TRANSCRIPT_INVALID', 1, 'the first line is not WEBVTT']);
    expect(fault(cue('a') + '\n00:05 --> 00:06.000\nb\n')?.[1]).toBe(6);
    expect(fault(cue('a') + '\n00:06.000 --> 00:05.000\nb\n')).toEqual([
      'TRANSCRIPT_INVALID',
      6,
      'the cue ends before it begins',
    ]);
    expect(fault(cue('a') + '\nwords of nobody\n')?.[1]).toBe(6);
    expect(JSON.stringify(fault(cue('a') + '\nwords of nobody\n'))).not.toContain('nobody');
  });

  it('never ends the reading, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof readCues(`WEBVTT\n\n${text}`, { header: true }).ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});
