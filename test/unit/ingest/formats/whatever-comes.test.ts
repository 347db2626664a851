import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestedFields } from '../../../../ingest/formats/form-fields.ts';
import { FORMAT_NAMES, type FormatName } from '../../../../ingest/formats/format-names.ts';
import { FORMATS } from '../../../../ingest/formats/formats.ts';
import { recordsOf } from '../../../../ingest/formats/records.ts';
import { parseMessage } from '../../../../ingest/message.ts';
import { readLines } from '../../../harness/asterisk.ts';
import { recordOf } from '../../../harness/provider-records.ts';
import { NOW, SHOP } from '../../../harness/shop.ts';

const PROVIDERS: readonly FormatName[] = ['ringostat', 'binotel', 'zadarma', 'comagic'];

/** Names that the providers' fields have, so that whatever stands in them is looked at. */
const FIELDS = [
  ...['uniqueid', 'calldate', 'call_type', 'billsec', 'disposition', 'additional_call_data', 'recording', 'caller'],
  ...['requestType', 'callDetails', 'generalCallID', 'startTime', 'callType', 'historyData', 'employeeData', 'waitsec'],
  ...['event', 'pbx_call_id', 'call_start', 'duration', 'stats', 'is_recorded', 'destination', 'internal'],
  ...['id', 'start_time', 'direction', 'employees', 'result', 'data', 'call_session_id', 'is_operator', 'file_link'],
  ...['connect_time', 'call_records', 'employee_ids', 'talk_time_duration', 'wait_time_duration', 'notification_time'],
];
const LIKELY = ['in', 'out', '0', '1', 'NOTIFY_END', 'apiCallCompleted', '2026-03-02 09:00:00', 'ANSWERED', '60', ''];

const value = fc.oneof(fc.constantFrom(...LIKELY), fc.jsonValue({ maxDepth: 2 }));
const fields = fc.dictionary(fc.constantFrom(...FIELDS), value);
const message = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fields,
  fields.map((callDetails) => ({ requestType: 'apiCallCompleted', callDetails })),
  fc.array(fields, { maxLength: 3 }).map((data) => ({ result: { data }, stats: data })),
);

describe.each(PROVIDERS)('whatever comes as a message of %s', (format) => {
  it('is messages that can be checked, or a reason; never the end of the process', () => {
    const { kind, read } = FORMATS[format];
    if (kind !== 'json') throw new Error('is no format of JSON');
    fc.assert(
      fc.property(message, (json) => {
        const translated = read(json, recordOf(format));
        if (!translated.ok) {
          expect(translated.reason.code).toBe('FORMAT_MISMATCH');
          return;
        }
        for (const one of translated.messages)
          expect(typeof parseMessage(one, { project: SHOP, file: 'f', now: NOW }).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

/** Lines of 1 MB, by the kind of their format, on which a reader that goes back over what it has read never ends. */
const LONG = 1_000_000;
const SPACES = ' '.repeat(LONG);
const TIMED = '00:00:01.000 --> 00:00:02.000\n';
const HOSTILE: Readonly<Record<'text' | 'csv' | 'lines', readonly string[]>> = {
  text: [
    `WEBVTT\na: y${SPACES}x\n`,
    ...[`<v${SPACES}x`, `<v.${'a.'.repeat(LONG / 2)} x`, '<v a'.repeat(LONG / 4), '<'.repeat(LONG)].map(said),
    ...['&a'.repeat(LONG / 2), '&#1'.repeat(LONG / 3), `a${SPACES}x`, `${'a'.repeat(LONG)}: x`].map(said),
    `WEBVTT\n\n00:01.000${SPACES}x --> 00:02.000\n`,
    `WEBVTT\n\n${'0'.repeat(LONG)}:-->\n`,
  ],
  csv: [
    ...[`"2026-03-02 09:00:00${SPACES}x"`, '1.'.repeat(LONG / 2), `<${'a<'.repeat(LONG / 2)}>`].map(
      (cell) => `Call ID,Start time,Type\nc1,${cell},in\n`,
    ),
    `Nr,${'1-'.repeat(LONG / 2)}x,Type\nc1,1,in\n`,
  ],
  lines: [`2026-03-02 09:00:00${SPACES}x`, `SIP/${'-a'.repeat(LONG / 2)}!`, '""'.repeat(LONG / 2)].flatMap((cell) => [
    `1772434800|1772434800.1|sales|${cell}|CONNECT|7|${cell}|5`,
    `"CHAN_START","1772434800","","${cell}","","","","700","in","${cell}","","","3","","1772434800.1","1772434800.1"`,
  ]),
};

function said(text: string): string {
  return `WEBVTT\ncallId: c1\n\n${TIMED}${text}\n`;
}

describe.each(FORMAT_NAMES.filter((name) => FORMATS[name].kind !== 'json'))('lines of 1 MB in %s', (name) => {
  it('are read to their end', () => {
    const format = FORMATS[name];
    if (format.kind === 'json') throw new Error('is no text');
    for (const text of HOSTILE[format.kind]) {
      if (format.kind === 'lines') expect(readLines(name, [text]).events.length).toBeLessThan(2);
      else expect(typeof recordsOf(Buffer.from(text), format, recordOf(name)).ok).toBe('boolean');
    }
  });
});

describe('the fields of a posted form', () => {
  it('are nested as their brackets say, in lists where they are numbered', () => {
    expect(nestedFields({ a: '1', 'b[c]': '2', 'b[d][0][e]': '3', 'b[d][1][e]': '4' })).toEqual({
      a: '1',
      b: { c: '2', d: [{ e: '3' }, { e: '4' }] },
    });
  });

  it('reach no prototype and have a bottom', () => {
    const told = nestedFields({ '__proto__[polluted]': 'yes', [`a${'[b]'.repeat(100_000)}`]: 'deep' });
    expect({}).not.toHaveProperty('polluted');
    expect(JSON.stringify(told).length).toBeLessThan(200);
  });
});
