import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as sentence } from '../../../../errors.ts';
import { ASTERISK_CDR_PAYLOAD, type AsteriskCdrPayload } from '../../../../ingest/contracts.ts';
import type { LinesRead } from '../../../../ingest/formats/format.ts';
import { cdrRow, foldPhones, NINE, readLines, readLinesJson } from '../../../harness/asterisk.ts';
import { shop } from '../../../harness/shop.ts';

const payloads = ({ events }: LinesRead): readonly AsteriskCdrPayload[] =>
  events.map(({ payload }) => ASTERISK_CDR_PAYLOAD.parse(JSON.parse(payload)));

const SIXTEEN =
  '"","+359880000101","700","from-trunk","""Petar Ivanov"" <+359880000101>","SIP/carrier-0000001a","SIP/101-0000001b","Dial","SIP/101,30","2026-03-02 09:00:00","2026-03-02 09:00:10","2026-03-02 09:01:10",70,60,"ANSWERED","DOCUMENTATION"';
const CUSTOM =
  '"""Petar Ivanov"" <+359880000101>","+359880000101","700","from-trunk","SIP/carrier-0000001a","SIP/101-0000001b","Dial","SIP/101,30","2026-03-02 09:00:00","2026-03-02 09:00:10","2026-03-02 09:01:10","70","60","ANSWERED","3","","1772434800.1",""';

describe('a row of Master.csv', () => {
  it.each([
    ['16 columns', SIXTEEN],
    ['17, with its uniqueid', `${SIXTEEN},"1772434800.1"`],
    ['18, with uniqueid and userfield', `${SIXTEEN},"1772434800.1",""`],
    ['19, with the new ones and without ids', `${SIXTEEN},"","1772434800.1",7`],
    ['20', `${SIXTEEN},"1772434800.1","","1772434800.1",7`],
    ['21, with all there are', `${SIXTEEN},"1772434800.1","","","1772434800.1",7`],
    ['18 of cdr_custom', CUSTOM],
    ['19 of cdr_custom, with its sequence', `${CUSTOM},"7"`],
  ])('is read with %s', (_, row) => {
    const read = readLines('asterisk-cdr', [row]);
    expect(read.refused).toEqual([]);
    expect(payloads(read)).toMatchObject([
      {
        channel: 'SIP/carrier-0000001a',
        dstchannel: 'SIP/101-0000001b',
        startedAt: NINE * 1000,
        answeredAt: (NINE + 10) * 1000,
        endedAt: (NINE + 70) * 1000,
        billedMs: 60_000,
        disposition: 'ANSWERED',
      },
    ]);
  });

  it('belongs to the call that its linkedid names, else its uniqueid', () => {
    const ids = (row: string): readonly string[] =>
      readLines('asterisk-cdr', [row]).events.map(({ source, callId }) => `${source} ${callId}`);
    expect(ids(`${SIXTEEN},"pbx-1772434805.9","","","pbx-1772434800.1",7`)).toEqual(['asterisk_cdr pbx-1772434800.1']);
    expect(ids(`${SIXTEEN},"1772434800.1",""`)).toEqual(['asterisk_cdr 1772434800.1']);
    expect(ids(SIXTEEN)[0]).toMatch(/^asterisk_cdr cdr-/);
  });

  it('has an empty answer, without quotes, when nobody answered', () => {
    const [row] = payloads(
      readLines('asterisk-cdr', [cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, null, 20] })]),
    );
    expect(row).toMatchObject({ answeredAt: null, billedMs: 0, disposition: 'NO ANSWER' });
  });

  it('holds no number, no name and no word of the dialplan once it is stored', () => {
    const row = cdrRow({
      src: '0880000101',
      from: 'Local/0880000102@out-0000000b;2',
      to: 'SIP/carrier/0880000103-2',
      at: [0, 1, 9],
    });
    const read = readLines('asterisk-cdr', [`${SIXTEEN},"1772434800.1","note 0880000104"`, row]);
    expect(read.events).toHaveLength(2);
    expect(JSON.stringify(read.events)).not.toMatch(/88000010|Petar|note/);
    expect(read.customers.map(({ address }) => address)).toEqual(['0880000101']);
  });

  it('with broken bytes in the caller costs the name, not the row', () => {
    const broken = SIXTEEN.replace('""Petar Ivanov""', '"P\uFFFDtar" "x') + ',"1772434800.1",""';
    const read = readLines('asterisk-cdr', [broken]);
    expect([read.events.length, read.refused.length]).toEqual([1, 0]);
    expect(read.customers.map(({ address }) => address)).toEqual(['+359880000101']);
  });

  it('in the hour that autumn doubles is placed by the second its uniqueid begins with', () => {
    // 2026-10-25 03:30 in Sofia was at 00:30 and again at 01:30 UTC.
    const row = (epoch: number): string =>
      `${SIXTEEN.replaceAll('2026-03-02 09:0', '2026-10-25 03:3')},"${epoch}.1",""`;
    const second = Date.UTC(2026, 9, 25, 1, 30);
    const at = (epoch: number): readonly unknown[] =>
      payloads(readLines('asterisk-cdr', [row(epoch)])).map((one) => [one.startedAt, one.endedAt, one.doubtful]);
    expect(at(second / 1000 - 3600)).toEqual([[second - 3_600_000, second - 3_600_000 + 70_000, false]]);
    expect(at(second / 1000)).toEqual([[second, second + 70_000, false]]);
  });

  it('is the same event when it is read again', () => {
    const row = cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, 5, 65] });
    expect(readLines('asterisk-cdr', [row, row]).events.map(({ eventId }) => eventId)).toEqual(
      readLines('asterisk-cdr', [row]).events.flatMap(({ eventId }) => [eventId, eventId]),
    );
  });
});

describe('an export with other columns', () => {
  const HEADER = 'calldate;clid;src;dst;dcontext;channel;dstchannel;disposition;duration;billsec;uniqueid;linkedid';
  const ROW =
    '2026-03-02 09:00:00;;0880000101;700;from-trunk;SIP/carrier-1;SIP/101-2;ANSWERED;70;60;1772434800.1;1772434800.1';

  it('is read by its header row, whatever separates the cells', () => {
    const read = readLines('asterisk-cdr', [HEADER, ROW]);
    expect([read.refused, read.unknown]).toEqual([[], null]);
    expect(payloads(read)).toMatchObject([{ startedAt: NINE * 1000, endedAt: (NINE + 70) * 1000, billedMs: 60_000 }]);
  });

  it('is read by its header row also when only later lines are given', () => {
    expect(readLines('asterisk-cdr', [ROW], { head: HEADER }).events).toHaveLength(1);
  });

  it('is read as the project declares it, by place or by title', () => {
    const columns = {
      start: 1,
      src: 3,
      channel: 6,
      dstchannel: 7,
      disposition: 8,
      duration: 9,
      billsec: 10,
      uniqueid: 11,
    };
    expect(readLines('asterisk-cdr', [ROW], { columns }).events).toHaveLength(1);
    const titled = { ...columns, start: 'Beginn' };
    expect(
      readLines('asterisk-cdr', [HEADER.replace('calldate', 'Beginn'), ROW], { columns: titled }).events,
    ).toHaveLength(1);
  });

  it('in an unknown order says which columns it found, and not a word of what stands in them', () => {
    const read = readLines('asterisk-cdr', [ROW]);
    expect(read.events).toEqual([]);
    expect(read.unknown).toMatchObject({
      code: 'CDR_COLUMNS_UNKNOWN',
      params: {
        file: 'shop/log',
        found:
          '12 columns: 1 time, 2 empty, 3 digits, 4 digits, 5 text, 6 channel, 7 channel, 8 disposition, 9 digits, 10 digits, 11 uniqueid, 12 uniqueid',
      },
    });
    expect(JSON.stringify(read.unknown)).not.toContain('0880000101');
  });

  it('in an unknown order is read once the columns are declared as the reason shows', () => {
    const row = `2026-03-02 09:00:00,0880000101,-,700,SIP/carrier-1,SIP/101-2,ANSWERED,70,60,${NINE}.1`;
    const { unknown } = readLines('asterisk-cdr', [row]);
    expect(unknown === null ? '' : sentence(unknown)).toContain(
      'For projects.yaml: imports: [{ name: "*.csv", format: asterisk-cdr, columns: [start, src, "-", dst, ',
    );
    const { imports } = shop(`    ${String(unknown?.params['example'])}\n`);
    const read = readLines('asterisk-cdr', [row], { columns: imports[0]?.columns ?? {} });
    expect(payloads(read)).toMatchObject([{ startedAt: NINE * 1000, billedMs: 60_000 }]);
  });

  it('with a header that lacks what a call needs says which columns it has', () => {
    const read = readLines('asterisk-cdr', ['src,dst,channel,duration', '0880000101,700,SIP/1-1,5']);
    expect(read.unknown?.params['found']).toContain('src, dst, channel, duration');
  });

  it('with one broken row among good ones names that row and what is wrong with it', () => {
    const good = cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, 5, 65] });
    const read = readLines('asterisk-cdr', [good, good.replace('ANSWERED', 'ANSWERD'), 'half a row'], {
      firstLine: 41,
    });
    expect(read.events).toHaveLength(1);
    expect(read.refused.map(({ reason }) => [reason.code, reason.params['line'], reason.params['problem']])).toEqual([
      ['ASTERISK_ROW_INVALID', 42, 'disposition (column 15) is none of ANSWERED, NO ANSWER, BUSY, FAILED, CONGESTION'],
      ['ASTERISK_ROW_INVALID', 43, 'has 1 columns; Asterisk writes 16 to 21'],
    ]);
  });
});

describe('a row as JSON', () => {
  it('is read by the names of its columns, those of the manager interface too', () => {
    const row = {
      Source: '0880000101',
      Channel: 'SIP/carrier-1',
      DestinationChannel: 'SIP/101-2',
      StartTime: '2026-03-02 09:00:00',
      AnswerTime: '2026-03-02 09:00:10',
      EndTime: '2026-03-02 09:01:10',
      Duration: 70,
      BillableSeconds: 60,
      Disposition: 'ANSWERED',
      UniqueID: '1772434800.1',
    };
    expect(payloads(readLinesJson('asterisk-cdr', [row]))).toMatchObject([
      { uniqueid: '1772434800.1', billedMs: 60_000 },
    ]);
  });

  it('without what a call needs is refused with the name of the column', () => {
    const { refused } = readLinesJson('asterisk-cdr', { src: '0880000101', start: '2026-03-02 09:00:00' });
    expect(refused.map(({ reason }) => reason.params['problem'])).toEqual(['disposition is missing']);
  });
});

describe('whatever a log holds', () => {
  it('it becomes events or reasons, never an exception', () => {
    const good = cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, 5, 65] });
    const cells = fc.constantFrom('', '"', '""', 'SIP/101-2', '2026-03-02 09:00:00', 'ANSWERED', '1772434800.1', '7');
    const line = fc.oneof(
      fc.string(),
      fc.array(cells, { maxLength: 22 }).map((some) => some.join(',')),
      fc.constant(good),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        fc.constantFrom('asterisk-cdr', 'asterisk-cel'),
        (lines, format) => {
          const { events } = readLines(format, lines);
          if (events.length > 0) expect(() => foldPhones(events)).not.toThrow();
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('asterisk-cdr', 'asterisk-cel'), (json, format) => {
        expect(readLinesJson(format, json).events).toEqual([]);
      }),
    );
  });
});
